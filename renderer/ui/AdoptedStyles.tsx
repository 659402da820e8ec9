/**
 * Lets the UI kit write its styles at run time under a policy of `style-src 'self'`: its <style> elements go into a container
 * outside the page, where they do nothing, and their text is adopted as constructed style sheets, which the policy allows.
 */
import { StyleProvider } from '@ant-design/cssinjs';
import type { ReactNode } from 'react';

const container = document.createElement('div');
const sheets = new WeakMap<Element, CSSStyleSheet>();

function adopt(): void {
  const own: CSSStyleSheet[] = [];
  for (const element of container.children) {
    const text = element.textContent ?? '';
    let sheet = sheets.get(element);
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      sheets.set(element, sheet);
      texts.set(element, text);
    } else if (texts.get(element) !== text) {
      sheet.replaceSync(text);
      texts.set(element, text);
    }
    own.push(sheet);
  }
  document.adoptedStyleSheets = own;
}

const texts = new WeakMap<Element, string>();
// Observers run before the next paint, so nothing is ever shown unstyled.
new MutationObserver(adopt).observe(container, { childList: true, subtree: true, characterData: true });

export function AdoptedStyles({ children }: { readonly children: ReactNode }) {
  return <StyleProvider container={container}>{children}</StyleProvider>;
}

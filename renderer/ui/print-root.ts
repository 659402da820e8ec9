/** What is to be printed as the window's only content, for as long as it is printed. */
export const PRINT_ROOT = 'print-root';

/** `root` bears the class PRINT_ROOT; `title` is the document's, which goes into a PDF. */
export async function whilePrintable<T>(root: HTMLElement, title: string, run: () => Promise<T>): Promise<T> {
  const titleBefore = document.title;
  document.title = title;
  document.body.append(root);
  try {
    await Promise.all([...root.querySelectorAll('img')].map((image) => image.decode().catch(() => null)));
    document.body.classList.add('is-printing');
    return await run();
  } finally {
    document.body.classList.remove('is-printing');
    root.remove();
    document.title = titleBefore;
  }
}

export function printRootOf(pages: readonly HTMLElement[]): HTMLElement {
  const root = document.createElement('div');
  root.className = PRINT_ROOT;
  root.lang = 'zh-CN';
  root.append(...pages.map((page) => page.cloneNode(true)));
  return root;
}

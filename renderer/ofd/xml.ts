/** XML written by hand: whatever a text has in it, the result is well formed and says nothing else. */
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 (2.2) has no place for other characters, not even escaped, and would rather not see the controls above 7F; halves of surrogate pairs are none at all. */
export const isXmlCharacter = (character: string): boolean => /^[\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u.test(character);
/** What some parsers take for the end of a line is a space. */
export const asSpace = (character: string): string => (/^[\t\n\r\u2028\u2029]$/u.test(character) ? ' ' : character);

export const escaped = (text: string): string => [...text].filter(isXmlCharacter).map(asSpace).join('').replace(/[&<>"']/gu, (character) => ESCAPES[character] ?? '');

type Attributes = Readonly<Record<string, string | number | boolean | null>>;

const PREFIX = 'ofd';
const NAMESPACE = 'http://www.ofdspec.org/2016';

/** Attributes that are null are left out; what is inside is XML already. */
export function element(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [` ${key}="${escaped(typeof value === 'number' ? mm(value) : String(value))}"`])).join('');
  return inside.length === 0 ? `<${PREFIX}:${name}${written}/>` : `<${PREFIX}:${name}${written}>${inside.join('')}</${PREFIX}:${name}>`;
}

export const textElement = (name: string, text: string, attributes: Attributes = {}): string => element(name, attributes, escaped(text));

/** A part of the archive. */
export const part = (name: string, attributes: Attributes, ...inside: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, { [`xmlns:${PREFIX}`]: NAMESPACE, ...attributes }, ...inside)}`;

/** Micrometres are as fine as anything here: never an exponent, never a negative zero. */
export const micro = (value: number): number => Math.round(value * 1_000) / 1_000 + 0;
export const mm = (value: number): string => String(micro(value));
export const array = (...values: readonly number[]): string => values.map(mm).join(' ');

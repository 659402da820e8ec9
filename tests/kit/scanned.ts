/**
 * How many characters a run looks at: what regular expressions pass over, and what strings are searched through. Counts work, so that a test can say how it grows
 * on a machine that is busy with other things.
 */
export function scanned(run: () => unknown): number {
  let count = 0;
  const { exec } = RegExp.prototype;
  const { indexOf, includes } = String.prototype;
  const restore = (): void => {
    RegExp.prototype.exec = exec;
    String.prototype.indexOf = indexOf;
    String.prototype.includes = includes;
  };
  RegExp.prototype.exec = function counted(this: RegExp, text: string): RegExpExecArray | null {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const found = Reflect.apply(exec, this, [text]) as RegExpExecArray | null;
    count += (found === null ? text.length : found.index + found[0].length) - Math.min(from, text.length) + 1;
    return found;
  };
  String.prototype.indexOf = function counted(this: string, words: string, from = 0): number {
    const at = Reflect.apply(indexOf, this, [words, from]) as number;
    count += (at === -1 ? this.length : at + words.length) - from + 1;
    return at;
  };
  String.prototype.includes = function counted(this: string, words: string, from = 0): boolean {
    count += this.length - from;
    return Reflect.apply(includes, this, [words, from]) as boolean;
  };
  try {
    run();
  } finally {
    restore();
  }
  return count;
}

/** The pages as the window's only content, for as long as they are printed. */
export async function whilePrintable<T>(pages: readonly HTMLElement[], title: string, run: () => Promise<T>): Promise<T> {
  const root = document.createElement('div');
  root.className = 'print-root';
  root.lang = 'zh-CN';
  root.append(...pages.map((page) => page.cloneNode(true)));
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

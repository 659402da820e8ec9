/** Node 20 fails late and strangely (node:sqlite is missing, .ts files are not run): refuse early with the way out. */
export function requireNode24(version: string = process.versions.node): void {
  const major = Number.parseInt(version, 10);
  if (major >= 24) return;
  throw new Error(
    `需要 Node 24 以上，当前是 ${version}。请用 npm test 或 npx vitest 运行（它们使用 node_modules/.bin/node）。\n` +
      `Node 24 or newer is needed, this is ${version}. Run "npm test" or "npx vitest": both use the Node 24 in node_modules/.bin.`,
  );
}

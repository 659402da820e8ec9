/** Other people's carets: a line in their colour with their real name, which the server has stamped. */
const COLORS = ['#8a3ffc', '#0072a3', '#9c4a00', '#b3005e', '#2e6b00', '#5a4fcf', '#a32020', '#006b5f'] as const;

export const colorOf = (key: string): string => {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return COLORS[sum % COLORS.length] ?? COLORS[0];
};

export function drawCaret(user: Record<string, unknown>): HTMLElement {
  const name = typeof user['name'] === 'string' ? user['name'] : '';
  const caret = document.createElement('span');
  caret.className = 'remote-caret';
  caret.dataset['testid'] = 'remote-caret';
  caret.style.setProperty('--caret', colorOf(name));
  const label = document.createElement('span');
  label.className = 'remote-caret-name';
  label.textContent = name;
  caret.append(label);
  return caret;
}

export const drawSelection = (user: Record<string, unknown>): Record<string, string> => {
  const name = typeof user['name'] === 'string' ? user['name'] : '';
  return { class: 'remote-selection', style: `--caret: ${colorOf(name)}` };
};

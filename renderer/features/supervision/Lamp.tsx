/** The light of a 督办: a colour with its word and a shape of its own. */
import type { Light } from '#shared/time/deadline.ts';
import { useText } from '#renderer/ui/text.tsx';
import { lightName } from './board-table.ts';

export function Lamp({ light }: { readonly light: Light | null }) {
  const text = useText();
  return light === null ? null : <span className={`lamp ${light}`} data-light={light}><i aria-hidden="true" />{lightName(text, light)}</span>;
}

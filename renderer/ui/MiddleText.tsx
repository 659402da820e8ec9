/** Long names truncate in the middle: their end tells 党政办 from 经发办. The whole stands in the title. */
const TAIL = 6;

export function MiddleText({ children }: { readonly children: string }) {
  const characters = [...children];
  if (characters.length <= TAIL * 2) return <span title={children}>{children}</span>;
  return (
    <span className="mid" title={children}>
      <span>{characters.slice(0, -TAIL).join('')}</span>
      <span>{characters.slice(-TAIL).join('')}</span>
    </span>
  );
}

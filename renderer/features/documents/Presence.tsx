/** Who else is in this text now, by the names that the server stamped. */
import { useEffect, useState } from 'react';
import type { Awareness } from 'y-protocols/awareness';
import { useText } from '#renderer/ui/text.tsx';

const SHOWN_MAX = 5;

export function Presence({ awareness, ownName }: { readonly awareness: Awareness; readonly ownName: string }) {
  const text = useText();
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    const read = (): void => {
      const found = new Set<string>();
      for (const [clientId, state] of awareness.getStates()) {
        const user: unknown = state['user'];
        if (clientId === awareness.clientID || typeof user !== 'object' || user === null || !('name' in user) || typeof user.name !== 'string') continue;
        if (user.name !== '' && user.name !== ownName) found.add(user.name);
      }
      setNames((old) => (old.length === found.size && old.every((name) => found.has(name)) ? old : [...found]));
    };
    read();
    awareness.on('change', read);
    return () => { awareness.off('change', read); };
  }, [awareness, ownName]);
  if (names.length === 0) return null;
  return (
    <div className="presence" role="group" aria-label={text('ui.doc.presence', { names: names.join('、') })}>
      {names.slice(0, SHOWN_MAX).map((name) => <span key={name} className="face" title={text('ui.doc.presence', { names: name })}>{name}</span>)}
      {names.length > SHOWN_MAX && <span className="face">+{names.length - SHOWN_MAX}</span>}
    </div>
  );
}

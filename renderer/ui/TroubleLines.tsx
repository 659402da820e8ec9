/** Lines for what went wrong around the window; each kind is said once, the latest, until it is acknowledged. */
import { Button } from 'antd';
import { useState } from 'react';
import type { AppTrouble } from '#shared/ipc/contract.ts';
import { Icon } from './Icon.tsx';
import { useText } from './text.tsx';

const keyOf = (trouble: AppTrouble): string => `${trouble.kind} ${trouble.at}`;

export function TroubleLines({ troubles }: { readonly troubles: readonly AppTrouble[] }) {
  const text = useText();
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const shown = troubles.filter((trouble, index) => troubles.findLastIndex((other) => other.kind === trouble.kind) === index && !dismissed.has(keyOf(trouble)));
  return (
    <div>
      {shown.map((trouble) => (
        <div key={keyOf(trouble)} className={trouble.kind === 'replica-down' ? 'strip danger' : 'strip warn'} role="status">
          <Icon name="warn" />
          <span className="grow">{text(`ui.trouble.${trouble.kind}`, { path: trouble.path ?? '' })}</span>
          {trouble.kind !== 'replica-down' && <Button size="small" onClick={() => setDismissed((old) => new Set([...old, keyOf(trouble)]))}>{text('ui.act.gotIt')}</Button>}
        </div>
      ))}
    </div>
  );
}

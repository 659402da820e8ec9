/** The two parts that a page of settings is made of: a titled group, and a line with its control. */
import type { ReactNode } from 'react';

export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return <section className="settings-group"><h2>{title}</h2>{children}</section>;
}

export function Line({ label, hint, children }: { readonly label: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <div className="settings-line">
      <div><div>{label}</div>{hint !== undefined && <div className="hint">{hint}</div>}</div>
      <div className="control">{children}</div>
    </div>
  );
}

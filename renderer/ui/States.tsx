/** The four drawn states of anything that is read: loading (a skeleton, only after 200 ms), empty, error; offline is told by the sync badge. */
import { Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import { errorText } from './error-text.ts';
import { Icon, type IconName } from './Icon.tsx';
import { useText } from './text.tsx';

const SKELETON_AFTER_MS = 200;

export function Skeleton({ lines = 6 }: { readonly lines?: number }) {
  const text = useText();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setIsShown(true), SKELETON_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className="skeleton" role="status" aria-label={text('ui.state.loading')}>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => <i key={key} />)}
    </div>
  );
}

export function Empty({ icon = 'desk', children, act }: { readonly icon?: IconName; readonly children: ReactNode; readonly act?: ReactNode }) {
  return <div className="state-view"><Icon name={icon} /><p>{children}</p>{act}</div>;
}

export function Failure({ error, onRetry }: { readonly error: AppError; readonly onRetry?: () => void }) {
  const text = useText();
  return (
    <div className="state-view" role="alert">
      <Icon name="warn" />
      <p>{errorText(text, error)}</p>
      {error.incident !== undefined && <span className="incident">{text('ui.state.incident', { incident: error.incident })}</span>}
      {onRetry !== undefined && <Button onClick={onRetry}>{text('ui.state.retry')}</Button>}
    </div>
  );
}

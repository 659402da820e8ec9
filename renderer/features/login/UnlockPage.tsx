/** Unlock: somebody is signed in on this machine; their password opens what it holds, also without a network. */
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { sessionStore } from '#renderer/bridge/stores.ts';
import { Confirm } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { Gate } from './Gate.tsx';
import { useCapsLock } from './use-caps-lock.ts';

export function UnlockPage({ login, name, serverUrl }: { readonly login: string; readonly name: string; readonly serverUrl: string }) {
  const text = useText();
  const { message } = App.useApp();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const isCapsOn = useCapsLock();
  const submit = async (): Promise<void> => {
    if (password === '') { setProblem(text('ui.login.problem.password')); return; }
    setIsBusy(true);
    const answer = await callOffice('session.unlock', { password });
    setIsBusy(false);
    if (answer.ok) sessionStore.set(answer.value);
    else {
      setProblem(errorText(text, answer.error));
      setPassword('');
    }
  };
  const leave = async (): Promise<void> => {
    setIsLeaving(false);
    const answer = await callOffice('session.signOut', {});
    if (answer.ok) sessionStore.set(answer.value);
    else void message.error(errorText(text, answer.error));
  };
  return (
    <Gate title={text('ui.unlock.title')}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }} noValidate>
        <div className="unlock-who"><Icon name="person" /><span><strong>{name}</strong><span className="muted">{login} · {serverUrl}</span></span></div>
        <p className="muted">{text('ui.unlock.why')}</p>
        <div className="field">
          <label className="label" htmlFor="unlock-password">{text('ui.login.password')}</label>
          <Input.Password id="unlock-password" data-testid="unlock-password" value={password} autoFocus autoComplete="current-password" maxLength={200} onChange={(event) => setPassword(event.target.value)} />
          {isCapsOn && <span className="hint caps" role="status"><Icon name="info" />{text('ui.login.caps')}</span>}
        </div>
        {problem !== null && <div className="note danger" role="alert"><Icon name="warn" /><span className="grow">{problem}</span></div>}
        <Button type="primary" htmlType="submit" size="large" block loading={isBusy} data-testid="unlock-submit">{text('ui.unlock.submit')}</Button>
        <Button type="link" block onClick={() => setIsLeaving(true)}>{text('ui.unlock.other')}</Button>
      </form>
      {isLeaving && <Confirm title={text('ui.unlock.other')} ok={text('ui.person.signOut')} isDanger onOk={() => void leave()} onCancel={() => setIsLeaving(false)}>{text('ui.unlock.otherAsk', { name })}</Confirm>}
    </Gate>
  );
}

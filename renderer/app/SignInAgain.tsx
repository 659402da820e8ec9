/** The server no longer accepts this session: local work goes on; one password sends what waits. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { sessionStore } from '#renderer/bridge/stores.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';

export function SignInAgain({ person, serverUrl }: { readonly person: SessionPerson; readonly serverUrl: string }) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setIsBusy(true);
    const answer = await callOffice('session.signIn', { serverUrl, login: person.login, password });
    setIsBusy(false);
    if (answer.ok) sessionStore.set(answer.value);
    else setProblem(errorText(text, answer.error));
  };
  return (
    <div className="strip warn" role="status">
      <Icon name="lock" />
      <span className="grow">{text('error.auth.expired')}</span>
      <Button size="small" onClick={() => setIsOpen(true)}>{text('ui.login.submit')}</Button>
      {isOpen && (
        <Dialog title={text('ui.login.again')} ok={text('ui.login.submit')} isBusy={isBusy} isOkDisabled={password === ''} widthPx={400} onOk={() => void submit()} onCancel={() => setIsOpen(false)}>
          <label className="field">
            <span className="label">{text('ui.login.passwordOf', { name: person.name })}</span>
            <Input.Password autoFocus value={password} onChange={(event) => setPassword(event.target.value)} />
            {problem !== null && <span className="error" role="alert">{problem}</span>}
          </label>
        </Dialog>
      )}
    </div>
  );
}

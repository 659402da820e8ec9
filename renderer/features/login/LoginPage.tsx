/** Sign-in: the server's address (with a test), account, password. Every refusal says what happened and what to do; the account stays filled in. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { sessionStore } from '#renderer/bridge/stores.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import { Gate } from './Gate.tsx';
import { cleanServerUrl } from './server-url.ts';
import { useCapsLock } from './use-caps-lock.ts';

type Probe = { readonly kind: 'idle' } | { readonly kind: 'busy' } | { readonly kind: 'ok'; readonly version: string } | { readonly kind: 'bad'; readonly error: AppError };

export function LoginPage({ serverUrl, lastLogin }: { readonly serverUrl: string | null; readonly lastLogin: string | null }) {
  const text = useText();
  const [server, setServer] = useState(serverUrl ?? '');
  const [login, setLogin] = useState(lastLogin ?? '');
  const [password, setPassword] = useState('');
  const [probe, setProbe] = useState<Probe>({ kind: 'idle' });
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const isCapsOn = useCapsLock();

  const test = async (): Promise<void> => {
    const address = cleanServerUrl(server);
    if (address === null) { setProblem(text('ui.login.problem.server')); return; }
    setProblem(null);
    setProbe({ kind: 'busy' });
    const answer = await callOffice('server.probe', { serverUrl: address });
    setProbe(answer.ok ? { kind: 'ok', version: answer.value.version } : { kind: 'bad', error: answer.error });
  };
  const submit = async (): Promise<void> => {
    const address = cleanServerUrl(server);
    if (address === null) { setProblem(text('ui.login.problem.server')); return; }
    if (login.trim() === '') { setProblem(text('ui.login.problem.account')); return; }
    if (password === '') { setProblem(text('ui.login.problem.password')); return; }
    setIsBusy(true);
    setProblem(null);
    const answer = await callOffice('session.signIn', { serverUrl: address, login: login.trim(), password });
    setIsBusy(false);
    if (answer.ok) sessionStore.set(answer.value);
    else {
      setProblem(errorText(text, answer.error));
      if (answer.error.code === 'auth.wrong-password') setPassword('');
    }
  };
  return (
    <Gate title={text('ui.login.title')}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }} noValidate>
        <div className="field">
          <label className="label" htmlFor="login-server">{text('ui.login.server')}</label>
          <div className="with-act">
            <Input id="login-server" data-testid="login-server" value={server} placeholder={text('ui.login.server.example')} autoFocus={serverUrl === null} spellCheck={false} maxLength={300} onChange={(event) => { setServer(event.target.value); setProbe({ kind: 'idle' }); }} />
            <Button data-testid="login-probe" loading={probe.kind === 'busy'} onClick={() => void test()}>{text('ui.login.test')}</Button>
          </div>
          {probe.kind === 'ok' && <span className="probe ok" role="status"><Icon name="check" />{text('ui.login.testOk', { version: probe.version })}</span>}
          {probe.kind === 'bad' && <span className="error" role="alert">{errorText(text, probe.error)}</span>}
        </div>
        <div className="field">
          <label className="label" htmlFor="login-account">{text('ui.login.account')}</label>
          <Input id="login-account" data-testid="login-account" value={login} autoFocus={serverUrl !== null && lastLogin === null} autoComplete="username" spellCheck={false} maxLength={100} onChange={(event) => setLogin(event.target.value)} />
        </div>
        <div className="field">
          <label className="label" htmlFor="login-password">{text('ui.login.password')}</label>
          <Input.Password id="login-password" data-testid="login-password" value={password} autoFocus={serverUrl !== null && lastLogin !== null} autoComplete="current-password" maxLength={200} onChange={(event) => setPassword(event.target.value)} />
          {isCapsOn && <span className="hint caps" role="status"><Icon name="info" />{text('ui.login.caps')}</span>}
        </div>
        {problem !== null && <div className="note danger" role="alert" data-testid="login-problem"><Icon name="warn" /><span className="grow">{problem}</span></div>}
        <Button type="primary" htmlType="submit" size="large" block loading={isBusy} data-testid="login-submit">{text('ui.login.submit')}</Button>
        {serverUrl === null && <p className="first-run">{text('ui.login.firstRun')}</p>}
      </form>
    </Gate>
  );
}

/** A phone number with its copy button; a masked one cannot be copied, because it is not a number. */
import { App } from 'antd';
import { callOffice } from '#renderer/bridge/office.ts';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';

export function CopyPhone({ phone }: { readonly phone: string }) {
  const text = useText();
  const { message } = App.useApp();
  if (phone === '') return <span className="muted">{text('ui.directory.noPhone')}</span>;
  const copy = async (): Promise<void> => {
    const answer = await callOffice('clipboard.write', { text: phone });
    if (answer.ok) void message.success(text('ui.act.copied'));
    else void message.error(errorText(text, answer.error));
  };
  return (
    <span className="phone num">
      {phone}
      {!phone.includes('*') && <button type="button" className="plain" aria-label={text('ui.directory.copyPhone')} title={text('ui.directory.copyPhone')} onClick={() => void copy()}><Icon name="copy" /></button>}
    </span>
  );
}

/** A login and its first password, to be handed to its owner: gone when this closes. */
import { App, Button } from 'antd';
import { callOffice } from '#renderer/bridge/office.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { useText } from '#renderer/ui/text.tsx';

export function Issued({ issued, onClose }: { readonly issued: { readonly login: string; readonly password: string }; readonly onClose: () => void }) {
  const text = useText();
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    const copied = await callOffice('clipboard.write', { text: issued.password });
    if (copied.ok) void message.success(text('admin.issued.copied'));
  };
  return (
    <Dialog title={text('admin.issued')} ok={text('admin.issued.close')} okTestId="issued-close" hasCancel={false} onOk={onClose} onCancel={onClose}>
      <p>{text('admin.issued.note')}</p>
      <dl className="facts" data-testid="issued">
        <div><dt>{text('admin.field.login')}</dt><dd><code>{issued.login}</code></dd></div>
        <div><dt>{text('admin.issued.password')}</dt><dd><code>{issued.password}</code><Button size="small" onClick={() => void copy()}>{text('admin.issued.copy')}</Button></dd></div>
      </dl>
    </Dialog>
  );
}

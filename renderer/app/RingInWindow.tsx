/**
 * Reminders said inside the window, for a machine whose system shows no notifications; and the document that a clicked one opens.
 * They stand at the bottom left: at the right they would lie over the acts of a document.
 */
import { App, Button } from 'antd';
import { useNotice } from '#renderer/bridge/use-call.ts';
import { useLocale, useText } from '#renderer/ui/text.tsx';
import { ringWords, totalOf } from '#shared/time/ring.ts';

export function RingInWindow({ onOpen, onDesk }: { readonly onOpen: (docId: string) => void; readonly onDesk: () => void }) {
  const text = useText();
  const locale = useLocale();
  const { notification } = App.useApp();
  useNotice('window.open', ({ docId }) => onOpen(docId));
  useNotice('reminder.rang', (ring) => {
    const { title, body } = ringWords(locale, ring);
    const key = `${title} ${body}`;
    const open = (): void => {
      notification.destroy(key);
      if (totalOf(ring) === 1) onOpen(ring.first.docId);
      else onDesk();
    };
    notification.info({
      key, title, description: <span className="ring-body">{body}</span>, duration: false, role: 'status', placement: 'bottomLeft',
      actions: <Button size="small" onClick={open}>{text('time.ring.open')}</Button>,
    });
  });
  return null;
}

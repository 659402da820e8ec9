/** 我的视图: a view and its filter under a name, kept on this machine. */
import { App, Button, Dropdown, Input } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useCall } from '#renderer/bridge/use-call.ts';
import { SAVED_VIEWS_MAX, VIEW_NAME_LENGTH_MAX, type DeskFilter, type SavedView } from '#shared/policy/desk-filter.ts';
import type { DeskView } from '#shared/policy/desk.ts';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';

interface SavedViewsProps { readonly view: DeskView; readonly filter: DeskFilter; readonly onChoose: (saved: SavedView) => void }

export function SavedViews({ view, filter, onChoose }: SavedViewsProps) {
  const text = useText();
  const { message } = App.useApp();
  const kept = useCall('desk.views', {});
  const [name, setName] = useState<string | null>(null);
  const views = kept.value ?? [];
  const isFull = views.length >= SAVED_VIEWS_MAX && !views.some((each) => each.name === name?.trim());

  const change = async (asked: ReturnType<typeof callOffice<'desk.keepView' | 'desk.dropView'>>): Promise<void> => {
    const answer = await asked;
    if (!answer.ok) void message.error(errorText(text, answer.error));
    else setName(null);
    kept.reload();
  };
  const keep = (): void => { if (name !== null) void change(callOffice('desk.keepView', { name: name.trim(), view, filter })); };
  return (
    <>
      <Dropdown
        trigger={['click']} placement="bottomRight"
        menu={{
          items: [
            ...(views.length === 0 ? [{ key: 'none', disabled: true, label: text('desk.views.none') }] : []),
            ...views.map((saved) => ({
              key: `view ${saved.name}`, onClick: () => onChoose(saved),
              label: (
                <span className="saved-view" data-testid="desk-view">
                  <span className="name">{saved.name}</span><span className="muted">{text(`domain.tab.${saved.view}`)}</span>
                  <Button size="small" type="text" aria-label={text('desk.views.drop', { name: saved.name })} title={text('desk.views.drop', { name: saved.name })} icon={<Icon name="close" />} onClick={(event) => { event.stopPropagation(); void change(callOffice('desk.dropView', { name: saved.name })); }} />
                </span>
              ),
            })),
            { type: 'divider' },
            { key: 'keep', label: <span className="saved-view" data-testid="desk-view-keep"><Icon name="plus" />{text('desk.views.keep')}</span>, onClick: () => setName('') },
          ],
        }}
      >
        <Button size="small" data-testid="desk-views">{text('desk.views.label')}<Icon name="down" /></Button>
      </Dropdown>
      {name !== null && (
        <Dialog title={text('desk.views.keep')} ok={text('desk.views.keep')} okTestId="desk-view-save" isOkDisabled={name.trim() === '' || isFull} widthPx={440} onOk={keep} onCancel={() => setName(null)}>
          <label className="field">
            <span className="label">{text('desk.views.name')}</span>
            <Input data-testid="desk-view-name" autoFocus maxLength={VIEW_NAME_LENGTH_MAX} value={name} onChange={(event) => setName(event.target.value)} />
            <span className={isFull ? 'error' : 'hint'}>{text(isFull ? 'desk.views.full' : 'desk.views.hint', { max: SAVED_VIEWS_MAX })}</span>
          </label>
        </Dialog>
      )}
    </>
  );
}

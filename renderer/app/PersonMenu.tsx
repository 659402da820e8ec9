/** Who works here, their post, and signing out. What has not been uploaded yet is named before anybody leaves. */
import { App, Popover } from 'antd';
import { useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { sessionStore, useSync } from '#renderer/bridge/stores.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { pendingCount } from '#renderer/features/sync-status/index.ts';
import { Confirm } from '#renderer/ui/Dialog.tsx';
import { errorText } from '#renderer/ui/error-text.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';

interface PersonMenuProps { readonly person: SessionPerson; readonly onSettings: () => void; readonly onShortcuts: () => void }

export function PersonMenu({ person, onSettings, onShortcuts }: PersonMenuProps) {
  const text = useText();
  const { message } = App.useApp();
  const sync = useSync();
  const [isOpen, setIsOpen] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const post = person.memberships.find((membership) => membership.primary) ?? person.memberships[0];
  const pending = sync.kind === 'ready' ? pendingCount(sync.value) : 0;

  const signOut = async (): Promise<void> => {
    setIsAsking(false);
    const answer = await callOffice('session.signOut', {});
    if (answer.ok) sessionStore.set(answer.value);
    else void message.error(errorText(text, answer.error));
  };
  const menu = (
    <div className="person-menu" role="menu">
      <div className="who">
        <strong>{person.name}</strong>
        {person.memberships.map((membership) => <span key={membership.id}>{membership.organName} · {membership.unitName}<br />{membership.title}</span>)}
      </div>
      <button type="button" role="menuitem" onClick={() => { setIsOpen(false); onSettings(); }}><Icon name="gear" />{text('ui.nav.settings')}</button>
      <button type="button" role="menuitem" onClick={() => { setIsOpen(false); onShortcuts(); }}><Icon name="keys" />{text('ui.shortcuts.title')}</button>
      <button
        type="button" role="menuitem" data-testid="sign-out"
        onClick={() => { setIsOpen(false); if (pending > 0) setIsAsking(true); else void signOut(); }}
      ><Icon name="out" />{text('ui.person.signOut')}</button>
    </div>
  );
  return (
    <>
      <Popover open={isOpen} onOpenChange={setIsOpen} trigger="click" placement="bottomRight" arrow={false} content={menu} styles={{ container: { padding: 0, boxShadow: 'none', background: 'none' } }}>
        <button type="button" className="person-button" data-testid="person-menu" aria-haspopup="menu" aria-expanded={isOpen} aria-describedby="person-menu-help">
          <Icon name="person" />
          <span className="names"><span>{person.name}</span><span>{post?.title ?? person.login}</span></span>
          <Icon name="down" /><span id="person-menu-help" className="sr-only" hidden>{text('ui.person.menu', { name: person.name })}</span>
        </button>
      </Popover>
      {isAsking && (
        <Confirm title={text('ui.person.signOut')} ok={text('ui.person.signOut')} onOk={() => void signOut()} onCancel={() => setIsAsking(false)}>
          {text('ui.person.signOutPending', { count: pending })}
        </Confirm>
      )}
    </>
  );
}

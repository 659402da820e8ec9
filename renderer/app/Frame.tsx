/**
 * The frame around every screen: secrecy line, top bar, rail, troubles, and the keys that work everywhere.
 * Owns which screen is shown; leaves what is on it to the features.
 */
import { useEffect, useMemo, useState } from 'react';
import { useCall, useNotice } from '#renderer/bridge/use-call.ts';
import type { SessionPerson } from '#shared/protocol/http.ts';
import { DirectoryPage } from '#renderer/features/directory/index.ts';
import { DocumentScreen } from '#renderer/features/documents/index.ts';
import { FlowsPage } from '#renderer/features/flows/index.ts';
import { registerPosts, RegistersPage } from '#renderer/features/registers/index.ts';
import { SettingsPage } from '#renderer/features/settings/index.ts';
import { SupervisionPage, watchPosts } from '#renderer/features/supervision/index.ts';
import { SyncBadge } from '#renderer/features/sync-status/index.ts';
import { mayDraft, NewDocumentDialog, Workbench } from '#renderer/features/workbench/index.ts';
import { Icon, type IconName } from '#renderer/ui/Icon.tsx';
import { useText } from '#renderer/ui/text.tsx';
import './frame.css';
import { GlobalSearch } from './GlobalSearch.tsx';
import { PersonMenu } from './PersonMenu.tsx';
import { useNavigation, type Route } from './route.tsx';
import { RingInWindow } from './RingInWindow.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { SignInAgain } from './SignInAgain.tsx';
import { Troubles } from './Troubles.tsx';

/** Below this width the rail folds by itself, so that an A4 sheet still fits beside its pane. */
const RAIL_FOLDS_BELOW_PX = 1366;

const PLACES = [
  { kind: 'workbench', icon: 'desk', label: 'ui.nav.workbench', key: '1' },
  { kind: 'directory', icon: 'people', label: 'ui.nav.directory', key: '2' },
  { kind: 'registers', icon: 'book', label: 'register.nav', key: '4' },
  { kind: 'supervision', icon: 'check', label: 'supervision.nav', key: '6' },
  { kind: 'flows', icon: 'flow', label: 'flows.nav', key: '5' },
  { kind: 'settings', icon: 'gear', label: 'ui.nav.settings', key: '3' },
] as const satisfies readonly { readonly kind: Route['kind']; readonly icon: IconName; readonly label: string; readonly key: string }[];

interface FrameProps { readonly person: SessionPerson; readonly needsSignIn: boolean; readonly serverUrl: string }

export function Frame({ person, needsSignIn, serverUrl }: FrameProps) {
  const text = useText();
  const { route, go, back } = useNavigation();
  const [isNarrow, setIsNarrow] = useState(() => window.innerWidth < RAIL_FOLDS_BELOW_PX);
  const [dialog, setDialog] = useState<'none' | 'new' | 'shortcuts'>('none');
  const [isSyncOpen, setIsSyncOpen] = useState(false);
  const [searchTurn, setSearchTurn] = useState(0);
  const counts = useCall('desk.counts', {}, ['desk.changed']);
  const places = useMemo(() => PLACES.filter(({ kind }) => isPlaceOf(person, kind)), [person]);

  useEffect(() => {
    const onResize = (): void => setIsNarrow(window.innerWidth < RAIL_FOLDS_BELOW_PX);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);

  useNotice('window.command', ({ command }) => {
    switch (command) {
      case 'newDocument': setDialog('new'); break;
      case 'search': setSearchTurn((turn) => turn + 1); break;
      case 'workbench': case 'directory': case 'settings': go({ kind: command }); break;
      case 'syncPanel': setIsSyncOpen(true); break;
      case 'shortcuts': setDialog('shortcuts'); break;
    }
  });

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing) return;
      const isDialogOpen = document.querySelector('[role="dialog"]') !== null;
      const isCtrl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      const place = isCtrl ? places.find(({ key }) => key === event.key) : undefined;
      const done = (): void => event.preventDefault();
      if (place !== undefined && !isDialogOpen) { go({ kind: place.kind }); done(); }
      else if (isCtrl && event.key === 'k') { setSearchTurn((turn) => turn + 1); done(); }
      else if (isCtrl && event.key === 'n' && !isDialogOpen) { setDialog('new'); done(); }
      else if (event.key === 'Escape' && !isDialogOpen && route.kind !== 'workbench' && !isTyping(event.target) && !event.defaultPrevented) back();
      else if (event.key === '?' && !isTyping(event.target) && !isDialogOpen) { setDialog('shortcuts'); done(); }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [go, back, places, route.kind]);

  return (
    <div className={isNarrow ? 'frame narrow' : 'frame'}>
      <aside className="secrecy" aria-label={text('ui.banner.label')}>{text('ui.banner.unclassified')}</aside>
      <header className="topbar">
        <div className="brand"><Mark />{text('ui.app.name')}</div>
        <GlobalSearch turn={searchTurn} />
        <span className="gap" />
        <SyncBadge isOpen={isSyncOpen} onOpenChange={setIsSyncOpen} onOpenDocument={(docId) => go({ kind: 'document', docId })} />
        <PersonMenu person={person} onSettings={() => go({ kind: 'settings' })} onShortcuts={() => setDialog('shortcuts')} />
      </header>
      <nav className="rail" aria-label={text('ui.nav.label')}>
        {places.map(({ kind, icon, label, key }) => {
          const isHere = route.kind === kind || (kind === 'workbench' && route.kind === 'document');
          return (
            <button key={kind} type="button" data-testid={`nav-${kind}`} aria-current={isHere ? 'page' : undefined} aria-label={text(label)} title={isNarrow ? `${text(label)} (Ctrl+${key})` : undefined} onClick={() => go({ kind })}>
              <Icon name={icon} /><span className="label">{text(label)}</span>
              {kind === 'workbench' && (counts.value?.todo ?? 0) > 0 && <span className="count num">{counts.value?.todo}</span>}
            </button>
          );
        })}
        <button type="button" className="end" aria-label={text(isNarrow ? 'ui.nav.unfold' : 'ui.nav.fold')} title={text(isNarrow ? 'ui.nav.unfold' : 'ui.nav.fold')} onClick={() => setIsNarrow((old) => !old)}>
          <Icon name="rail" /><span className="label">{text('ui.nav.fold')}</span>
        </button>
      </nav>
      <main className="screen">
        <Troubles />
        <RingInWindow onOpen={(docId) => go({ kind: 'document', docId })} onDesk={() => go({ kind: 'workbench' })} />
        {needsSignIn && <SignInAgain person={person} serverUrl={serverUrl} />}
        <div className="content"><Screen person={person} onNew={() => setDialog('new')} /></div>
      </main>
      {dialog === 'new' && mayDraft(person) && (
        <NewDocumentDialog person={person} onClose={() => setDialog('none')} onCreated={(docId) => { setDialog('none'); go({ kind: 'document', docId }); }} />
      )}
      {dialog === 'shortcuts' && <ShortcutsDialog places={places.map(({ label }) => label)} onClose={() => setDialog('none')} />}
    </div>
  );
}

function Screen({ person, onNew }: { readonly person: SessionPerson; readonly onNew: () => void }) {
  const { route, go, back } = useNavigation();
  switch (route.kind) {
    case 'workbench':
      return (
        <Workbench
          person={person} onNew={onNew}
          onOpen={(docId, act) => go(act === undefined ? { kind: 'document', docId } : { kind: 'document', docId, act })}
        />
      );
    case 'directory': return <DirectoryPage person={person} open={route.open ?? null} />;
    case 'registers': return <RegistersPage person={person} onOpenDocument={(docId) => go({ kind: 'document', docId })} />;
    case 'supervision': return <SupervisionPage person={person} onOpenDocument={(docId) => go({ kind: 'document', docId })} />;
    case 'flows': return <FlowsPage person={person} />;
    case 'settings': return <SettingsPage />;
    case 'document':
      return <DocumentScreen key={route.docId} docId={route.docId} person={person} startAct={route.act ?? null} onBack={back} onOpenDocument={(docId) => go({ kind: 'document', docId })} />;
  }
}

function isPlaceOf(person: SessionPerson, kind: (typeof PLACES)[number]['kind']): boolean {
  switch (kind) {
    case 'registers': return registerPosts(person).length > 0;
    case 'supervision': return watchPosts(person).length > 0;
    case 'flows': return person.memberships.length > 0;
    default: return true;
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.tagName === 'INPUT' || target.tagName === 'TEXTAREA');

/** The application's icon (build/icons/icon.svg): 正, with the red rule of an official head below. */
export function Mark() {
  return (
    <svg viewBox="64 64 896 896" aria-hidden="true" focusable="false">
      <rect x="64" y="64" width="896" height="896" rx="184" fill="#1f4e8c" />
      <path d="M292 292H732M524 292V676M524 476H696M360 452V676M264 676H760" stroke="#fff" strokeWidth="72" strokeLinecap="square" fill="none" />
      <path d="M228 800H796" stroke="#d9534a" strokeWidth="40" fill="none" />
    </svg>
  );
}

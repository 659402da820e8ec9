/** What the keyboard can do, on `?`. */
import { Fragment } from 'react';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { useText } from '#renderer/ui/text.tsx';

const KEYS = [
  { keys: ['Ctrl', '1'], label: 'ui.nav.workbench' },
  { keys: ['Ctrl', '2'], label: 'ui.nav.directory' },
  { keys: ['Ctrl', '3'], label: 'ui.nav.settings' },
  { keys: ['Ctrl', '4'], label: 'register.nav' },
  { keys: ['Ctrl', '5'], label: 'flows.nav' },
  { keys: ['Ctrl', 'K'], label: 'ui.shortcuts.search' },
  { keys: ['Ctrl', 'N'], label: 'ui.shortcuts.new' },
  { keys: ['/'], label: 'desk.keys.filter' },
  { keys: ['↑', '↓', 'j', 'k'], label: 'desk.keys.move' },
  { keys: ['x'], label: 'desk.keys.select' },
  { keys: ['Shift', '↑', '↓'], label: 'desk.keys.range' },
  { keys: ['Ctrl', 'A'], label: 'desk.keys.all' },
  { keys: ['b'], label: 'desk.keys.batch' },
  { keys: ['Enter'], label: 'ui.shortcuts.open' },
  { keys: ['Ctrl', 'Enter'], label: 'ui.shortcuts.primary' },
  { keys: ['Ctrl', 'Alt', '1–4'], label: 'ui.shortcuts.heading' },
  { keys: ['Ctrl', 'Z'], label: 'ui.editor.undo' },
  { keys: ['Esc'], label: 'ui.shortcuts.back' },
  { keys: ['?'], label: 'ui.shortcuts.title' },
] as const;

/** Places of the rail that not everybody has. */
const OF_SOME: readonly string[] = ['register.nav', 'flows.nav'];

export function ShortcutsDialog({ places, onClose }: { readonly places: readonly string[]; readonly onClose: () => void }) {
  const text = useText();
  return (
    <Dialog title={text('ui.shortcuts.title')} widthPx={440} onCancel={onClose}>
      <dl className="keys-table">
        {KEYS.filter(({ label }) => places.includes(label) || !OF_SOME.includes(label)).map(({ keys, label }) => (
          <Fragment key={label}>
            <dt>{keys.map((key) => <Fragment key={key}><kbd className="key">{key}</kbd>{' '}</Fragment>)}</dt>
            <dd>{text(label)}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}

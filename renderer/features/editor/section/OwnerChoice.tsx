/** Beside a heading in the 大纲: who writes this part. */
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { callOffice } from '#renderer/bridge/office.ts';
import { useText } from '#renderer/ui/text.tsx';

interface OwnerChoiceProps {
  readonly heading: string;
  readonly owner: string | null;
  readonly writers: readonly string[];
  readonly isDisabled: boolean;
  readonly onChoose: (owner: string | null) => void;
}

const ALL = '';

export function OwnerChoice({ heading, owner, writers, isDisabled, onChoose }: OwnerChoiceProps) {
  const text = useText();
  const names = useNames(owner === null || writers.includes(owner) ? writers : [...writers, owner]);
  return (
    <Select size="small" variant="borderless" className="owner-choice" popupMatchSelectWidth={false} data-testid="section-owner" aria-label={text('editor.section.owner', { heading })} disabled={isDisabled} value={owner ?? ALL}
      onChange={(value) => onChoose(value === ALL ? null : value)} options={[{ value: ALL, label: text('editor.section.all') }, ...[...names].map(([value, label]) => ({ value, label }))]} />
  );
}

/** By the directory. */
function useNames(people: readonly string[]): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const key = people.join();
  useEffect(() => {
    let isOver = false;
    void Promise.all(key.split(',').filter((id) => id !== '').map(async (personId) => {
      const person = await callOffice('directory.person', { personId });
      return [personId, person.ok ? person.value.name : personId] as const;
    })).then((found) => { if (!isOver) setNames(new Map(found)); });
    return () => { isOver = true; };
  }, [key]);
  return names;
}

/** Beside a heading in the 大纲: who writes this part. */
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { namesOf } from '#renderer/features/directory/index.ts';
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
  const people = owner === null || writers.includes(owner) ? writers : [...writers, owner];
  const names = useNames(people);
  return (
    <Select size="small" variant="borderless" className="owner-choice" popupMatchSelectWidth={false} data-testid="section-owner" aria-label={text('editor.section.owner', { heading })} disabled={isDisabled} value={owner ?? ALL}
      onChange={(value) => onChoose(value === ALL ? null : value)} options={[{ value: ALL, label: text('editor.section.all') }, ...people.map((value) => ({ value, label: names[value] ?? text('ui.directory.unknown') }))]} />
  );
}

function useNames(people: readonly string[]): Readonly<Record<string, string>> {
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const key = people.join();
  useEffect(() => {
    let isOver = false;
    void namesOf(key.split(',').filter((id) => id !== '')).then((found) => { if (!isOver) setNames(found); });
    return () => { isOver = true; };
  }, [key]);
  return names;
}

/** Choosing one unit by search, each with its path. */
import { Select } from 'antd';
import { useState } from 'react';
import { useText } from '#renderer/ui/text.tsx';
import { useDirectorySearch } from '#renderer/features/directory/use-directory-search.ts';

interface UnitPickerProps { readonly value: string | null; readonly exclude: readonly string[]; readonly label: string; readonly testId: string; readonly onChange: (unitId: string | null) => void }

export function UnitPicker({ value, exclude, label, testId, onChange }: UnitPickerProps) {
  const text = useText();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<{ readonly value: string; readonly label: string } | null>(null);
  const search = useDirectorySearch(query, 20);
  const found = (search.hits ?? []).flatMap((hit) => (hit.kind === 'unit' && !exclude.includes(hit.unit.id) ? [{ value: hit.unit.id, label: [hit.unit.pathLabel, hit.unit.name].filter((part) => part !== '').join('·') + (hit.unit.formerNames[0] === undefined ? '' : text('ui.directory.formerly', { name: hit.unit.formerNames[0] })) }] : []));
  const options = chosen !== null && !found.some((option) => option.value === chosen.value) ? [chosen, ...found] : found;
  return (
    <Select
      data-testid={testId} aria-label={label} allowClear value={value} placeholder={text('admin.unit.search')} options={options}
      showSearch={{ filterOption: false, onSearch: setQuery }} loading={search.isLoading} notFoundContent={query.trim() === '' ? text('admin.unit.search') : text('ui.search.none', { query: query.trim() })}
      onChange={(id: string | undefined) => { setChosen(options.find((option) => option.value === id) ?? null); onChange(id ?? null); }}
    />
  );
}

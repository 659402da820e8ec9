/** 分送范围 in the dialog: groups and units, and at once the words in which the 主送 will stand on the paper. */
import { useState } from 'react';
import type { Distribution } from '#shared/exchange/distribution.ts';
import { joinPhrases, phrase, type Place } from '#shared/exchange/wording.ts';
import { LEVELS } from '#shared/org/model.ts';
import { useOrganLine } from '#renderer/features/directory/index.ts';
import { DistributionPicker } from '#renderer/features/exchange/index.ts';
import { Skeleton } from '#renderer/ui/States.tsx';

export interface Addressed {
  readonly distribution: Distribution | null;
  readonly phrase: string;
}

interface AddressFieldProps {
  readonly organId: string;
  readonly value: Addressed;
  readonly onChange: (value: Addressed) => void;
}

export function AddressField({ organId, value, onChange }: AddressFieldProps) {
  const line = useOrganLine(organId);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  if (line.organ === null) return <Skeleton lines={4} />;
  const level = LEVELS.find((known) => known === line.organ?.level) ?? 5;
  const sender: Place = { id: organId, name: line.organ.name, level };
  // What stands on the paper is Chinese whatever the language of the screen.
  const words = (chosen: Distribution | null, known: ReadonlyMap<string, string>): string => joinPhrases((chosen ?? []).map((target) => (target.kind === 'organ'
    ? (known.get(target.organId) ?? '') : phrase(target.rule, 'zh-CN', sender, organId))).filter((each) => each !== ''), 'zh-CN');
  return (
    <>
      <DistributionPicker
        sender={sender} chosen={value.distribution} nameOf={(id) => names.get(id) ?? id}
        onChange={(distribution, unit) => {
          const known = unit === undefined ? names : new Map([...names, [unit.id, unit.fullName]]);
          setNames(known);
          onChange({ distribution, phrase: words(distribution, known).slice(0, 200) });
        }}
      />
      {value.phrase !== '' && <p className="dialog-doc">{value.phrase}</p>}
    </>
  );
}

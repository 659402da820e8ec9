/** The organisation tree: children are fetched when a branch is opened, only the rows in sight are drawn, arrows walk it. */
import { Tree, type TreeDataNode } from 'antd';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { AppError } from '#shared/base/errors.ts';
import { callOffice } from '#renderer/bridge/office.ts';
import { useNotice } from '#renderer/bridge/use-call.ts';
import type { DirectoryUnit } from '#shared/ipc/contract.ts';
import { Failure, Skeleton } from '#renderer/ui/States.tsx';
import { useText } from '#renderer/ui/text.tsx';

type Children = ReadonlyMap<string | null, readonly DirectoryUnit[]>;

interface UnitTreeProps {
  readonly selectedId: string | null;
  /** Ids from the root down that should stand open, for example the way to one's own organ. */
  readonly openPath: readonly string[];
  readonly onSelect: (unitId: string) => void;
}

export function UnitTree({ selectedId, openPath, onSelect }: UnitTreeProps) {
  const text = useText();
  const [children, setChildren] = useState<Children>(new Map());
  const [expanded, setExpanded] = useState<readonly string[]>([]);
  const [error, setError] = useState<AppError | null>(null);
  const [heightPx, setHeightPx] = useState(400);
  const box = useRef<HTMLDivElement>(null);

  const load = useCallback(async (unitId: string | null): Promise<readonly DirectoryUnit[]> => {
    const answer = await callOffice('directory.children', { unitId });
    if (!answer.ok) { if (unitId === null) setError(answer.error); return []; }
    setError(null);
    setChildren((old) => new Map([...old, [unitId, answer.value]]));
    return answer.value;
  }, []);
  const known = useRef(children);
  useEffect(() => { known.current = children; });
  // What stands open is read again; what was closed is read when it is opened.
  useNotice('directory.changed', () => { for (const unitId of known.current.keys()) void load(unitId); });
  const path = openPath.join(' ');
  useEffect(() => {
    let isStale = false;
    void (async () => {
      const roots = await load(null);
      const wanted = path === '' ? roots.slice(0, 1).map((unit) => unit.id) : path.split(' ');
      for (const id of wanted) {
        if (isStale) return;
        await load(id);
      }
      if (!isStale) setExpanded((old) => [...new Set([...old, ...wanted])]);
    })();
    return () => { isStale = true; };
  }, [load, path]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setHeightPx(element.clientHeight - 8));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const nodesOf = (parentId: string | null): TreeDataNode[] => (children.get(parentId) ?? []).map((unit) => {
    const below = children.has(unit.id) ? nodesOf(unit.id) : undefined;
    return { key: unit.id, title: <span title={unit.fullName}>{unit.name}</span>, isLeaf: !unit.hasChildren, ...(below === undefined ? {} : { children: below }) };
  });
  return (
    <div className="unit-tree" ref={box}>
      {error !== null && <Failure error={error} onRetry={() => void load(null)} />}
      {error === null && !children.has(null) && <Skeleton lines={8} />}
      {children.has(null) && (
        <Tree
          virtual height={heightPx} itemHeight={28} blockNode aria-label={text('ui.directory.tree')}
          treeData={nodesOf(null)} expandedKeys={[...expanded]} selectedKeys={selectedId === null ? [] : [selectedId]} loadedKeys={[...children.keys()].filter((key) => key !== null)}
          loadData={async (node) => { await load(String(node.key)); }}
          onExpand={(keys) => setExpanded(keys.map(String))}
          onSelect={(_, { node }) => onSelect(String(node.key))}
        />
      )}
    </div>
  );
}

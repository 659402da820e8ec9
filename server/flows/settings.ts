/**
 * What units set for their flows, in storage: every version that was ever in force, who set it and when, append-only with an audit chain.
 * The present ones are kept in memory, because a plan is asked for inside the transaction that gives birth to a document; other nodes'
 * changes are read by number. Owns the table; leaves who may to shared/policy/flow-settings.ts and what is possible to the tables of the flows.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { UnitId } from '#shared/base/ids.ts';
import type { Clock, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { CHAIN_START, findBreak, linkHash } from '#shared/audit/chain.ts';
import type { OrgView } from '#shared/org/model.ts';
import type { FlowSetting, FlowsResponse, PutFlow } from '#shared/protocol/flows.ts';
import { FLOW_IDS, type FlowId } from '#shared/workflow/flow.ts';
import { defaultPlan, plan as planSchema, type Plan } from '#shared/workflow/plan.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';

export interface FlowSettings {
  planFor(organId: string, flow: FlowId): Plan;
  read(organId: UnitId, known: string | undefined): Promise<FlowsResponse>;
  set(wished: PutFlow, by: { readonly personId: string; readonly name: string }): Promise<Result<FlowSetting, AppError>>;
  /** Reads what other nodes have set. */
  refresh(): Promise<void>;
}

interface SettingRow {
  readonly seq: number;
  readonly organ_id: string;
  readonly flow: string;
  readonly version: number;
  readonly at: number;
  readonly person_id: string;
  readonly name: string;
  readonly body: string;
}

const linked = ({ seq, organ_id, flow, version, at, person_id, name, body }: SettingRow): Json =>
  ({ seq: Number(seq), organ_id, flow, version: Number(version), at: Number(at), person_id, name, body });

/** Beneath every other: a unit that the directory does not know is handled as the smallest. */
const LOWEST_LEVEL = 5;

export async function openFlowSettings(storage: Storage, clock: Clock, sm3: Sm3, org: () => OrgView): Promise<FlowSettings> {
  const present = new Map<string, FlowSetting>();
  let lastSeq = 0;
  const keyOf = (organId: string, flow: string): string => `${organId} ${flow}`;
  const ofProvince = (organId: string, flow: FlowId): FlowSetting => ({ flow, version: 0, plan: defaultPlan(flow, org().unit(organId)?.level ?? LOWEST_LEVEL), by: null });
  const settingOf = (organId: string, flow: FlowId): FlowSetting => present.get(keyOf(organId, flow)) ?? ofProvince(organId, flow);

  const refresh = async (): Promise<void> => {
    const from = lastSeq;
    const rows = await storage.read((tx) => tx.selectFrom('flow_setting').selectAll().where('seq', '>', from).orderBy('seq').execute());
    for (const row of rows) {
      if (Number(row.seq) <= lastSeq) continue;
      lastSeq = Number(row.seq);
      const setting = settingIn(row);
      present.set(keyOf(row.organ_id, setting.flow), setting);
    }
  };
  await refresh();

  return {
    refresh,
    planFor: (organId, flow) => settingOf(organId, flow).plan,
    read: async (organId, known) => {
      await refresh();
      const flows = FLOW_IDS.map((flow) => settingOf(organId, flow));
      const tag = sm3(canonicalJson(flows as unknown as Json));
      return { organId, tag, flows: tag === known ? null : flows };
    },
    set: async ({ organId, basedOn, plan }, by) => {
      const done = await storage.tx(async (tx): Promise<Result<FlowSetting, AppError>> => {
        const before = await tx.selectFrom('flow_setting').select('version').where('organ_id', '=', organId).where('flow', '=', plan.flow).orderBy('version', 'desc').limit(1).executeTakeFirst();
        const version = Number(before?.version ?? 0);
        // Whoever changed an older one has not seen what they would take away.
        if (basedOn !== version) return err(appError('flow.stale', { rule: 'PLN03' }));
        const head = await tx.selectFrom('flow_setting').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
        const row: SettingRow = {
          seq: Number(head?.seq ?? 0) + 1, organ_id: organId, flow: plan.flow, version: version + 1, at: clock.now(), person_id: by.personId, name: by.name, body: canonicalJson(plan as unknown as Json),
        };
        const previous = head?.hash ?? CHAIN_START;
        await tx.insertInto('flow_setting').values({ ...row, previous_hash: previous, hash: linkHash(sm3, previous, linked(row)) }).execute();
        return ok(settingIn(row));
      });
      if (done.ok) await refresh();
      return done;
    },
  };
}

function settingIn(row: SettingRow): FlowSetting {
  const plan = planSchema.parse(JSON.parse(row.body));
  return { flow: plan.flow, version: Number(row.version), plan, by: { name: row.name, at: Number(row.at) } };
}

/** How many changes there are, and the number of the first that does not link to the one before; null when all do. */
export async function checkFlowChain(tx: Tx, sm3: Sm3): Promise<{ readonly changes: number; readonly brokenAt: number | null }> {
  const rows = await tx.selectFrom('flow_setting').selectAll().orderBy('seq').execute();
  const at = findBreak(sm3, rows.map((row) => ({ row: linked(row), link: { previous: row.previous_hash, hash: row.hash } })));
  return { changes: rows.length, brokenAt: rows[at] === undefined ? null : Number(rows[at].seq) };
}

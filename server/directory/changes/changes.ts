/**
 * Making changes of the directory. The truth is the log in storage, written in one transaction with what becomes of the account (ADR 0026); directory.db follows it, here at
 * once, on another node within seconds, after a kill at the next start. A change is decided over exactly the directory that the log describes; what was looked at is named by
 * its fingerprint, and anything else is answered with `directory.stale`.
 */
import { canonicalJson, type Json } from '#shared/base/canonical-json.ts';
import { appError, type AppError } from '#shared/base/errors.ts';
import type { Clock, Random, Sm3 } from '#shared/base/ports.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { DirectoryCommand } from '#shared/org/change/command.ts';
import type { OrgChange } from '#shared/org/change/decide.ts';
import { aboutOf } from '#shared/org/change/describe.ts';
import { isNew, named, type Diff } from '#shared/org/change/rows.ts';
import { isAdministrator, mayReadChanges, powersOf, type Administrator } from '#shared/policy/administer.ts';
import type { ChangeAnswer, ChangeCounts, ChangePreview, ChangeRecord, ChangeRequest, ChangesPage, ImportPart } from '#shared/protocol/directory-changes.ts';
import { createPassword, type PasswordCost, type Passwords } from '#server/auth/password.ts';
import type { Log } from '#server/log.ts';
import type { Storage, Tx } from '#server/storage/storage.ts';
import type { Directory } from '../directory.ts';
import type { Decided } from '../directory-requests.ts';
import { changeAccount, type Secret } from './account-effects.ts';
import { appendChange, listChanges, readAfter, readByOp, readHead, readUndone } from './change-log.ts';
import { keepRows, readImport } from './import-rows.ts';
import { countHindrances } from './hindrances.ts';

export interface ChangesDeps {
  readonly storage: Storage;
  readonly directory: Directory;
  readonly passwords: Passwords;
  readonly cost: PasswordCost;
  readonly clock: Clock;
  readonly random: Random;
  readonly sm3: Sm3;
  readonly log: Log;
}

export interface Changer extends Administrator {
  readonly name: string;
}

export interface DirectoryRequest extends Omit<ChangeRequest, 'command'> { readonly command: DirectoryCommand }

export interface Changes {
  preview(by: Changer, command: DirectoryCommand): Promise<Result<ChangePreview, AppError>>;
  make(by: Changer, request: DirectoryRequest): Promise<Result<ChangeAnswer, AppError>>;
  /** Rows of an import, part after part; answers how many there are now. */
  takeRows(by: Changer, part: ImportPart): Promise<Result<{ readonly rows: number }, AppError>>;
  /** 目录变更记录 of a unit or a person. */
  list(by: Changer, aboutId: string, before: number | undefined): Promise<Result<ChangesPage, AppError>>;
  /** Writes to directory.db what the log has beyond it. */
  catchUp(): Promise<void>;
}

/** The id that the row with this number gets. */
export const newRowId = (sm3: Sm3, opId: string, number: number): string => sm3(`${opId} ${number}`).slice(0, 32);

/** Another node may make one between deciding and writing. */
const TRIES_MAX = 5;

export async function createChanges(deps: ChangesDeps): Promise<Changes> {
  const { storage, directory, sm3, log } = deps;
  let applied = await directory.applied();
  const head = await storage.read(readHead);
  if (applied > head) {
    // Restored from a backup whose rows are older than its directory.db, which "may know more, never fewer": what it knows stays, and numbers go on from the log.
    log.warn({ applied, head }, 'the directory knows changes that the log does not');
    await directory.apply(NOTHING, { change: head, touched: [] });
    applied = head;
  }

  const inTurn = createTurn();
  const follow = async (): Promise<void> => {
    for (;;) {
      const next = await storage.read((tx) => readAfter(tx, applied));
      if (next === undefined) return;
      await directory.applyDiff(next.diff, next.seq);
      applied = next.seq;
    }
  };

  const decide = async (by: Changer, command: DirectoryCommand): Promise<Result<Decided, AppError>> => {
    const undone = command.kind === 'undo' ? await storage.read((tx) => readUndone(tx, command.seq)) : null;
    const rows = command.kind === 'import' ? await storage.read((tx) => readImport(tx, command.importId, by.personId)) : null;
    return directory.decide({ command, by: { personId: by.personId, memberships: by.memberships, platformRole: by.platformRole }, named: { undone, rows } });
  };

  const attempt = async (by: Changer, request: DirectoryRequest, requestHash: string): Promise<Result<ChangeAnswer, AppError> | 'moved'> => {
    await follow();
    const decided = await decide(by, request.command);
    if (!decided.ok) return decided;
    const { change, lines } = decided.value;
    if ((change.imported?.problemCount ?? 0) > 0) return err(appError('directory.import-wrong', { rule: 'DIR21', data: { row: change.imported?.problems[0]?.row ?? 0 } }));
    const rows = countsOf(change.diff);
    if (change.imported !== undefined && rows.units + rows.people + rows.posts === 0) return err(appError('directory.nothing', { rule: 'DIR06' }));
    if (decided.value.fingerprint !== request.fingerprint) return err(appError('directory.stale', { rule: 'DIR06' }));
    const idOf = (number: number): string => newRowId(sm3, request.opId, number);
    const diff = named(change.diff, idOf);
    const account = change.account === null ? null : { ...change.account, personId: isNew(change.account.personId) ? idOf(1) : change.account.personId };
    const secret = account?.kind === 'open' ? await newSecret(deps) : null;
    const at = deps.clock.now();
    const done = await storage.tx(async (tx): Promise<Result<ChangeAnswer, AppError> | 'moved'> => {
      if ((await readHead(tx)) !== applied) return 'moved';
      const hindered = await countHindrances(tx, change.free);
      if (hindered > 0) return err(appError('directory.hindered', { rule: 'DIR10', data: { documents: hindered } }));
      const name = diff.after.people.find(({ id }) => id === account?.personId)?.name ?? directory.orgView().person(account?.personId ?? '')?.name ?? '';
      const opened = account === null ? ok(null) : await changeAccount(tx, account, name, secret, at);
      if (!opened.ok) return opened;
      const record = await appendChange(tx, sm3, {
        opId: request.opId, requestHash, at, diff, about: [...new Set([...aboutOf(diff), ...(request.command.kind === 'import' ? [request.command.unitId] : []), ...(account === null ? [] : [account.personId])])],
        record: {
          kind: request.command.kind, by: { personId: by.personId, name: by.name }, grounds: request.grounds, lines: [...lines], counts: countsOf(diff),
          undoes: request.command.kind === 'undo' ? request.command.seq : null,
        },
      });
      return ok({ record, issued: opened.value === null || secret === null ? null : { login: opened.value.login, password: secret.password } });
    });
    if (done !== 'moved' && done.ok) await follow();
    return done;
  };

  await inTurn(follow);
  return {
    preview: (by, command) => inTurn(async () => {
      await follow();
      const decided = await decide(by, command);
      if (!decided.ok) return decided;
      const { change, lines, reach, fingerprint } = decided.value;
      return ok({ lines: [...lines], counts: countsOf(change.diff), reach, hindered: await storage.read((tx) => countHindrances(tx, change.free)), imported: importedOf(change), fingerprint });
    }),
    make: (by, request) => inTurn(async () => {
      const requestHash = sm3(canonicalJson({ ...request, by: by.personId } as unknown as Json));
      const known = await storage.read((tx) => readByOp(tx, request.opId));
      if (known !== undefined) return answerAgain(known, requestHash);
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        const done = await attempt(by, request, requestHash);
        if (done !== 'moved') return done;
      }
      return err(appError('directory.stale', { rule: 'DIR06' }));
    }),
    takeRows: async (by, part) => {
      if (!isAdministrator(powersOf(by, directory.orgView()))) return err(appError('policy.denied', { rule: 'DIR01' }));
      return storage.tx((tx) => keepRows(tx, by.personId, part, deps.clock.now()));
    },
    list: async (by, aboutId, before) => {
      const org = directory.orgView();
      const units = org.unit(aboutId) === undefined ? (await directory.membershipsOf(aboutId)).map((post) => post.unitId) : [aboutId];
      const right = mayReadChanges(powersOf(by, org), units, org);
      return right.ok ? ok(await storage.read((tx: Tx) => listChanges(tx, aboutId, before))) : err(appError(right.code, { rule: right.rule }));
    },
    catchUp: () => inTurn(follow),
  };
}

const importedOf = ({ imported }: OrgChange): ChangePreview['imported'] => (imported === undefined ? null : { ...imported, problems: [...imported.problems], goneNames: [...imported.goneNames] });

const NOTHING = { gone: [], units: [], people: [], memberships: [] };

/** Done once, answered as often as it is asked; the password was shown to whoever heard the first answer. */
const answerAgain = (known: { readonly requestHash: string; readonly record: ChangeRecord }, requestHash: string): Result<ChangeAnswer, AppError> =>
  (known.requestHash === requestHash ? ok({ record: known.record, issued: null }) : err(appError('request.invalid', { rule: 'DIR06', field: 'opId' })));

async function newSecret({ passwords, cost, random }: Pick<ChangesDeps, 'passwords' | 'cost' | 'random'>): Promise<Secret> {
  const password = createPassword(random);
  return { password, hash: await passwords.hash(password, cost) };
}

const countsOf = ({ before, after }: Diff): ChangeCounts => {
  const count = (rows: 'units' | 'people' | 'memberships'): number => new Set([...before[rows], ...after[rows]].map(({ id }) => id)).size;
  return { units: count('units'), people: count('people'), posts: count('memberships') };
};

/** One after the other: whoever comes second decides over what the first one left. */
export function createTurn(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const mine = last.then(run, run);
    last = mine.catch(() => undefined);
    return mine;
  };
}

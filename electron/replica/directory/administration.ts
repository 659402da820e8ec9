/** 目录管理 as a window asks for it: the server's alone. Done again after a lost answer, it was done once; the own copy of the directory follows before the window hears of it. */
import { appError, type AppError } from '#shared/base/errors.ts';
import { createOpId } from '#shared/base/ids.ts';
import type { Random } from '#shared/base/ports.ts';
import { err, type Result } from '#shared/base/result.ts';
import type { CallInput } from '#shared/ipc/contract.ts';
import {
  changeAnswer, changePreview, changesPage, importReceived, personAdministration, unitAdministration,
  type ChangeAnswer, type ChangePreview, type ChangesPage, type PersonAdministration, type UnitAdministration,
} from '#shared/protocol/directory-changes.ts';
import { contactsAnswer, contactsPage, type ContactsAnswer, type ContactsPage } from '#shared/protocol/contacts.ts';
import type { Http } from '#electron/replica/sync/http.ts';

export interface AdministrationOptions {
  readonly http: Pick<Http, 'get' | 'post'>;
  readonly random: Random;
  readonly isOnline: () => boolean;
  readonly followDirectory: () => Promise<unknown>;
}

export interface Administration {
  unit(input: CallInput<'admin.unit'>): Promise<Result<UnitAdministration, AppError>>;
  person(input: CallInput<'admin.person'>): Promise<Result<PersonAdministration, AppError>>;
  preview(input: CallInput<'admin.preview'>): Promise<Result<ChangePreview, AppError>>;
  rows(input: CallInput<'admin.rows'>): Promise<Result<{ readonly rows: number }, AppError>>;
  make(input: CallInput<'admin.make'>): Promise<Result<ChangeAnswer, AppError>>;
  contacts(input: CallInput<'directory.contacts'>): Promise<Result<ContactsAnswer, AppError>>;
  history(input: CallInput<'admin.history'>): Promise<Result<ChangesPage, AppError>>;
  /** Who took which list of contacts away. */
  exports(input: CallInput<'admin.exports'>): Promise<Result<ContactsPage, AppError>>;
}

export function createAdministration({ http, random, isOnline, followDirectory }: AdministrationOptions): Administration {
  const unanswered = new Map<string, string>();
  const online = async <T>(ask: () => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> => (isOnline() ? ask() : err(appError('network.unreachable')));
  return {
    unit: ({ unitId }) => online(() => http.get(`/api/directory/administration/unit?unitId=${unitId}`, unitAdministration)),
    person: ({ personId }) => online(() => http.get(`/api/directory/administration/person?personId=${personId}`, personAdministration)),
    preview: (input) => online(() => http.post('/api/directory/changes/preview', input, changePreview, patience(input.command.kind))),
    rows: (input) => online(() => http.post('/api/directory/imports', input, importReceived)),
    make: (input) => online(async () => {
      const key = JSON.stringify(input);
      const opId = unanswered.get(key) ?? createOpId(random);
      unanswered.set(key, opId);
      const answer = await http.post('/api/directory/changes', { ...input, opId }, changeAnswer, patience(input.command.kind));
      if (answer.ok || answer.error.code !== 'network.unreachable') unanswered.delete(key);
      if (answer.ok) await followDirectory();
      return answer;
    }),
    contacts: (input) => online(() => http.post('/api/directory/contacts', { ...input, opId: createOpId(random) }, contactsAnswer)),
    history: ({ about, before }) => online(() => http.get(`/api/directory/history?about=${about}${before === undefined ? '' : `&before=${before}`}`, changesPage)),
    exports: ({ about, before }) => online(() => http.get(`/api/directory/contacts?about=${about}${before === undefined ? '' : `&before=${before}`}`, contactsPage)),
  };
}

/** A hundred thousand rows take their time; whoever asks again afterwards is answered with what was done. */
const IMPORT_PATIENCE_MS = 28_000;
const patience = (kind: string): number | undefined => (kind === 'import' || kind === 'undo' ? IMPORT_PATIENCE_MS : undefined);

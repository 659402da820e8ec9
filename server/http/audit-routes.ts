/** 审计: the head of the chain, for the auditors. */
import { CHAIN_START } from '#shared/audit/chain.ts';
import { appError } from '#shared/base/errors.ts';
import { err, ok } from '#shared/base/result.ts';
import { mayReadAudit } from '#shared/policy/read-audit.ts';
import { auditHeadResponse } from '#shared/protocol/audit.ts';
import { readHead, readLastSeal } from '#server/audit/seals.ts';
import type { Directory } from '#server/directory/directory.ts';
import type { Storage } from '#server/storage/storage.ts';
import type { Api } from './api.ts';

export function addAuditRoutes(api: Api, storage: Storage, directory: Directory): void {
  api.signedIn({
    method: 'GET', path: '/api/audit/head', summary: '审计链的链尾和最近一次签名（审计管理员）', response: auditHeadResponse,
    handle: async (_input, { account, actor }) => {
      const right = mayReadAudit(actor, account.adminRole === 'auditAdmin', directory.orgView());
      if (!right.ok) return err(appError(right.code, { rule: right.rule }));
      const { head, seal } = await storage.read(async (tx) => ({ head: await readHead(tx), seal: await readLastSeal(tx) }));
      const { seq, hash } = head ?? { seq: 0, hash: CHAIN_START };
      return ok({ seq, hash, unsealed: seq - (seal?.seq ?? 0), seal });
    },
  });
}

/**
 * `check(document, context)`: what the rules of 行文 say of a document, in the order of the table. Pure and quick, so that it runs while one
 * types, at 送审, and again on the server. Leaves deciding to `decide`, which asks `blocking`.
 */
import type { CheckContext, CheckedDocument, Finding, RuleId } from './model.ts';
import { RULES } from './rules.ts';

/** A text that is wrong everywhere is said to be so often enough: what is more than this of one rule is left out. */
export const FINDINGS_PER_RULE_MAX = 50;

export function check(document: CheckedDocument, context: CheckContext): readonly Finding[] {
  return RULES.flatMap(({ id, severities, clause, check: ask }) => ask(document, context).slice(0, FINDINGS_PER_RULE_MAX).map((remark): Finding => ({
    rule: id, severity: remark.severity ?? severities[0], clause: remark.clause ?? clause, message: remark.message, params: remark.params ?? {}, place: remark.place, mend: remark.mend ?? null,
  })));
}

/** Why somebody passed a rule that may be passed: recorded with the act. */
export type Reasons = { readonly [rule in RuleId]?: string };

/** What stops a document: every block, and every override whose rule has no reason yet. */
export const blocking = (findings: readonly Finding[], reasons: Reasons = {}): readonly Finding[] =>
  findings.filter(({ rule, severity }) => severity === 'block' || (severity === 'override' && (reasons[rule] ?? '').trim() === ''));

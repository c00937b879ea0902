import { hash } from 'node:crypto';
import type { AuditVerification } from '../storage/store.ts';
import type { AuditEntry, AuditRow } from './records.ts';

/**
 * The audit log's hash chain. Each row carries the hash of the row before it, so that a changed, removed,
 * inserted or reordered row breaks every hash after it. Rows alone cannot show that the newest ones were cut
 * off, so the store also keeps the head (the last row's seq and hash) apart from them.
 *
 * The chain is not keyed: whoever can rewrite the whole log and the head can make a new, valid chain.
 */

/** A place in the chain: the row with this seq has this hash. */
export type ChainLink = { seq: number; hash: string };

/** The place before the first row. */
export const GENESIS: ChainLink = { seq: 0, hash: '0'.repeat(64) };

/** JSON with sorted keys: the same detail is always the same text, in the hash and in the store. */
export const canonicalDetail = (detail: AuditEntry['detail']): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(detail).toSorted(([first], [second]) => (first < second ? -1 : 1))),
  );

/** SHA-256, in hex, of everything that the row says and of the hash before it. */
export const hashAuditRow = (row: Omit<AuditRow, 'hash'>): string =>
  hash(
    'sha256',
    JSON.stringify([
      row.seq,
      row.previousHash,
      row.at,
      row.actorId,
      row.action,
      row.subjectId,
      canonicalDetail(row.detail),
    ]),
  );

/** The row that continues the chain after `head`. */
export const nextAuditRow = (head: ChainLink, entry: AuditEntry): AuditRow => {
  const row = {
    seq: head.seq + 1,
    at: entry.at,
    actorId: entry.actorId,
    action: entry.action,
    subjectId: entry.subjectId,
    detail: entry.detail,
    previousHash: head.hash,
  };
  return { ...row, hash: hashAuditRow(row) };
};

/**
 * Follows the chain from a link through rows in order of seq.
 * @returns the last link that holds, and the seq where the chain breaks: of the first row that does not
 * continue it, or of the first row that is missing
 */
export const followChain = (
  rows: Iterable<AuditRow>,
  from: ChainLink,
): { link: ChainLink; brokenSeq: number | null } => {
  let link = from;
  for (const row of rows) {
    const expected = link.seq + 1;
    if (row.seq !== expected) return { link, brokenSeq: Math.min(row.seq, expected) };
    if (row.previousHash !== link.hash || row.hash !== hashAuditRow(row)) {
      return { link, brokenSeq: row.seq };
    }
    link = { seq: row.seq, hash: row.hash };
  }
  return { link, brokenSeq: null };
};

/**
 * Compares where the rows ended with the head that was kept apart from them.
 * @returns the first seq that is missing, surplus or rewritten; null if they agree
 */
export const compareWithHead = (end: ChainLink, head: ChainLink): number | null => {
  if (end.seq !== head.seq) return Math.min(end.seq, head.seq) + 1;
  return end.hash === head.hash ? null : end.seq;
};

/** What `Store.verifyAudit` reports; `rows` counts those that hold, up to the break. */
export const verificationOf = (link: ChainLink, brokenSeq: number | null): AuditVerification =>
  brokenSeq === null ? { ok: true, rows: link.seq } : { ok: false, brokenSeq, rows: link.seq };

/** Verifies a whole log, given in order of seq, against its head. */
export const verifyChain = (rows: Iterable<AuditRow>, head: ChainLink): AuditVerification => {
  const { link, brokenSeq } = followChain(rows, GENESIS);
  return verificationOf(link, brokenSeq ?? compareWithHead(link, head));
};

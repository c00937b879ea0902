import type { Connection } from '../database.ts';
import {
  canonicalDetail,
  compareWithHead,
  followChain,
  nextAuditRow,
  type ChainLink,
} from '../../../domain/audit.ts';
import { AUDIT_COLUMNS, toAuditRow, type StoredAuditRow } from '../../shared/rows.ts';
import type { AuditSlice, Operations } from './types.ts';

/** Rows that one slice of a verification reads: a few milliseconds of the worker's time. */
export const AUDIT_SLICE_ROWS = 1000;

/** The rows of a tampered log may begin before the first seq. */
const BEFORE_ALL_ROWS = Number.MIN_SAFE_INTEGER;

/** Reading side of the audit log; all that a connection for reading only can do. */
export type AuditReader = {
  head: () => Promise<ChainLink>;
  /** Verifies the rows after `from`, at most `AUDIT_SLICE_ROWS` of them. */
  verifySlice: (from: ChainLink) => Promise<AuditSlice>;
};

export const createAuditReader = (db: Connection): AuditReader => {
  const readHead = db.prepare<[], ChainLink>('SELECT audit_seq AS seq, audit_hash AS hash FROM meta');
  const readRows = db.prepare<[after: number, limit: number], StoredAuditRow>(
    `SELECT ${AUDIT_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const head = async (): Promise<ChainLink> => {
    const link = await readHead.get();
    if (link === undefined) throw new Error('the audit log has no head');
    return link;
  };
  return {
    head,
    verifySlice: async (from) => {
      const rows = await readRows.all(from.seq === 0 ? BEFORE_ALL_ROWS : from.seq, AUDIT_SLICE_ROWS);
      const { link, brokenSeq } = followChain(rows.map(toAuditRow), from);
      if (brokenSeq !== null) return { link, brokenSeq, complete: true };
      if (rows.length === AUDIT_SLICE_ROWS) return { link, brokenSeq: null, complete: false };
      return { link, brokenSeq: compareWithHead(link, await head()), complete: true };
    },
  };
};

export const createAuditOperations = (
  db: Connection,
): Pick<Operations, 'appendAudit' | 'verifyAuditSlice'> => {
  const { head, verifySlice } = createAuditReader(db);
  const insertRow = db.prepare<StoredAuditRow>(
    `INSERT INTO audit (seq, at, actor_id, action, subject_id, detail, previous_hash, hash)
     VALUES (@seq, @at, @actorId, @action, @subjectId, @detail, @previousHash, @hash)`,
  );
  const moveHead = db.prepare<ChainLink>('UPDATE meta SET audit_seq = @seq, audit_hash = @hash');
  return {
    appendAudit: async (entry) => {
      const row = nextAuditRow(await head(), entry);
      // In this order, without waiting in between.
      const inserted = insertRow.run({ ...row, detail: canonicalDetail(row.detail) });
      await Promise.all([inserted, moveHead.run({ seq: row.seq, hash: row.hash })]);
    },
    verifyAuditSlice: verifySlice,
  };
};

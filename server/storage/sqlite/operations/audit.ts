import type { Database } from 'better-sqlite3';
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
  head: () => ChainLink;
  /** Verifies the rows after `from`, at most `AUDIT_SLICE_ROWS` of them. */
  verifySlice: (from: ChainLink) => AuditSlice;
};

export const createAuditReader = (db: Database): AuditReader => {
  const readHead = db.prepare<[], ChainLink>('SELECT audit_seq AS seq, audit_hash AS hash FROM meta');
  const readRows = db.prepare<[after: number, limit: number], StoredAuditRow>(
    `SELECT ${AUDIT_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const head = (): ChainLink => {
    const link = readHead.get();
    if (link === undefined) throw new Error('the audit log has no head');
    return link;
  };
  return {
    head,
    verifySlice: (from) => {
      const rows = readRows.all(from.seq === 0 ? BEFORE_ALL_ROWS : from.seq, AUDIT_SLICE_ROWS);
      const { link, brokenSeq } = followChain(rows.map(toAuditRow), from);
      if (brokenSeq !== null) return { link, brokenSeq, complete: true };
      if (rows.length === AUDIT_SLICE_ROWS) return { link, brokenSeq: null, complete: false };
      return { link, brokenSeq: compareWithHead(link, head()), complete: true };
    },
  };
};

export const createAuditOperations = (db: Database): Pick<Operations, 'appendAudit' | 'verifyAuditSlice'> => {
  const { head, verifySlice } = createAuditReader(db);
  const insertRow = db.prepare<StoredAuditRow>(
    `INSERT INTO audit (seq, at, actor_id, action, subject_id, detail, previous_hash, hash)
     VALUES (@seq, @at, @actorId, @action, @subjectId, @detail, @previousHash, @hash)`,
  );
  const moveHead = db.prepare<ChainLink>('UPDATE meta SET audit_seq = @seq, audit_hash = @hash');
  return {
    appendAudit: (entry) => {
      const row = nextAuditRow(head(), entry);
      insertRow.run({ ...row, detail: canonicalDetail(row.detail) });
      moveHead.run({ seq: row.seq, hash: row.hash });
    },
    verifyAuditSlice: verifySlice,
  };
};

import type {
  DeviceRecord,
  RefreshTokenRecord,
  SessionEndReason,
  SessionRecord,
  VisitRoom,
} from '../../../domain/records.ts';
import type { FoundRefreshToken } from '../../ports/refresh-tokens.ts';
import { SESSION_COLUMNS, type SessionRow } from '../../shared/rows.ts';
import type { AccountReader } from './accounts.ts';
import type { OperationContext, Operations } from './types.ts';

type SessionOperation =
  | 'createSession'
  | 'getSession'
  | 'findRefreshToken'
  | 'rotateRefreshToken'
  | 'endSession';

const UNKNOWN_DEVICE: DeviceRecord = { browser: null, system: null };

/** How sessions are written; the opening of an invitation needs it too. */
export type SessionWriter = {
  insertSession: (session: SessionRecord, device?: DeviceRecord) => Promise<void>;
  insertRefreshToken: (token: RefreshTokenRecord) => Promise<void>;
};

export const createSessionWriter = ({ db }: Pick<OperationContext, 'db'>): SessionWriter => {
  const insertSession = db.prepare<SessionRecord & DeviceRecord>(
    `INSERT INTO sessions (id, account_id, appointment_id, created_at, ended_at, end_reason, browser, system)
     VALUES (@id, @accountId, @appointmentId, @createdAt, @endedAt, @endReason, @browser, @system)`,
  );
  const insertRefreshToken = db.prepare<RefreshTokenRecord>(
    `INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at)
     VALUES (@hash, @sessionId, @createdAt, @expiresAt)`,
  );
  return {
    insertSession: async (session, { browser, system } = UNKNOWN_DEVICE) =>
      void (await insertSession.run({ ...session, browser, system })),
    insertRefreshToken: async (token) => void (await insertRefreshToken.run(token)),
  };
};

/** Sessions and the families of their refresh tokens. */
export const createSessionOperations = (
  { db, appendAudit }: OperationContext,
  accounts: AccountReader,
  { insertSession, insertRefreshToken }: SessionWriter,
): Pick<Operations, SessionOperation> => {
  const sessionById = db.prepare<[id: string], SessionRow>(
    `SELECT ${SESSION_COLUMNS} FROM sessions WHERE id = ?`,
  );
  const visitRoomOf = db.prepare<[appointmentId: string], VisitRoom>(
    'SELECT room_id AS "roomId", doctor_id AS "doctorId" FROM appointments WHERE id = ?',
  );
  const tokenByHash = db.prepare<[hash: string], FoundRefreshToken['token']>(
    `SELECT token.hash, token.session_id AS "sessionId", token.created_at AS "createdAt",
       token.expires_at AS "expiresAt", token.used_at AS "usedAt", token.successor_hash AS "successorHash",
       successor.used_at AS "successorUsedAt"
     FROM refresh_tokens AS token
     LEFT JOIN refresh_tokens AS successor ON successor.hash = token.successor_hash
     WHERE token.hash = ?`,
  );
  const useToken = db.prepare<{ hash: string; successorHash: string; now: number }>(
    'UPDATE refresh_tokens SET used_at = @now, successor_hash = @successorHash WHERE hash = @hash',
  );
  const noteUse = db.prepare<{ id: string; now: number }>(
    'UPDATE sessions SET last_seen_at = @now WHERE id = @id',
  );
  const endLive = db.prepare<{ id: string; at: number; reason: SessionEndReason }>(
    'UPDATE sessions SET ended_at = @at, end_reason = @reason WHERE id = @id AND ended_at IS NULL',
  );

  const readSession: Operations['getSession'] = async (id) => {
    const session = await sessionById.get(id);
    const account = session && (await accounts.byId(session.accountId));
    if (!session || !account) return null;
    const { appointmentId } = session;
    const visitRoom = appointmentId === null ? null : ((await visitRoomOf.get(appointmentId)) ?? null);
    return { session, account, visitRoom };
  };
  const end = async (id: string, at: number, reason: SessionEndReason): Promise<boolean> =>
    (await endLive.run({ id, at, reason })).changes === 1;

  return {
    createSession: async ({ session, passwordHash, device, refresh, audit }) => {
      const account = await accounts.byId(session.accountId);
      if (account?.disabledAt !== null || account.passwordHash !== passwordHash) return false;
      await insertSession(session, device);
      await insertRefreshToken(refresh);
      await appendAudit(audit);
      return true;
    },
    getSession: readSession,
    findRefreshToken: async (hash) => {
      const token = await tokenByHash.get(hash);
      const found = token && (await readSession(token.sessionId));
      return token && found ? { token, ...found } : null;
    },
    rotateRefreshToken: async ({ hash, successorHash, successorExpiresAt, now, graceMs, reuseAudit }) => {
      const token = await tokenByHash.get(hash);
      const found = token && (await readSession(token.sessionId));
      if (!token || !found) return { outcome: 'unknown' };
      const { session, account } = found;
      if (session.endedAt !== null) return { outcome: 'ended', session };
      if (token.usedAt !== null) {
        // Another successor than the stored one could never be refreshed again.
        const sameSuccessor = token.successorHash === successorHash && token.successorUsedAt === null;
        if (sameSuccessor && now - token.usedAt < graceMs) return { outcome: 'repeated', session, account };
        await end(session.id, now, 'reuse');
        await appendAudit({ ...reuseAudit, actorId: session.accountId, subjectId: session.id });
        return { outcome: 'reused', session: { ...session, endedAt: now, endReason: 'reuse' } };
      }
      if (token.expiresAt <= now) return { outcome: 'expired' };
      await insertRefreshToken({
        hash: successorHash,
        sessionId: session.id,
        createdAt: now,
        expiresAt: successorExpiresAt,
      });
      await useToken.run({ hash, successorHash, now });
      await noteUse.run({ id: session.id, now });
      return { outcome: 'rotated', session, account };
    },
    endSession: async ({ sessionId, at, reason, audit }) => {
      if (!(await end(sessionId, at, reason))) return false;
      await appendAudit(audit);
      return true;
    },
  };
};

import type { AccountRecord, RefreshTokenRecord, SessionRecord } from '../../domain/records.ts';

/** A refresh token as it is stored, with what it was exchanged for. */
export type FoundRefreshToken = {
  token: RefreshTokenRecord & {
    usedAt: number | null;
    successorHash: string | null;
    /** When the successor was used; null if it was not, or if there is none. */
    successorUsedAt: number | null;
  };
  session: SessionRecord;
  account: AccountRecord;
};

export type RefreshTokenStore = {
  /** Reads only, for when `rotateRefreshToken` cannot write. */
  findRefreshToken(hash: string): Promise<FoundRefreshToken | null>;
};

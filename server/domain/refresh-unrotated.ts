import type { FoundRefreshToken } from '../storage/ports/refresh-tokens.ts';

/**
 * What a refresh token is worth while nothing can be stored (docs/adr/0009): `same` stays valid and unspent,
 * `successor` repeats an answer that was lost, and of a token that was spent before only the store can decide.
 */
export const judgeUnrotated = (
  { token, session, account }: FoundRefreshToken,
  { successorHash, now, graceMs }: { successorHash: string; now: number; graceMs: number },
): 'same' | 'successor' | 'ended' | 'expired' | 'disabled' | 'undecided' => {
  if (session.endedAt !== null) return 'ended';
  if (account.disabledAt !== null) return 'disabled';
  if (token.usedAt === null) return token.expiresAt <= now ? 'expired' : 'same';
  const isRepeat = token.successorHash === successorHash && token.successorUsedAt === null;
  return isRepeat && now - token.usedAt < graceMs ? 'successor' : 'undecided';
};

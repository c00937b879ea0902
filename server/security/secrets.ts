import { createHash, createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { Ids, Secrets } from '../domain/ports.ts';

/** A key for one purpose, derived from the server's secret, so that no two purposes share one. */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'anteroom', purpose, 32));

/** @param secret the server's secret (`JWT_SECRET`) */
export const createSecrets = (secret: string): Secrets => {
  const successorKey = deriveKey(secret, 'refresh-token successor');
  return {
    create: () => randomBytes(32).toString('base64url'),
    hash: (value) => createHash('sha256').update(value).digest('base64url'),
    successorOf: (refreshToken) =>
      createHmac('sha256', successorKey).update(refreshToken).digest('base64url'),
  };
};

export const createIds = (): Ids => ({
  id: () => randomUUID(),
  roomId: () => randomBytes(16).toString('base64url'),
});

import { randomFillSync } from 'node:crypto';

/** 120 bits, as Engine.IO's own. */
const ID_BYTES = 15;
const IDS_AT_ONCE = 256;

/** Ids of connections that nobody can guess. Many at once: asking for random bytes costs more than they do. */
export const createConnectionIds = (): (() => string) => {
  const pool = Buffer.alloc(ID_BYTES * IDS_AT_ONCE);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const id = pool.toString('base64url', used, used + ID_BYTES);
    used += ID_BYTES;
    return id;
  };
};

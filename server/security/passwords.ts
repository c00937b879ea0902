import argon2 from 'argon2';
import type { Passwords } from '../domain/ports.ts';

/** argon2id, 46 MiB, 3 passes: above OWASP's first recommendation, about a tenth of a second here. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 46 * 1024, timeCost: 3, parallelism: 1 } as const;
/** Each hash takes 46 MiB and a core: more at once would only starve the calls on a small machine. */
const AT_ONCE = 2;

const createGate = (places: number) => {
  let free = places;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};

/**
 * Password hashing. Makes a hash of nothing first: unknown accounts are compared with it, so that they take as
 * long as known ones, and a machine where argon2 does not work fails at the start instead of at a sign-in.
 */
export const createPasswords = async (): Promise<Passwords> => {
  const gate = createGate(AT_ONCE);
  const decoy = await argon2.hash('anteroom', PARAMETERS);
  if (!(await argon2.verify(decoy, 'anteroom'))) throw new Error('argon2 self-test failed');
  return {
    hash: (password) => gate(() => argon2.hash(password, PARAMETERS)),
    verify: (hash, password) =>
      gate(async () => {
        const matches = await argon2.verify(hash ?? decoy, password);
        return hash !== null && matches;
      }),
  };
};

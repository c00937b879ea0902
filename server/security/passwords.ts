import argon2 from 'argon2';
import type { Passwords } from '../domain/ports.ts';

/** argon2id, 46 MiB, 3 passes: above OWASP's first recommendation, about a tenth of a second here. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 46 * 1024, timeCost: 3, parallelism: 1 } as const;
/** Hash of a word that nobody has, made with these parameters (`npm test` holds it to them). */
const DECOY =
  '$argon2id$v=19$m=47104,p=1,t=3$keeOjxRfpjHDUO7SBuI7rQ$RaoUEOWBKWRjHj7CNE44Ir1EKL4AqeMsT/riTuVHopM';
/** For a hash of which only matters that it can be made. */
const CHEAP = { ...PARAMETERS, memoryCost: 1024, timeCost: 1 } as const;
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
 * Password hashing. Unknown accounts are compared with a hash of nobody, so that they take as long as known ones.
 * @throws where argon2 does not work: at the start instead of at a sign-in
 */
export const createPasswords = async (): Promise<Passwords> => {
  const gate = createGate(AT_ONCE);
  const tried = await argon2.hash('anteroom', CHEAP);
  if (!(await argon2.verify(tried, 'anteroom'))) throw new Error('argon2 self-test failed');
  return {
    hash: (password) => gate(() => argon2.hash(password, PARAMETERS)),
    verify: (hash, password) =>
      gate(async () => {
        const matches = await argon2.verify(hash ?? DECOY, password);
        return hash !== null && matches;
      }),
  };
};

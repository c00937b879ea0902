import argon2 from 'argon2';

/**
 * Loaded into the server of the scenes (`node --import`): nearly every scene adds a doctor who signs in, and
 * hashing a password takes a tenth of a second by design.
 */

const { hash } = argon2;
argon2.hash = ((password: string, options: Parameters<typeof hash>[1]) =>
  hash(password, { ...options, memoryCost: 1024, timeCost: 1 })) as typeof hash;

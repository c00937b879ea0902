import argon2 from 'argon2';
import { describe, expect, it, vi } from 'vitest';
import { createPasswords } from '../../server/security/passwords.ts';

describe('passwords', () => {
  it('compares a password for accounts that do not exist with a hash made like all others', async () => {
    const verify = vi.spyOn(argon2, 'verify');
    const passwords = await createPasswords();
    const made = await passwords.hash('correct horse battery staple');
    verify.mockClear();

    expect(await passwords.verify(null, 'anteroom')).toBe(false);
    const [decoy] = verify.mock.calls[0]!;
    const parametersOf = (hash: string) => hash.split('$').slice(0, 4);
    expect(parametersOf(decoy)).toEqual(parametersOf(made));
    // It is one that can be right, so that it takes as long; whoever knows the word comes in nowhere.
    expect(await verify.mock.results[0]!.value).toBe(true);
    verify.mockRestore();
  });

  it('fails at the start where argon2 does not work', async () => {
    const verify = vi.spyOn(argon2, 'verify').mockResolvedValue(false);
    await expect(createPasswords()).rejects.toThrow('argon2 self-test failed');
    verify.mockRestore();
  });
});

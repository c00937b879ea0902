import { describe, expect, it } from 'vitest';
import type { Store } from '../../../server/storage/store.ts';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createDoctor, MINUTE, T0 } from '../support/fixtures.ts';

const begin = (store: Store, accountId: string, secret = 'SECRET'): Promise<boolean> =>
  store.beginSecondFactor({ accountId, secret, at: T0, audit: audit() });

const confirm = (
  store: Store,
  accountId: string,
  { secret = 'SECRET', step = 10 }: { secret?: string; step?: number } = {},
): Promise<boolean> =>
  store.confirmSecondFactor({
    accountId,
    secret,
    step,
    recoveryHashes: ['one', 'two'],
    at: T0 + MINUTE,
    audit: audit(),
  });

const useCode = (store: Store, accountId: string, hash: string): Promise<boolean> =>
  store.useRecoveryCode({ accountId, hash, at: T0, audit: audit() });

const arrange = async (store: Store): Promise<string> => {
  const { id } = await createDoctor(store);
  await begin(store, id);
  await confirm(store, id);
  return id;
};

export const describeSecondFactor = (current: CurrentStore): void => {
  describe('the second factor', () => {
    it('is begun, begun again, and confirmed with the secret that was begun last', async () => {
      const { store } = current;
      const { id } = await createDoctor(store);
      expect(await store.getSecondFactor(id)).toBeNull();
      expect(await begin(store, id, 'FIRST')).toBe(true);
      expect(await begin(store, id, 'SECOND')).toBe(true);
      const begun = { accountId: id, secret: 'SECOND', createdAt: T0 };
      expect(await store.getSecondFactor(id)).toEqual({ ...begun, confirmedAt: null, recoveryCodesLeft: 0 });

      expect(await confirm(store, id, { secret: 'FIRST' })).toBe(false);
      expect(await confirm(store, id, { secret: 'SECOND' })).toBe(true);

      await current.reopen();
      expect(await current.store.getSecondFactor(id)).toEqual({
        ...begun,
        confirmedAt: T0 + MINUTE,
        recoveryCodesLeft: 2,
      });
    });

    it('stays as it is once it is confirmed', async () => {
      const { store } = current;
      const id = await arrange(store);
      const rows = await auditRows(store);
      expect(await begin(store, id, 'OTHER')).toBe(false);
      expect(await confirm(store, id)).toBe(false);
      expect((await store.getSecondFactor(id))?.secret).toBe('SECRET');
      expect(await auditRows(store)).toBe(rows);
    });

    it('takes each time step once, and none before the last', async () => {
      const { store } = current;
      const id = await arrange(store);
      const use = (step: number) => store.useTimeStep({ accountId: id, step });
      // The one that confirmed it.
      expect(await use(10)).toBe(false);
      expect(await use(12)).toBe(true);
      expect(await use(12)).toBe(false);
      expect(await use(11)).toBe(false);
      expect(await Promise.all([use(13), use(13)])).toEqual([true, false]);
    });

    it('takes no time step before it is confirmed', async () => {
      const { store } = current;
      const { id } = await createDoctor(store);
      await begin(store, id);
      expect(await store.useTimeStep({ accountId: id, step: 10 })).toBe(false);
    });

    it('takes each recovery code once, of its own account only', async () => {
      const { store } = current;
      const id = await arrange(store);
      const { id: other } = await createDoctor(store);
      expect(await useCode(store, other, 'one')).toBe(false);
      expect(await Promise.all([useCode(store, id, 'one'), useCode(store, id, 'one')])).toEqual([
        true,
        false,
      ]);
      expect((await store.getSecondFactor(id))?.recoveryCodesLeft).toBe(1);
    });

    it('replaces the recovery codes, used or not', async () => {
      const { store } = current;
      const id = await arrange(store);
      await useCode(store, id, 'one');
      const replace = (accountId: string) =>
        store.replaceRecoveryCodes({ accountId, recoveryHashes: ['three', 'four'], at: T0, audit: audit() });
      expect(await replace(id)).toBe(true);
      expect((await store.getSecondFactor(id))?.recoveryCodesLeft).toBe(2);
      expect(await useCode(store, id, 'two')).toBe(false);
      expect(await useCode(store, id, 'three')).toBe(true);
      expect(await replace((await createDoctor(store)).id)).toBe(false);
    });

    it('is removed with its codes', async () => {
      const { store } = current;
      const id = await arrange(store);
      const remove = () => store.removeSecondFactor({ accountId: id, audit: audit() });
      expect(await remove()).toBe(true);
      expect(await remove()).toBe(false);
      expect(await store.getSecondFactor(id)).toBeNull();
      expect(await useCode(store, id, 'two')).toBe(false);
      expect(await begin(store, id)).toBe(true);
    });
  });
};

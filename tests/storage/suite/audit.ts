import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { audit, T0 } from '../support/fixtures.ts';

export const describeAudit = (current: CurrentStore): void => {
  describe('audit log', () => {
    it('holds when it is empty', async () => {
      expect(await current.store.verifyAudit()).toEqual({ ok: true, rows: 0 });
    });

    it('holds after thousands of entries at the same time, and over a restart', async () => {
      await Promise.all(
        Array.from({ length: 2500 }, (_, index) =>
          current.store.appendAudit(
            audit('test.counted', {
              at: T0 + index,
              actorId: index % 2 === 0 ? null : `actor ${index}`,
              detail: { index, text: 'é 👩‍⚕️ "quoted"', flag: true, nothing: null, ratio: 0.1 },
            }),
          ),
        ),
      );
      expect(await current.store.verifyAudit()).toEqual({ ok: true, rows: 2500 });
      await current.reopen();
      await current.store.appendAudit(audit());
      expect(await current.store.verifyAudit()).toEqual({ ok: true, rows: 2501 });
    });

    it('can be verified while entries are added', async () => {
      const fill = Array.from({ length: 1500 }, () => current.store.appendAudit(audit()));
      const verifications = Array.from({ length: 5 }, () => current.store.verifyAudit());
      fill.push(...Array.from({ length: 1500 }, () => current.store.appendAudit(audit())));
      expect((await Promise.all(verifications)).every(({ ok }) => ok)).toBe(true);
      await Promise.all(fill);
      expect(await current.store.verifyAudit()).toEqual({ ok: true, rows: 3000 });
    });
  });
};

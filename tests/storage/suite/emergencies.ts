import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { audit, auditRows, createDoctor, createVisit, message, T0, type Visit } from '../support/fixtures.ts';

export const describeEmergencies = (current: CurrentStore): void => {
  const raise = async ({ appointment, patient }: Visit, text: string, clientId: string | null = null) => {
    const { to, ...sent } = message(appointment.roomId, patient, { kind: 'emergency', text, clientId });
    if (!('roomId' in to)) throw new Error('not in a visit');
    const raised = await current.store.raiseEmergency({
      emergencyId: randomUUID(),
      message: sent,
      to,
      audits: [audit('emergency.raised'), audit('emergency.told')],
    });
    if (typeof raised === 'string') throw new Error(raised);
    return raised;
  };

  describe('emergencies', () => {
    it('are one for each patient until it is resolved, with each alert on record, also after a restart', async () => {
      const visit = await createVisit(current.store);
      const rows = await auditRows(current.store);
      const first = await raise(visit, 'one', 'client');
      const second = await raise(visit, 'two');
      expect(second.emergency).toEqual({ ...first.emergency, text: 'two', count: 2 });
      expect(second.stored.message).toMatchObject({ seq: 2, roomSeq: 2, kind: 'emergency' });
      const other = await raise(await createVisit(current.store), 'other');
      expect(other.emergency.id).not.toBe(first.emergency.id);
      await current.reopen();
      expect((await raise(visit, 'one', 'client')).stored).toMatchObject({ duplicate: true });
      expect(await auditRows(current.store)).toBeGreaterThanOrEqual(rows + 6);
      expect(await current.store.listOpenEmergencies()).toEqual(
        expect.arrayContaining([second.emergency, other.emergency]),
      );
    });

    it('keep the first who acknowledges and the first who resolves, each with one row', async () => {
      const visit = await createVisit(current.store);
      const [ada, bob] = [await createDoctor(current.store), await createDoctor(current.store)];
      const { emergency } = await raise(visit, 'help');
      const emergencyId = emergency.id;
      const rows = await auditRows(current.store);
      const acknowledge = (by: string, at: number) =>
        current.store.acknowledgeEmergency({ emergencyId, by, at, alerts: 1, audit: audit() });
      const resolve = (by: string, at: number) =>
        current.store.resolveEmergency({ emergencyId, by, at, note: null, alerts: 1, audit: audit() });
      const acknowledged = { at: T0, by: ada.id, name: 'Doctor' };
      expect(await acknowledge(ada.id, T0)).toEqual({ ...emergency, acknowledged });
      expect(await acknowledge(bob.id, T0 + 1)).toEqual({ ...emergency, acknowledged });
      expect(
        await current.store.noteEmergencyUnseen({ emergencyId, at: T0 + 2, audits: [audit()] }),
      ).toMatchObject({ unseenAt: null });
      const resolved = { at: T0 + 3, by: bob.id, name: 'Doctor' };
      expect(await resolve(bob.id, T0 + 3)).toMatchObject({ acknowledged, resolved });
      expect(await resolve(ada.id, T0 + 4)).toMatchObject({ resolved });
      expect(await auditRows(current.store)).toBe(rows + 2);
      expect(await current.store.listOpenEmergencies()).toEqual([]);
      expect((await raise(visit, 'again')).emergency.id).not.toBe(emergencyId);
    });

    it('wait again for one more alert, and are marked by those alone who have seen all', async () => {
      const visit = await createVisit(current.store);
      const [ada, bob] = [await createDoctor(current.store), await createDoctor(current.store)];
      const { emergency: first } = await raise(visit, 'one');
      const emergencyId = first.id;
      const acknowledge = (by: string, alerts: number) =>
        current.store.acknowledgeEmergency({ emergencyId, by, at: T0 + 1, alerts, audit: audit() });
      expect(first.waitingSince).toBe(first.raisedAt);
      const noteUnseen = (at: number) =>
        current.store.noteEmergencyUnseen({ emergencyId, at, audits: [audit()] });
      expect(await noteUnseen(T0)).toMatchObject({ unseenAt: T0 });
      expect(await acknowledge(ada.id, 1)).toMatchObject({ acknowledged: { by: ada.id }, unseenAt: T0 });
      const { emergency: second } = await raise(visit, 'two');
      const waits = { acknowledged: null, unseenAt: null, waitingSince: second.lastAt };
      expect(second).toEqual({ ...first, ...waits, text: 'two', lastAt: second.lastAt, count: 2 });
      // It waits since the first alert after it, not since the newest.
      const { emergency: third } = await raise(visit, 'three');
      expect(third).toEqual({ ...second, text: 'three', lastAt: third.lastAt, count: 3 });
      const rows = await auditRows(current.store);
      expect(await acknowledge(bob.id, 2)).toEqual(third);
      const closing = { emergencyId, by: bob.id, at: T0 + 2, note: null, audit: audit() };
      expect(await current.store.resolveEmergency({ ...closing, alerts: 2 })).toEqual(third);
      expect(await auditRows(current.store)).toBe(rows);
      await current.reopen();
      expect(await current.store.listOpenEmergencies()).toEqual(expect.arrayContaining([third]));
      expect(await noteUnseen(T0 + 1)).toMatchObject({ unseenAt: T0 + 1 });
      expect(await acknowledge(bob.id, 3)).toMatchObject({ acknowledged: { by: bob.id } });
      expect(await current.store.resolveEmergency({ ...closing, alerts: 3 })).toMatchObject({
        resolved: { by: bob.id },
      });
    });

    it('say what stands in the conversation: what is deleted there is gone here', async () => {
      const visit = await createVisit(current.store);
      const { emergency, stored } = await raise(visit, 'private');
      const { conversationId, seq, senderId } = stored.message;
      await current.store.deleteMessage({
        conversationId,
        seq,
        senderId,
        visitOnly: null,
        at: T0,
        audit: audit(),
        fileAudit: audit(),
      });
      expect(await current.store.listOpenEmergencies()).toEqual([{ ...emergency, text: '' }]);
    });
  });
};

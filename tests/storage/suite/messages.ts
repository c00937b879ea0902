import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CurrentStore } from '../store-suite.ts';
import { append, audit, createVisit, message, inRoom } from '../support/fixtures.ts';

export const describeMessages = (current: CurrentStore): void => {
  describe('messages of a waiting room', () => {
    it('numbers the messages of each room from 1 without gaps, in the order they were sent', async () => {
      const one = await createVisit(current.store);
      const two = await createVisit(current.store);
      const sent = await Promise.all(
        Array.from({ length: 60 }, (_, index) => {
          const visit = index % 3 === 0 ? two : one;
          return append(
            current.store,
            message(visit.appointment.roomId, visit.patient, { text: `message ${index}` }),
          );
        }),
      );
      expect(sent.every(({ duplicate }) => !duplicate)).toBe(true);
      for (const [visit, count] of [
        [one, 40],
        [two, 20],
      ] as const) {
        const room = await current.store.getWaitingRoom(visit.appointment.roomId);
        const expected = sent.map(inRoom).filter(({ roomId }) => roomId === visit.appointment.roomId);
        expect(room?.messages).toEqual(expected);
        expect(room?.messages.map(({ roomSeq }) => roomSeq)).toEqual(
          Array.from({ length: count }, (_, i) => i + 1),
        );
      }
    });

    it('stores a text exactly', async () => {
      const { appointment, patient } = await createVisit(current.store);
      const text = `a "b" 'c'; -- \\ \n\t<b>&amp;</b> ñ é 患者 👩🏽‍⚕️ \u202e %s \${x}`;
      await append(current.store, message(appointment.roomId, patient, { text }));
      const room = await current.store.getWaitingRoom(appointment.roomId);
      expect(room?.messages[0]?.text).toBe(text);
    });

    it('answers a resend with the stored message and writes nothing, also after a restart', async () => {
      const { appointment, patient } = await createVisit(current.store);
      const clientId = randomUUID();
      const first = await append(current.store, message(appointment.roomId, patient, { clientId }));
      const resend = message(appointment.roomId, patient, { clientId, text: 'resent' });
      expect(await append(current.store, resend)).toEqual({ ...first, duplicate: true });
      await current.reopen();
      expect(await append(current.store, resend)).toEqual({ ...first, duplicate: true });
      const room = await current.store.getWaitingRoom(appointment.roomId);
      expect(room?.messages).toEqual([inRoom(first)]);
    });

    it('stores one of many resends at the same time', async () => {
      const { appointment, patient } = await createVisit(current.store);
      const clientId = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 30 }, () =>
          append(current.store, message(appointment.roomId, patient, { clientId })),
        ),
      );
      expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer.message.id)).size).toBe(1);
    });

    it('recognises a resend into another room of the same sender', async () => {
      const one = await createVisit(current.store);
      const two = await createVisit(current.store, { doctor: one.doctor, patient: one.patient });
      const clientId = randomUUID();
      const first = await append(current.store, message(one.appointment.roomId, one.patient, { clientId }));
      expect(await append(current.store, message(two.appointment.roomId, one.patient, { clientId }))).toEqual(
        { ...first, duplicate: true },
      );
    });

    it('stores a message for several rooms once in each, with one audit entry for what was new', async () => {
      const one = await createVisit(current.store);
      const two = await createVisit(current.store, { doctor: one.doctor });
      const toBoth = [one, two].map(({ appointment }) =>
        message(appointment.roomId, one.doctor, { clientId: `same:${appointment.roomId}` }),
      );
      const rows = async () => (await current.store.verifyAudit()).rows;
      const before = await rows();
      const first = await current.store.appendMessages({ messages: toBoth.slice(0, 1), audit: audit() });
      const both = await current.store.appendMessages({ messages: toBoth, audit: audit() });
      expect(both.map(({ duplicate }) => duplicate)).toEqual([true, false]);
      expect(both[0]?.message).toEqual(first[0]?.message);
      expect(await rows()).toBe(before + 2);
      const resent = await current.store.appendMessages({ messages: toBoth, audit: audit() });
      expect(resent.map(({ duplicate }) => duplicate)).toEqual([true, true]);
      expect(await rows()).toBe(before + 2);
      for (const { appointment } of [one, two]) {
        expect((await current.store.getWaitingRoom(appointment.roomId))?.messages).toHaveLength(1);
      }
    });

    it('does not confuse the same clientId of two senders, nor messages without one', async () => {
      const { appointment, patient, doctor } = await createVisit(current.store);
      const clientId = randomUUID();
      for (const sent of [
        message(appointment.roomId, patient, { clientId }),
        message(appointment.roomId, doctor, { clientId }),
        message(appointment.roomId, patient),
        message(appointment.roomId, patient),
      ]) {
        expect((await append(current.store, sent)).duplicate).toBe(false);
      }
      const room = await current.store.getWaitingRoom(appointment.roomId);
      expect(room?.messages.map(({ roomSeq }) => roomSeq)).toEqual([1, 2, 3, 4]);
    });

    it('refuses a message to a room that does not exist', async () => {
      const { patient } = await createVisit(current.store);
      expect(await current.store.appendMessage(message('nowhere', patient))).toBe('unknown');
    });
  });
};

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fileUrlOf } from '../../../server/protocol/file-address.ts';
import type { CurrentStore } from '../store-suite.ts';
import {
  append,
  audit,
  auditRows,
  createVisit,
  message,
  MINUTE,
  T0,
  type Visit,
} from '../support/fixtures.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const FACTS = {
  name: 'knee.png',
  type: 'image/png',
  bytes: 900,
  width: 30,
  height: 40,
  hasThumbnail: true,
} as const;

export const describeFiles = (current: CurrentStore): void => {
  const begin = (
    { patient, doctor, appointment }: Visit,
    overrides: { createdAt?: number; quotaBytes?: number } = {},
  ) => {
    const { createdAt = T0, quotaBytes = 10_000 } = overrides;
    const id = randomUUID();
    const file = {
      id,
      uploaderId: patient.id,
      roomId: appointment.roomId,
      name: 'knee.png',
      bytes: 1000,
      key: KEY,
      createdAt,
    };
    const begun = current.store.beginFile({
      patientId: patient.id,
      doctorId: doctor.id,
      file,
      quotaBytes,
      unfinishedMax: 2,
    });
    return begun.then((outcome) => ({ id, outcome }));
  };
  const complete = (fileId: string, at = T0 + MINUTE) =>
    current.store.completeFile({ ...FACTS, fileId, at, audit: audit('file.stored') });
  const send = ({ appointment, patient }: Visit, fileId: string) =>
    current.store.appendMessage(
      message(appointment.roomId, patient, {
        kind: 'image',
        fileUrl: fileUrlOf(fileId),
        fileName: 'knee.png',
      }),
    );

  describe('files', () => {
    it('are known from their begin, sent once they are complete, and keep their key over a restart', async () => {
      const visit = await createVisit(current.store);
      const { id, outcome } = await begin(visit);
      expect(outcome).toBe('begun');
      expect(await send(visit, id)).toBe('unfinished_file');
      expect(await send(visit, 'nowhere')).toBe('no_such_file');
      const rows = await auditRows(current.store);
      expect(await complete(id)).toBe(true);
      expect(await complete(id)).toBe(false);
      expect(await auditRows(current.store)).toBe(rows + 1);
      const { message: sent } = await append(
        current.store,
        message(visit.appointment.roomId, visit.patient, { kind: 'image', fileUrl: fileUrlOf(id) }),
      );
      await current.reopen();
      expect(await current.store.findFile(id)).toEqual({
        ...FACTS,
        id,
        patientId: visit.patient.id,
        doctorId: visit.doctor.id,
        uploaderId: visit.patient.id,
        roomId: visit.appointment.roomId,
        key: KEY,
        createdAt: T0,
        sentIn: [visit.appointment.roomId],
      });
      const room = await current.store.getWaitingRoom(visit.appointment.roomId);
      expect(room?.messages.at(-1)?.seq).toBe(sent.seq);
      // Nobody sends what somebody else has uploaded.
      expect(
        await current.store.appendMessage(
          message(visit.appointment.roomId, visit.doctor, { fileUrl: fileUrlOf(id) }),
        ),
      ).toBe('no_such_file');
    });

    it('are refused without a relation or without room, and only the newest unfinished ones stay', async () => {
      const visit = await createVisit(current.store);
      const stranger = await createVisit(current.store);
      expect((await begin({ ...visit, doctor: stranger.doctor })).outcome).toBe('unknown');
      const first = await begin(visit);
      expect((await begin(visit, { quotaBytes: 1999 })).outcome).toBe('full');
      const second = await begin(visit, { createdAt: T0 + 1 });
      const third = await begin(visit, { createdAt: T0 + 2 });
      expect(await current.store.findFile(first.id)).toBeNull();
      expect(await current.store.findFile(second.id)).not.toBeNull();
      expect(await complete(first.id)).toBe(false);
      await current.store.dropUpload(third.id);
      expect(await current.store.findFile(third.id)).toBeNull();
      expect((await current.store.listDeletedFiles()).toSorted()).toEqual([first.id, third.id].toSorted());
      await current.store.forgetFiles([first.id, second.id]);
      expect(await current.store.listDeletedFiles()).toEqual([third.id]);
      expect(await current.store.findFile(second.id)).not.toBeNull();
    });

    it('go when they stand still or nobody has sent them, and with their last message', async () => {
      const visit = await createVisit(current.store);
      const [still, going, unsent, sent] = [
        await begin(visit),
        await begin(visit, { createdAt: T0 + 1 }),
        await begin(visit, { createdAt: T0 + 2 }),
        await begin(visit, { createdAt: T0 + 3 }),
      ];
      // The newest two stay unfinished.
      expect(await current.store.findFile(still.id)).toBeNull();
      await complete(unsent.id);
      await complete(sent.id);
      const goes = await begin(visit, { createdAt: T0 + 4 });
      await current.store.keepUpload({ fileId: goes.id, at: T0 + 10 * MINUTE });
      const stored = await append(
        current.store,
        message(visit.appointment.roomId, visit.patient, { kind: 'image', fileUrl: fileUrlOf(sent.id) }),
      );
      const rows = await auditRows(current.store);
      await current.store.dropUnusedFiles({ before: T0 + 5 * MINUTE + 0.5, audit: audit('file.deleted') });
      expect(await auditRows(current.store)).toBe(rows + 1);
      const isThere = async (id: string) => (await current.store.findFile(id)) !== null;
      expect(await Promise.all([going, unsent, goes, sent].map(({ id }) => isThere(id)))).toEqual([
        false,
        false,
        true,
        true,
      ]);
      const deleted = await current.store.deleteMessage({
        conversationId: stored.message.conversationId,
        seq: stored.message.seq,
        senderId: visit.patient.id,
        visitOnly: null,
        at: T0 + 30 * MINUTE,
        audit: audit('message.deleted'),
        fileAudit: audit('file.deleted'),
      });
      expect(deleted).toMatchObject({ outcome: 'deleted', fileId: sent.id });
      expect(await isThere(sent.id)).toBe(false);
    });
  });
};

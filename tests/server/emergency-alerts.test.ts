import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import { StoreUnavailableError } from '../../server/storage/store.ts';
import { changeDatabase, queryDatabase, readAudit } from '../support/database.ts';
import { arrangeEmergency } from '../support/emergency.ts';
import { refusals } from '../support/metric.ts';
import { startTestServer } from '../support/server.ts';

const ALERTS = 1000;

describe('alerts of one patient', () => {
  it('[S4-N02] a thousand are one emergency: all are answered, stored and on record, and doctors see one', async () => {
    const { server, doctor, doctorSocket, strangerSocket, patientSocket, conversationId, moveTo } =
      await arrangeEmergency({ rateLimits: { 'emergency-person': { points: ALERTS, seconds: 600 } } });
    const ids = new Set<string>();
    for (let sent = 0; sent < ALERTS; sent += 200) {
      const acks = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          patientSocket.request('raise_emergency', {
            content: `alert ${sent + index + 1}`,
            receiverId: doctor.user.id,
          }),
        ),
      );
      for (const { emergency } of acks) ids.add(emergency.id);
    }
    expect(ids.size).toBe(1);
    expect(await strangerSocket.next('emergency:alert')).toMatchObject({ count: 1, message: 'alert 1' });
    await strangerSocket.settled();
    expect(strangerSocket.countOf('emergency:alert')).toBe(0);
    moveTo(10);
    // At most once in ten seconds, and then what is true.
    for (const socket of [strangerSocket, doctorSocket]) {
      expect(await socket.next('emergency:alert', ({ count }) => count === ALERTS)).toMatchObject({
        message: `alert ${ALERTS}`,
      });
    }
    await doctorSocket.settled();
    expect(doctorSocket.countOf('emergency:alert')).toBe(1);
    expect((await strangerSocket.request('open_emergencies', {})).emergencies).toMatchObject([
      { count: ALERTS },
    ]);
    const { lastSeq } = await doctorSocket.request('sync', { conversationId, afterSeq: 0 });
    expect(lastSeq).toBe(ALERTS);
    const actions = readAudit(server.dataDir).map(({ action }) => action);
    expect(actions.filter((action) => action === 'emergency.raised')).toHaveLength(ALERTS);
    // Two doctors twice, and one who asked.
    expect(actions.filter((action) => action === 'emergency.told')).toHaveLength(5);
    expect(queryDatabase(server.dataDir, 'SELECT id, alerts FROM emergencies')).toEqual([
      { id: [...ids][0], alerts: ALERTS },
    ]);
  });

  it('are never dropped without a word: beyond the rate, the answer says so, and chat goes on', async () => {
    const { server, doctor, patientSocket, raise } = await arrangeEmergency();
    for (let count = 0; count < 10; count += 1) await raise('Help');
    expect(await patientSocket.refusal('raise_emergency', { content: 'Help' })).toMatchObject({
      code: 'rate_limited',
      message: expect.stringMatching(/try again in \d+ s/),
    });
    await patientSocket.request('send_message', { receiverId: doctor.user.id, content: 'Are you there?' });
    expect(await refusals(server, 'event', 'rate_limited')).toBe(1);
  });

  it('that are sent again are the same, also once it is over', async () => {
    const { doctor, stranger, doctorSocket, patientSocket, raise } = await arrangeEmergency();
    const clientId = 'from-the-outbox';
    const first = await raise('Help', { clientId });
    expect(await raise('Help', { clientId })).toEqual(first);
    await doctorSocket.settled();
    expect([doctorSocket.countOf('emergency:alert'), doctorSocket.countOf('new_message')]).toEqual([1, 1]);
    const { id } = first.emergency;
    await doctorSocket.request('resolve_emergency', { emergencyId: id });
    expect((await raise('Help', { clientId })).emergency).toMatchObject({
      id,
      count: 1,
      resolvedBy: { fullname: 'Ada One' },
    });
    const next = await raise('Help again');
    expect(next.emergency.id).not.toBe(id);
    // The ten seconds are those of one emergency.
    expect(await doctorSocket.next('emergency:alert', ({ id: told }) => told !== id)).toMatchObject({
      message: 'Help again',
    });
    await patientSocket.request('send_message', {
      receiverId: doctor.user.id,
      content: 'hi',
      clientId: 'plain',
    });
    const refused = { content: 'Help', clientId: 'plain' };
    expect(await patientSocket.refusal('raise_emergency', refused)).toMatchObject({ code: 'conflict' });
    expect(
      await patientSocket.refusal('raise_emergency', { content: 'Help', receiverId: stranger.user.id }),
    ).toMatchObject({ code: 'forbidden' });
  });

  it('go to the doctor of the newest conversation, unless they say to whom', async () => {
    const { server: first, doctor, patient, stranger, now } = await arrangeEmergency();
    await first.server.stop();
    changeDatabase(
      first.dataDir,
      'INSERT INTO relations (id, patient_id, doctor_id, created_at) VALUES (?, ?, ?, ?)',
      'second',
      patient.user.id,
      stranger.user.id,
      now() + 1,
    );
    const server = await startTestServer({ dataDir: first.dataDir, now });
    const socket = await server.connect(patient);
    const raise = async (receiverId?: string) =>
      (await socket.request('raise_emergency', { content: 'Help', receiverId })).message.receiver._id;
    // Nobody has written yet: whom the patient knows last.
    expect(await raise()).toBe(stranger.user.id);
    const doctorSocket = await server.connect(doctor);
    await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'Good morning' });
    expect(await raise()).toBe(doctor.user.id);
    expect(await raise(stranger.user.id)).toBe(stranger.user.id);
    // Three alerts in two conversations are one emergency.
    const { emergencies } = await doctorSocket.request('open_emergencies', {});
    expect(emergencies).toMatchObject([{ count: 3, doctor: { id: stranger.user.id } }]);
  });

  it('and what was done about them are told although the store’s answer was lost on the way', async () => {
    const lost = new Set<string>();
    const { patientSocket, doctorSocket, strangerSocket, raise } = await arrangeEmergency({
      openStore: async (options) => {
        const store = await openSqliteStore(options);
        const losing = async <T>(name: string, answer: Promise<T>): Promise<T> => {
          const stored = await answer;
          if (lost.has(name)) return stored;
          lost.add(name);
          throw new StoreUnavailableError('the worker died');
        };
        return {
          ...store,
          raiseEmergency: (input) => losing('raise', store.raiseEmergency(input)),
          acknowledgeEmergency: (input) => losing('acknowledge', store.acknowledgeEmergency(input)),
          resolveEmergency: (input) => losing('resolve', store.resolveEmergency(input)),
        };
      },
    });
    const unavailable = { code: 'storage_unavailable' };
    expect(
      await patientSocket.refusal('raise_emergency', { content: 'Help', clientId: 'once' }),
    ).toMatchObject(unavailable);
    const { id: emergencyId } = await strangerSocket.next('emergency:alert');
    expect((await raise('Help', { clientId: 'once' })).emergency).toMatchObject({
      id: emergencyId,
      count: 1,
    });
    expect(await doctorSocket.refusal('acknowledge_emergency', { emergencyId })).toMatchObject(unavailable);
    expect(await patientSocket.next('emergency:acknowledged')).toMatchObject({ emergencyId });
    expect(await doctorSocket.refusal('resolve_emergency', { emergencyId })).toMatchObject(unavailable);
    expect(await patientSocket.next('emergency:resolved')).toMatchObject({ emergencyId });
    expect((await patientSocket.request('own_emergency', {})).emergency).toBeNull();
    // Whoever tries again is answered, and nobody is told twice.
    await doctorSocket.request('resolve_emergency', { emergencyId });
    await patientSocket.settled();
    expect(patientSocket.countOf('emergency:resolved')).toBe(0);
  });
});

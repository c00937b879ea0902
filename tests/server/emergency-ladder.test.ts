import { describe, expect, it } from 'vitest';
import { createFullableStore } from '../support/fullable-store.ts';
import { readAudit } from '../support/database.ts';
import { arrangeEmergency, saveSettings } from '../support/emergency.ts';
import { startTestServer } from '../support/server.ts';

describe('an emergency, step by step', () => {
  it('[S4-E16, S4-F08, S4-F18, S4-N02, D05] is told to all doctors, to the patient if none has seen it, and who has', async () => {
    const { server, doctor, patient, stranger, doctorSocket, strangerSocket, patientSocket, ...rest } =
      await arrangeEmergency();
    const { raise, at, moveTo } = rest;
    await saveSettings(server, doctor, { emergencyNumber: '112' });
    const second = await server.connect(doctor);
    await second.settled();

    const { emergency, message } = await raise('My chest hurts');
    expect(message).toMatchObject({ content: 'My chest hurts', messageType: 'emergency', seq: 1 });
    const alert = {
      patientId: patient.user.id,
      message: 'My chest hurts',
      timestamp: at(0),
      id: emergency.id,
      patientName: 'Pat Alpha',
      doctor: { id: doctor.user.id, fullname: 'Ada One' },
      messageId: message.id,
      raisedAt: at(0),
      count: 1,
      textHidden: false,
      escalated: false,
      acknowledgedAt: null,
      acknowledgedBy: null,
    };
    // Both windows of one doctor, and a doctor who does not know the patient.
    for (const socket of [doctorSocket, second, strangerSocket]) {
      expect(await socket.next('emergency:alert')).toEqual(alert);
    }
    expect((await doctorSocket.next('new_message')).message).toEqual(message);
    const own = async () => (await patientSocket.request('own_emergency', {})).emergency;
    expect(await own()).toEqual({
      id: emergency.id,
      raisedAt: at(0),
      lastAt: at(0),
      count: 1,
      acknowledgedAt: null,
      acknowledgedBy: null,
      unseenSince: null,
      resolvedAt: null,
      resolvedBy: null,
      emergencyNumber: '112',
    });

    await doctorSocket.next('typing_stopped');
    // The end of typing shows that a second of the server has passed.
    await patientSocket.request('typing_start', { receiverId: doctor.user.id });
    moveTo(59);
    await doctorSocket.next('typing_stopped');
    await patientSocket.settled();
    expect(patientSocket.countOf('emergency:unseen')).toBe(0);
    moveTo(60);
    expect(await patientSocket.next('emergency:unseen')).toEqual({
      emergencyId: emergency.id,
      since: at(60),
      emergencyNumber: '112',
    });
    for (const socket of [doctorSocket, second, strangerSocket]) {
      expect(await socket.next('emergency:alert')).toEqual({ ...alert, escalated: true });
    }
    expect((await own())?.unseenSince).toBe(at(60));
    await patientSocket.request('typing_start', { receiverId: doctor.user.id });
    moveTo(300);
    await doctorSocket.next('typing_stopped');
    await patientSocket.settled();
    expect([patientSocket.countOf('emergency:unseen'), strangerSocket.countOf('emergency:alert')]).toEqual([
      0, 0,
    ]);

    // Who comes now learns of it by asking.
    const late = await server.connect(await server.addDoctor(doctor, 'carol@clinic.example', 'Carol Three'));
    expect(await late.request('open_emergencies', {})).toMatchObject({
      emergencies: [{ ...alert, escalated: true }],
    });
    await strangerSocket.request('acknowledge_emergency', { emergencyId: emergency.id });
    const acknowledged = {
      emergencyId: emergency.id,
      patientId: patient.user.id,
      count: 1,
      acknowledgedAt: at(300),
      acknowledgedBy: { id: stranger.user.id, fullname: 'Bob Two' },
    };
    for (const socket of [patientSocket, doctorSocket, second, strangerSocket, late]) {
      expect(await socket.next('emergency:acknowledged')).toEqual(acknowledged);
    }
    expect(await own()).toMatchObject({ acknowledgedAt: at(300), acknowledgedBy: { fullname: 'Bob Two' } });

    await doctorSocket.request('resolve_emergency', { emergencyId: emergency.id, note: 'Sent an ambulance' });
    const resolved = {
      emergencyId: emergency.id,
      patientId: patient.user.id,
      resolvedAt: at(300),
      resolvedBy: { id: doctor.user.id, fullname: 'Ada One' },
    };
    for (const socket of [patientSocket, doctorSocket, late]) {
      expect(await socket.next('emergency:resolved')).toEqual(resolved);
    }
    expect(await own()).toBeNull();
    expect((await late.request('open_emergencies', {})).emergencies).toEqual([]);

    const rows = readAudit(server.dataDir).filter(({ action }) => action.startsWith('emergency.'));
    expect(rows.every(({ subjectId }) => subjectId === emergency.id)).toBe(true);
    const told = { action: 'emergency.told', detail: '{"text":true}' };
    const carol = rows.at(-3)?.actorId;
    expect(rows.map(({ action, actorId, detail }) => ({ action, actorId, detail }))).toEqual([
      { action: 'emergency.raised', actorId: patient.user.id, detail: '{"doctors":2}' },
      { ...told, actorId: doctor.user.id },
      { ...told, actorId: stranger.user.id },
      { action: 'emergency.unseen', actorId: null, detail: '{"doctors":2}' },
      { ...told, actorId: doctor.user.id },
      { ...told, actorId: stranger.user.id },
      { ...told, actorId: carol },
      { action: 'emergency.acknowledged', actorId: stranger.user.id, detail: '{"alerts":1}' },
      { action: 'emergency.resolved', actorId: doctor.user.id, detail: '{"noted":true}' },
    ]);
    const learned = server.logLines.join('\n');
    expect(learned).not.toContain('My chest hurts');
    expect(learned).not.toContain('Sent an ambulance');
  });

  it('goes on after a restart, with the time that has passed and the patience that was set', async () => {
    const first = await arrangeEmergency();
    const { patient, stranger, doctor, moveTo, now, at } = first;
    await saveSettings(first.server, doctor, { emergencyUnseenSeconds: 15, emergencyNumber: '112' });
    const { emergency } = await first.raise('Help');
    moveTo(10);
    await first.server.server.stop();
    const server = await startTestServer({ dataDir: first.server.dataDir, now });
    const [patientSocket, doctorSocket] = [await server.connect(patient), await server.connect(stranger)];
    expect(await doctorSocket.request('open_emergencies', {})).toMatchObject({
      emergencies: [{ id: emergency.id, message: 'Help', escalated: false }],
    });
    expect((await patientSocket.request('own_emergency', {})).emergency).toMatchObject({
      id: emergency.id,
      unseenSince: null,
    });
    moveTo(16);
    expect(await patientSocket.next('emergency:unseen')).toEqual({
      emergencyId: emergency.id,
      since: at(16),
      emergencyNumber: '112',
    });
    expect(await doctorSocket.next('emergency:alert')).toMatchObject({ escalated: true });
    // What was told before a restart is not told again after it.
    await server.server.stop();
    const third = await startTestServer({ dataDir: server.dataDir, now });
    const again = await third.connect(patient);
    const doctorAgain = await third.connect(stranger);
    await again.request('typing_start', { receiverId: doctor.user.id });
    expect((await again.request('own_emergency', {})).emergency).toMatchObject({ unseenSince: at(16) });
    await again.request('raise_emergency', { content: 'Hello?' });
    expect(await doctorAgain.next('emergency:alert')).toMatchObject({ count: 2, escalated: true });
    expect(again.countOf('emergency:unseen')).toBe(0);
  });

  it('[S4-F08, S4-N02] begins anew with an alert after the acknowledgement, also after a restart', async () => {
    const { server: first, doctor, patient, stranger, now, at, moveTo, ...rest } = await arrangeEmergency();
    const { raise, doctorSocket, strangerSocket, patientSocket } = rest;
    await saveSettings(first, doctor, { emergencyNumber: '112' });
    const { emergency } = await raise('Help');
    const { id } = emergency;
    await strangerSocket.next('emergency:alert');
    moveTo(60);
    await patientSocket.next('emergency:unseen');
    await strangerSocket.next('emergency:alert', ({ escalated }) => escalated);
    moveTo(65);
    await doctorSocket.request('acknowledge_emergency', { emergencyId: id });
    expect(await patientSocket.next('emergency:acknowledged')).toMatchObject({ count: 1 });

    // Told at once: the ten seconds are those of alerts that nobody has seen.
    moveTo(66);
    expect((await raise('It is worse')).emergency).toMatchObject({
      id,
      count: 2,
      acknowledgedAt: null,
      acknowledgedBy: null,
      unseenSince: null,
    });
    const again = { id, count: 2, message: 'It is worse', acknowledgedAt: null, acknowledgedBy: null };
    expect(await strangerSocket.next('emergency:alert')).toMatchObject({ ...again, escalated: false });
    await first.server.stop();
    moveTo(100);
    const server = await startTestServer({ dataDir: first.dataDir, now });
    const [patientAgain, ada, bob] = [
      await server.connect(patient),
      await server.connect(doctor),
      await server.connect(stranger),
    ];
    expect(await bob.request('open_emergencies', {})).toMatchObject({
      emergencies: [{ ...again, raisedAt: at(0), escalated: false }],
    });
    moveTo(125);
    expect((await patientAgain.request('own_emergency', {})).emergency).toMatchObject({ unseenSince: null });
    moveTo(126);
    expect(await patientAgain.next('emergency:unseen')).toEqual({
      emergencyId: id,
      since: at(126),
      emergencyNumber: '112',
    });
    expect(await bob.next('emergency:alert')).toMatchObject({ ...again, escalated: true });
    await bob.request('acknowledge_emergency', { emergencyId: id, count: 2 });
    for (const socket of [patientAgain, ada, bob]) {
      expect(await socket.next('emergency:acknowledged')).toMatchObject({
        count: 2,
        acknowledgedAt: at(126),
        acknowledgedBy: { id: stranger.user.id },
      });
    }
    const marks = readAudit(server.dataDir).filter(({ action }) =>
      ['emergency.acknowledged', 'emergency.unseen'].includes(action),
    );
    expect(marks.map(({ action, actorId, detail }) => [action, actorId, detail])).toEqual([
      ['emergency.unseen', null, '{"doctors":2}'],
      ['emergency.acknowledged', doctor.user.id, '{"alerts":1}'],
      ['emergency.unseen', null, '{"doctors":2}'],
      ['emergency.acknowledged', stranger.user.id, '{"alerts":2}'],
    ]);
  });

  it('is neither acknowledged nor closed with an alert that the doctor has not seen', async () => {
    const { doctorSocket, strangerSocket, patientSocket, raise, moveTo } = await arrangeEmergency();
    const { id: emergencyId } = (await raise('Help')).emergency;
    await doctorSocket.next('emergency:alert');
    moveTo(5);
    await raise('I cannot breathe');
    // Nobody was told of the second yet: one who says what was seen, and one who does not.
    const conflict = { code: 'conflict' };
    for (const event of ['acknowledge_emergency', 'resolve_emergency']) {
      expect(await doctorSocket.refusal(event, { emergencyId, count: 1 })).toMatchObject(conflict);
    }
    expect(await strangerSocket.next('emergency:alert', ({ count }) => count === 2)).toMatchObject({
      message: 'I cannot breathe',
    });
    moveTo(7);
    await raise('Please');
    expect(await strangerSocket.refusal('acknowledge_emergency', { emergencyId })).toMatchObject(conflict);
    await doctorSocket.next('emergency:alert', ({ count }) => count === 3);
    await patientSocket.settled();
    expect(patientSocket.countOf('emergency:acknowledged')).toBe(0);
    await doctorSocket.request('acknowledge_emergency', { emergencyId });
    expect(await patientSocket.next('emergency:acknowledged')).toMatchObject({ count: 3 });
    await strangerSocket.request('resolve_emergency', { emergencyId, count: 3 });
    await patientSocket.next('emergency:resolved');
  });

  it('tells the patient in time even if nothing can be stored', async () => {
    const store = createFullableStore();
    const { raise, moveTo, patientSocket, strangerSocket, server } = await arrangeEmergency({
      openStore: store.open,
    });
    const { emergency } = await raise('Help');
    await strangerSocket.next('emergency:alert');
    store.fill();
    expect(await patientSocket.refusal('raise_emergency', { content: 'Help!' })).toMatchObject({
      code: 'storage_full',
    });
    expect((await strangerSocket.request('open_emergencies', {})).emergencies).toHaveLength(1);
    moveTo(60);
    await patientSocket.next('emergency:unseen');
    expect(await strangerSocket.next('emergency:alert')).toMatchObject({ escalated: true });
    store.empty();
    await expect
      .poll(() => readAudit(server.dataDir).filter(({ action }) => action === 'emergency.unseen'))
      .toMatchObject([{ subjectId: emergency.id }]);
    const told = readAudit(server.dataDir).filter(({ action }) => action === 'emergency.told');
    // At the alert, when one asked, and when it was told again.
    expect(told).toHaveLength(5);
  });
});

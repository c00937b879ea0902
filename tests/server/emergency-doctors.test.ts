import { describe, expect, it } from 'vitest';
import { readAudit, queryDatabase } from '../support/database.ts';
import { addAnotherPatient } from '../support/chat.ts';
import { arrangeEmergency, saveSettings } from '../support/emergency.ts';

describe('the doctors of a clinic', () => {
  it('[S4-B07, S4-B08] share what is open: the first who acknowledges counts, and any may resolve', async () => {
    const { server, doctor, stranger, doctorSocket, strangerSocket, patientSocket, raise, moveTo, at } =
      await arrangeEmergency();
    const { emergency } = await raise('Help');
    moveTo(5);
    const quinn = await server.connect(await addAnotherPatient(server, doctor));
    const { emergency: later } = await quinn.request('raise_emergency', { content: 'Me too' });
    const acknowledge = (socket: typeof doctorSocket) =>
      socket.request('acknowledge_emergency', { emergencyId: emergency.id });
    const [first, second] = await Promise.all([acknowledge(doctorSocket), acknowledge(strangerSocket)]);
    expect(second).toEqual(first);
    moveTo(6);
    expect(await acknowledge(strangerSocket)).toEqual(first);
    await patientSocket.next('emergency:acknowledged');
    // What waits for somebody stands before what does not.
    const open = async () =>
      (await strangerSocket.request('open_emergencies', {})).emergencies.map(
        ({ id, acknowledgedBy }) => [id, acknowledgedBy?.fullname ?? null] as const,
      );
    expect(await open()).toEqual([
      [later.id, null],
      [emergency.id, first.acknowledgedBy.fullname],
    ]);

    const resolved = await strangerSocket.request('resolve_emergency', {
      emergencyId: later.id,
      note: 'A false alarm',
    });
    expect(resolved).toMatchObject({ resolvedAt: at(6), resolvedBy: { id: stranger.user.id } });
    const told = await quinn.next('emergency:resolved');
    expect(JSON.stringify(told)).not.toContain('A false alarm');
    // Whoever comes later is answered with what was done before, and nobody is told again.
    moveTo(7);
    const again = { emergencyId: later.id };
    expect(await doctorSocket.request('resolve_emergency', { ...again, note: 'Mine' })).toMatchObject({
      resolvedBy: { id: stranger.user.id },
    });
    expect(await doctorSocket.request('acknowledge_emergency', again)).toMatchObject({
      acknowledgedBy: { id: stranger.user.id },
    });
    await Promise.all([quinn.settled(), patientSocket.settled()]);
    expect([quinn.countOf('emergency:resolved'), quinn.countOf('emergency:acknowledged')]).toEqual([0, 0]);
    expect(patientSocket.countOf('emergency:acknowledged')).toBe(0);
    expect(await open()).toEqual([[emergency.id, first.acknowledgedBy.fullname]]);
    expect(
      queryDatabase<{ note: string }>(server.dataDir, 'SELECT note FROM emergencies WHERE note IS NOT NULL'),
    ).toEqual([{ note: 'A false alarm' }]);

    for (const event of ['acknowledge_emergency', 'resolve_emergency']) {
      expect(await doctorSocket.refusal(event, { emergencyId: 'unknown' })).toMatchObject({
        code: 'not_found',
      });
    }
    expect(
      await doctorSocket.refusal('resolve_emergency', { emergencyId: emergency.id, note: 'x'.repeat(501) }),
    ).toMatchObject({ code: 'bad_request' });
  });

  it('[D05] read what was written only if they know the patient, where the clinic has set that', async () => {
    const { server, doctor, stranger, doctorSocket, strangerSocket, raise, moveTo } =
      await arrangeEmergency();
    await saveSettings(server, doctor, { emergencyTextFor: 'related' });
    const secret = 'My chest hurts';
    const learned: string[] = [];
    strangerSocket.socket.onAny((...received: unknown[]) => learned.push(JSON.stringify(received)));
    const { emergency } = await raise(secret);
    const hidden = { id: emergency.id, patientName: 'Pat Alpha', message: '', textHidden: true };
    const shown = { id: emergency.id, message: secret, textHidden: false };
    expect(await doctorSocket.next('emergency:alert')).toMatchObject(shown);
    expect(await strangerSocket.next('emergency:alert')).toMatchObject(hidden);
    const ask = (socket: typeof doctorSocket) => socket.request('open_emergencies', {});
    expect(await ask(doctorSocket)).toMatchObject({ emergencies: [shown] });
    expect(await ask(strangerSocket)).toMatchObject({ emergencies: [hidden] });
    moveTo(60);
    expect(await strangerSocket.next('emergency:alert')).toMatchObject({ ...hidden, escalated: true });
    for (const event of ['acknowledge_emergency', 'resolve_emergency'] as const) {
      learned.push(JSON.stringify(await strangerSocket.request(event, { emergencyId: emergency.id })));
    }
    await strangerSocket.settled();
    expect(learned.join('\n')).not.toContain(secret);
    await doctorSocket.settled();
    expect([doctorSocket.countOf('emergency:alert'), strangerSocket.countOf('emergency:alert')]).toEqual([
      1, 0,
    ]);
    const told = readAudit(server.dataDir).filter(({ action }) => action === 'emergency.told');
    expect(new Set(told.map(({ actorId, detail }) => `${actorId} ${detail}`))).toEqual(
      new Set([`${doctor.user.id} {"text":true}`, `${stranger.user.id} {"text":false}`]),
    );
    expect(told).toHaveLength(6);
  });

  it('are on record once for what a session is shown, however often it asks', async () => {
    const { server, stranger, strangerSocket, raise, doctor } = await arrangeEmergency();
    const ask = (socket = strangerSocket) => socket.request('open_emergencies', {});
    const recorded = () =>
      readAudit(server.dataDir).filter(
        ({ action, actorId }) => action === 'emergency.told' && actorId === stranger.user.id,
      ).length;
    await raise('Help');
    await strangerSocket.next('emergency:alert');
    expect(recorded()).toBe(1);
    for (let asked = 0; asked < 3; asked += 1) await ask();
    // Another connection of the same session reads the same.
    await ask(await server.connect(stranger));
    expect(recorded()).toBe(2);
    // Another device, then another text, and then less than that.
    await ask(await server.connect(await server.login('bob@clinic.example')));
    expect(recorded()).toBe(3);
    await raise('I can hardly breathe');
    await ask();
    expect(recorded()).toBe(4);
    await saveSettings(server, doctor, { emergencyTextFor: 'related' });
    await ask();
    await ask();
    expect(recorded()).toBe(5);
  });

  it('[D05] are all told until an administrator says otherwise; an older client leaves that as it is', async () => {
    const { server, doctor } = await arrangeEmergency();
    const save = async (changes: Parameters<typeof saveSettings>[2]) =>
      (await saveSettings(server, doctor, changes)).data.settings;
    expect(await save({})).toMatchObject({ emergencyTextFor: 'all', emergencyUnseenSeconds: 60 });
    const changed = { emergencyTextFor: 'related', emergencyUnseenSeconds: 900 } as const;
    expect(await save(changed)).toMatchObject(changed);
    expect(await save({ emergencyNumber: '112' })).toMatchObject(changed);
    for (const wrong of [14, 901, 60.5]) {
      await expect(save({ emergencyUnseenSeconds: wrong })).rejects.toThrow('expected 200, got 400');
    }
    const details = readAudit(server.dataDir)
      .filter(({ action }) => action === 'clinic.settings-changed')
      .map(({ detail }) => detail);
    expect(details).toEqual([
      '{"changed":""}',
      '{"changed":"emergencyTextFor emergencyUnseenSeconds"}',
      '{"changed":"emergencyNumber"}',
    ]);
  });
});

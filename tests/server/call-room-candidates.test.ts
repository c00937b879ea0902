import { describe, expect, it } from 'vitest';
import { falseClaims } from '../support/database.ts';
import { startTestServer } from '../support/server.ts';

const candidate = {
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host generation 0 ufrag abcd',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'abcd',
} as const;

describe('a candidate for a room, instead of for one connection', () => {
  it('[K06] is told to the other in the call as it was sent, and not to its sender', async () => {
    const server = await startTestServer();
    const { roomId, doctorSocket, patientSocket } = await server.arrangeCall();
    for (const each of [candidate, { type: 'candidate' as const, candidate }, null]) {
      const ofPatient = { roomId, candidate: each, userType: 'patient' };
      await patientSocket.request('ice-candidate', ofPatient);
      expect(await doctorSocket.next('ice-candidate')).toEqual(ofPatient);
      const ofDoctor = { roomId, candidate: each, userType: 'doctor' };
      doctorSocket.send('ice-candidate', ofDoctor);
      expect(await patientSocket.next('ice-candidate')).toEqual(ofDoctor);
    }
    await Promise.all([doctorSocket.settled(), patientSocket.settled()]);
    expect([doctorSocket.countOf('ice-candidate'), patientSocket.countOf('ice-candidate')]).toEqual([0, 0]);
  });

  it('[K06] is for nobody where nobody else is there, and for no other window of the two', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, doctorSocket, patientSocket } = await server.arrangeWaiting();
    const beside = await server.connect(doctor);
    await beside.request('join-waiting-room', { roomId });
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await doctorSocket.request('join-room', { roomId });
    // The patient still waits, in the room of the same name.
    await doctorSocket.request('ice-candidate', { roomId, candidate, userType: 'doctor' });
    await patientSocket.request('join-room', { roomId });
    await patientSocket.request('ice-candidate', { roomId, candidate, userType: 'patient' });
    await doctorSocket.next('ice-candidate');
    for (const socket of [beside, doctorSocket, patientSocket]) {
      await socket.settled();
      expect(socket.countOf('ice-candidate')).toBe(0);
    }
  });

  it('[K06] is refused for a room that its sender is not in, before, after and from another call', async () => {
    const server = await startTestServer();
    const { roomId, doctor, patientUser, doctorSocket, patientSocket } = await server.arrangeWaiting();
    const payload = { roomId, candidate, userType: 'patient' };
    const out = { code: 'not_in_room' };
    expect(await patientSocket.refusal('ice-candidate', payload)).toMatchObject(out);
    await doctorSocket.request('start-consultation', { roomId, patientId: patientUser.id });
    await doctorSocket.request('join-room', { roomId });
    expect(await patientSocket.refusal('ice-candidate', payload)).toMatchObject(out);
    await patientSocket.request('join-room', { roomId });
    await patientSocket.request('leave-room', { roomId });
    expect(await patientSocket.refusal('ice-candidate', payload)).toMatchObject(out);

    const bob = await server.connect(await server.addDoctor(doctor, 'bob@clinic.example'));
    await bob.request('join-room', { roomId: 'bobs-room' });
    for (const name of [
      roomId,
      `call:${roomId}`,
      `wr:${roomId}`,
      doctorSocket.id,
      `user:${doctor.user.id}`,
    ]) {
      expect(await bob.refusal('ice-candidate', { ...payload, roomId: name })).toMatchObject(out);
    }
    await doctorSocket.settled();
    expect(doctorSocket.countOf('ice-candidate')).toBe(0);
    // A waiting-room page would take an `error` for the end of everything (K19).
    expect(patientSocket.countOf('error')).toBe(0);
  });

  it('[K06] goes to the addressee that it has, and to nobody where that is none', async () => {
    const server = await startTestServer();
    const { roomId, doctorSocket, patientSocket } = await server.arrangeCall();
    const both = { roomId, candidate, userType: 'patient', to: doctorSocket.id };
    await patientSocket.emitForAck('ice-candidate', both);
    expect(await doctorSocket.next('ice-candidate')).toEqual({ candidate, from: patientSocket.id });
    expect(await patientSocket.refusal('ice-candidate', { ...both, to: 'nobody' })).toMatchObject({
      code: 'peer_not_in_room',
    });
    for (const to of [null, '', 7, {}, [doctorSocket.id]]) {
      expect(await patientSocket.refusal('ice-candidate', { ...both, to })).toMatchObject({
        code: 'bad_request',
      });
    }
    await doctorSocket.settled();
    expect(doctorSocket.countOf('ice-candidate')).toBe(0);
  });

  it('[K06] is refused if it is none, and has nothing in it that the contract does not know', async () => {
    const server = await startTestServer();
    const { roomId, doctorSocket, patientSocket } = await server.arrangeCall();
    const good = { roomId, candidate, userType: 'patient' };
    for (const bad of [
      { roomId },
      { candidate },
      { ...good, roomId: '' },
      { ...good, roomId: null },
      { ...good, roomId: [roomId] },
      { ...good, roomId: 'x'.repeat(2_000) },
      { ...good, candidate: 'candidate:1' },
      { ...good, candidate: { candidate: 7 } },
      { ...good, candidate: { candidate: 'x'.repeat(2_049) } },
      { ...good, candidate: { type: 'offer', sdp: 'v=0' } },
      { ...good, userType: 7 },
      { ...good, userType: 'x'.repeat(33) },
      [good],
      null,
    ]) {
      expect(await patientSocket.refusal('ice-candidate', bad)).toMatchObject({ code: 'bad_request' });
    }
    const polluted = JSON.parse(
      `{"candidate":"","__proto__":{"x":1},"constructor":2,"sdp":"v=0","renegotiate":true}`,
    ) as unknown;
    await patientSocket.emitForAck('ice-candidate', {
      ...good,
      candidate: polluted,
      from: doctorSocket.id,
      fromUser: { userId: 'forged' },
      attempt: 1,
    });
    expect(await doctorSocket.next('ice-candidate')).toEqual({ ...good, candidate: { candidate: '' } });
    await doctorSocket.settled();
    expect(doctorSocket.countOf('ice-candidate')).toBe(0);
  });

  it('[K06] [K09] says whose it is by the token, and a lie goes on record', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, doctorSocket, patientSocket } = await server.arrangeCall();
    await patientSocket.request('ice-candidate', { roomId, candidate });
    await doctorSocket.next('ice-candidate', (told) => 'userType' in told && told.userType === 'patient');
    expect(falseClaims(server.dataDir)).toEqual([]);
    await patientSocket.request('ice-candidate', { roomId, candidate, userType: 'doctor' });
    expect(await doctorSocket.next('ice-candidate')).toEqual({ roomId, candidate, userType: 'patient' });
    await expect
      .poll(() => falseClaims(server.dataDir))
      .toEqual([{ actorId: patientUser.id, detail: '{"event":"ice-candidate"}' }]);
  });

  it('[K06] is in no log at the level that clinics run with, and without what it says below', async () => {
    const server = await startTestServer();
    const { roomId, doctorSocket } = await server.arrangeCall();
    await doctorSocket.request('ice-candidate', { roomId, candidate, userType: 'doctor' });
    expect(server.logEvents()).toContainEqual(
      expect.objectContaining({
        level: 'debug',
        event: 'signal-relayed',
        kind: 'ice-candidate',
        from: doctorSocket.id,
        roomId,
      }),
    );
    expect(server.logLines.join('\n')).not.toContain('192.0.2.1');
  });
});

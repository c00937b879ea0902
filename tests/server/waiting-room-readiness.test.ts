import { describe, expect, it } from 'vitest';
import { DEVICE_RESULTS_MAX_LEVELS } from '../../server/protocol/index.ts';
import { startTestServer } from '../support/server.ts';

const results = {
  camera: true,
  microphone: true,
  speakers: true,
  browser: true,
  timestamp: '2026-01-01T10:00:00.000Z',
  allTestsPassed: true,
};

describe('device tests and readiness', () => {
  it('[S0-E06] [S0-E16] [S0-M06] [S0-F11] [S0-I04] stores the results and tells the doctor; ready follows them', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await patientSocket.request('device-test-results', { roomId, results });
    const told = await doctorSocket.next('patient-device-test-completed');
    expect(told).toMatchObject({ roomId, patientId: patientUser.id, results, ready: true });
    expect(new Date(told.timestamp).getTime()).toBeGreaterThan(0);
    const { room } = await doctorSocket.request('join-waiting-room', { roomId });
    expect(room.patients).toMatchObject([
      { deviceTestCompleted: true, deviceTestResults: results, ready: true },
    ]);
  });

  it('[S0-E06] [S0-I06] a failed test leaves the patient not ready, and results of any shape are kept', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
    const failed = { camera: { status: 'fail', label: 'FaceTime' }, allTestsPassed: false, extra: [1, 2] };
    await patientSocket.request('device-test-results', { roomId, results: failed });
    expect(await doctorSocket.next('patient-device-test-completed')).toMatchObject({
      results: failed,
      ready: false,
    });
  });

  it('[S0-E06] [S0-I06] a client that leaves readiness to the person says so', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
    await patientSocket.request('device-test-results', { roomId, results, keepReady: true });
    expect(await doctorSocket.next('patient-device-test-completed')).toMatchObject({ ready: false });
    await patientSocket.request('patient-ready', { roomId, ready: true });
    const failed = { camera: false, allTestsPassed: false };
    await patientSocket.request('device-test-results', { roomId, results: failed, keepReady: true });
    expect(await doctorSocket.next('patient-device-test-completed')).toMatchObject({ ready: true });
  });

  it('[S0-E07] [S0-E17] [S0-F08] [S0-F12] [S0-N04] ready is a toggle that the doctor sees', async () => {
    const server = await startTestServer();
    const { roomId, patientUser, patientSocket, doctorSocket } = await server.arrangeWaiting();
    for (const ready of [true, false, true]) {
      await patientSocket.request('patient-ready', { roomId, ready });
      expect(await doctorSocket.next('patient-ready-status-changed')).toMatchObject({
        roomId,
        patientId: patientUser.id,
        ready,
      });
    }
  });

  it('[S0-E06] [S0-E07] only a patient in the room may report; a doctor may not, and nobody hears of it', async () => {
    const server = await startTestServer();
    const { roomId, patient, patientSocket, doctorSocket } = await server.arrangeWaiting();
    expect(await doctorSocket.refusal('patient-ready', { roomId, ready: true })).toMatchObject({
      code: 'forbidden',
    });
    expect(await doctorSocket.refusal('device-test-results', { roomId, results })).toMatchObject({
      code: 'forbidden',
    });
    const outside = await server.connect(patient, { auth: { userType: 'patient' } });
    expect(await outside.refusal('patient-ready', { roomId, ready: true })).toMatchObject({
      code: 'not_in_room',
    });
    await patientSocket.settled();
    await outside.settled();
    expect([...patientSocket.pending(), ...outside.pending()]).not.toContain('error');
    await doctorSocket.settled();
    expect(doctorSocket.countOf('patient-ready-status-changed')).toBe(0);
  });

  it('[S0-X08] results nested as deeply as a frame can be are refused; the server lives', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket, doctorSocket } = await server.arrangeWaiting();
    // By hand, because a client's own encoder does not survive it.
    const frame = (depth: number) =>
      `2["device-test-results",{"roomId":"${roomId}","results":{"camera":${'['.repeat(depth)}${']'.repeat(depth)}}}]`;
    patientSocket.socket.io.engine.write(frame(30_000));
    expect(await patientSocket.refusal('patient-ready', { roomId, ready: 'yes' })).toMatchObject({
      code: 'bad_request',
    });
    expect(server.logEvents()).toContainEqual(
      expect.objectContaining({ event: 'event-refused', name: 'device-test-results', code: 'bad_request' }),
    );
    // The results themselves are the first level.
    const nested = (levels: number): unknown => (levels === 0 ? true : [nested(levels - 1)]);
    const send = (levels: number) =>
      patientSocket.emitForAck('device-test-results', { roomId, results: { camera: nested(levels) } });
    expect(await send(DEVICE_RESULTS_MAX_LEVELS)).toMatchObject({ ok: false, code: 'bad_request' });
    expect(await send(DEVICE_RESULTS_MAX_LEVELS - 1)).toMatchObject({ ok: true });
    await doctorSocket.next('patient-device-test-completed');
  });

  it('[S0-X08] [S0-X09] refuses results over the size limit and flags that are no booleans, without an error event', async () => {
    const server = await startTestServer();
    const { roomId, patientSocket } = await server.arrangeWaiting();
    const big = { note: 'x'.repeat(9_000) };
    expect(await patientSocket.refusal('device-test-results', { roomId, results: big })).toMatchObject({
      code: 'bad_request',
    });
    // Counted as bytes, as the limit says: each of these takes two.
    const wide = { note: 'ü'.repeat(5_000) };
    expect(await patientSocket.refusal('device-test-results', { roomId, results: wide })).toMatchObject({
      code: 'bad_request',
    });
    expect(await patientSocket.refusal('patient-ready', { roomId, ready: 'yes' })).toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('ready') as string,
    });
    expect(patientSocket.countOf('error')).toBe(0);
  });
});

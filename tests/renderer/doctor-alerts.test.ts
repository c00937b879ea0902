import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WaitingRoomState } from '../../server/protocol/index.ts';
import {
  createDoctorAlerts,
  RING_AGAIN_MS,
  type RoomNews,
} from '../../src-renderer/features/waiting-room/doctor-alerts-store.ts';
import { appointment, roomState, waitingPatient } from './support/fixtures.ts';
import { createTestServices } from './support/signed-in-services.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  window.sessionStorage.clear();
});

const seenAt = new Date().toISOString();

const setUp = async (states: Record<string, WaitingRoomState>) => {
  const services = createTestServices({});
  services.socket.answer('join-waiting-room', ({ roomId }) => ({ room: states[roomId] ?? roomState() }));
  const play = vi.fn<(times: number) => Promise<void>>(() => Promise.resolve());
  const alerts = createDoctorAlerts(services, { play, storage: window.sessionStorage });
  const news: RoomNews[] = [];
  alerts.onNews((happened) => news.push(happened));
  const end = alerts.start();
  services.socket.goOnline();
  for (const roomId of Object.keys(states)) services.rooms.enter(roomId);
  await vi.advanceTimersByTimeAsync(0);
  const arrive = (changes: Parameters<typeof waitingPatient>[0] = {}) =>
    services.socket.receive('patient-joined-waiting-room', {
      roomId: 'room-1',
      patient: waitingPatient(changes),
      appointment: appointment(),
      timestamp: seenAt,
    });
  return { services, play, alerts, news, end, arrive };
};

describe('the alerts of the doctor', () => {
  it('[S0-N02] ring for an arrival until somebody takes notice of it', async () => {
    const { services, play, alerts, news, arrive } = await setUp({ 'room-1': roomState() });
    expect(play).not.toHaveBeenCalled();
    arrive();
    expect(news).toEqual([{ kind: 'joined', roomId: 'room-1', name: 'Pat Alpha' }]);
    expect(play).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2 * RING_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(3);
    alerts.acknowledge('room-1');
    await vi.advanceTimersByTimeAsync(0);
    expect(services.socket.sent).toContainEqual({
      event: 'acknowledge-patient',
      payload: { roomId: 'room-1' },
    });
    services.socket.receive('patient-acknowledged', {
      roomId: 'room-1',
      patientId: 'patient-1',
      acknowledgedAt: seenAt,
    });
    expect(alerts.state.getState().ringing).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * RING_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(3);
  });

  it('[S0-N01] [S0-N02] [S0-N03] [S0-N04] tell what changes, each once, however often the server repeats it', async () => {
    const { services, news, arrive } = await setUp({ 'room-1': roomState() });
    const about = { roomId: 'room-1', patientId: 'patient-1', timestamp: seenAt };
    const results = { allTestsPassed: true };
    const repeated = { deviceTestCompleted: true, deviceTestResults: results };
    for (const changes of [{}, repeated]) {
      arrive(changes);
      services.socket.receive('patient-device-test-completed', { ...about, results, ready: false });
    }
    for (const ready of [true, true]) {
      services.socket.receive('patient-ready-status-changed', { ...about, ready });
    }
    for (const reason of ['disconnected', 'disconnected', 'left', 'left'] as const) {
      services.socket.receive('patient-left-waiting-room', { ...about, remainingPatients: 0, reason });
    }
    expect(news.map(({ kind }) => kind)).toEqual(['joined', 'tested', 'ready', 'away', 'left']);
  });

  it('do not flood a doctor who opens the page: those who are there ring, but are no news', async () => {
    const room = (roomId: string, userId: string, acknowledgedAt: string | null) =>
      roomState({
        roomId,
        appointment: appointment({ id: roomId, roomId, patientId: userId }),
        patients: [waitingPatient({ userId, fullname: userId, acknowledgedAt, ready: true })],
      });
    const { news, play, alerts } = await setUp({
      'room-1': room('room-1', 'Pat', null),
      'room-2': room('room-2', 'Sam', null),
      'room-3': room('room-3', 'Kim', seenAt),
    });
    expect(news).toEqual([]);
    expect(alerts.state.getState().ringing.map(({ name }) => name)).toEqual(['Pat', 'Sam']);
    await vi.advanceTimersByTimeAsync(RING_AGAIN_MS);
    // One sound for each who waits unnoticed.
    expect(play).toHaveBeenLastCalledWith(2);
  });

  it('are silent for a while or until turned on again, also after a reload, and ring again by themselves', async () => {
    const { play, alerts, arrive, end } = await setUp({ 'room-1': roomState() });
    alerts.silence(Date.now() + 15 * 60_000);
    arrive();
    await vi.advanceTimersByTimeAsync(14 * 60_000);
    expect(play).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    expect(play).toHaveBeenCalled();
    alerts.silence('untilTurnedOn');
    end();
    const reloaded = await setUp({ 'room-1': roomState({ patients: [waitingPatient()] }) });
    await vi.advanceTimersByTimeAsync(3 * 3_600_000);
    expect(reloaded.alerts.state.getState()).toMatchObject({
      silence: 'untilTurnedOn',
      ringing: [{ name: 'Pat Alpha' }],
    });
    expect(reloaded.play).not.toHaveBeenCalled();
    reloaded.alerts.silence(null);
    await vi.advanceTimersByTimeAsync(RING_AGAIN_MS);
    expect(reloaded.play).toHaveBeenCalledTimes(1);
  });

  it('do not ring for a patient whom the doctor has put back to waiting', async () => {
    const { play, alerts, arrive } = await setUp({ 'room-1': roomState() });
    arrive({ heldAt: seenAt });
    expect(alerts.state.getState().ringing).toEqual([]);
    expect(play).not.toHaveBeenCalled();
  });

  it('are heard once for each arrival while the doctor is in a call, and again and again after it', async () => {
    const { play, alerts, arrive } = await setUp({ 'room-1': roomState() });
    const callIsOver = alerts.keepQuiet();
    arrive();
    await vi.advanceTimersByTimeAsync(3 * RING_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(1);
    callIsOver();
    await vi.advanceTimersByTimeAsync(RING_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(2);
  });

  it('stop ringing for a patient who is admitted, has gone or lost the connection', async () => {
    const { services, alerts, arrive } = await setUp({ 'room-1': roomState() });
    const ringing = () => alerts.state.getState().ringing.length;
    arrive();
    services.socket.receive('patient-left-waiting-room', {
      roomId: 'room-1',
      patientId: 'patient-1',
      timestamp: seenAt,
      remainingPatients: 0,
      reason: 'disconnected',
    });
    expect(ringing()).toBe(0);
    arrive();
    expect(ringing()).toBe(1);
    services.socket.receive('appointment-updated', { appointment: appointment({ status: 'admitted' }) });
    expect(ringing()).toBe(0);
  });
});

import { describe, expect, it, vi } from 'vitest';
import type { AttentionReport } from '../../src-preload/contract.ts';
import { combine, createAttentionReporter } from '../../src-renderer/features/computer/attention-reporter.ts';
import { createComputer } from '../../src-renderer/features/computer/computer.ts';
import { followDoctor } from '../../src-renderer/features/computer/follow-doctor.ts';
import { followPatient } from '../../src-renderer/features/computer/follow-patient.ts';
import { ownDevices, resolveRinger, sinkOf } from '../../src-renderer/features/computer/ringer.ts';
import { createDoctorAlerts } from '../../src-renderer/features/waiting-room/doctor-alerts-store.ts';
import { createDoctorRooms } from '../../src-renderer/features/waiting-room/doctor-rooms-store.ts';
import { createFakeBridge } from '../support/desktop/fake-bridge.ts';
import { SAMPLE_ATTENTION_PREFERENCES } from '../support/desktop/bridge-samples.ts';
import { AT, BOB, emergencyAlert } from './support/emergencies.ts';
import { appointment, roomState, sessionAnswer, waitingPatient } from './support/fixtures.ts';
import { createTestServices } from './support/signed-in-services.ts';

const settled = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));

const reporter = () => {
  const reports: AttentionReport[] = [];
  const update = vi.fn(async (report: AttentionReport) => {
    reports.push(report);
    return undefined;
  });
  return { attention: createAttentionReporter({ update }), reports, update };
};

const one = {
  key: 'room-1',
  label: 'Pat',
  since: '2027-03-09T09:20:00.000Z',
  isReady: true,
  isRinging: true,
};
const queue = { waiting: [one], admitted: 0, unread: 0, emergencies: [], silence: null };

describe('what the page says of the person in front of it', () => {
  it.each<[string, Parameters<typeof combine>[0], AttentionReport['role'], AttentionReport['activity']]>([
    ['nobody', { doctor: null, messages: null, wait: null, call: null }, 'nobody', 'idle'],
    [
      'a doctor with an empty queue',
      { doctor: { ...queue, waiting: [] }, messages: null, wait: null, call: null },
      'doctor',
      'idle',
    ],
    [
      'a doctor for whom somebody waits',
      { doctor: queue, messages: null, wait: null, call: null },
      'doctor',
      'waiting',
    ],
    [
      'a doctor in a call',
      { doctor: queue, messages: null, wait: null, call: { role: 'doctor' } },
      'doctor',
      'in-call',
    ],
    ['a patient who waits', { doctor: null, messages: null, wait: true, call: null }, 'patient', 'waiting'],
    [
      'a patient in a call',
      { doctor: null, messages: null, wait: true, call: { role: 'patient' } },
      'patient',
      'in-call',
    ],
  ])('%s', (_, parts, role, activity) => {
    expect(combine(parts)).toMatchObject({ role, activity });
  });

  it('counts who has written, of doctors and patients alike', () => {
    const messages = { from: [{ key: 'patient-1', label: 'Pat', count: 3 }], isQuiet: false };
    const unread = { ...queue, unread: 2 };
    expect(combine({ doctor: unread, messages, wait: null, call: null })).toMatchObject({
      unread: 3,
      messages,
    });
    expect(combine({ doctor: null, messages, wait: null, call: null })).toMatchObject({
      role: 'nobody',
      unread: 1,
      messages,
    });
  });

  it('is told once for all that changes together, and not again while it stays', async () => {
    const { attention, reports } = reporter();
    attention.put('wait', true);
    attention.put('call', { role: 'patient' });
    await settled();
    expect(reports.map(({ activity }) => activity)).toEqual(['in-call']);
    // One page gives way to the next.
    attention.put('call', null);
    attention.put('call', { role: 'patient' });
    await settled();
    expect(reports).toHaveLength(1);
    attention.put('call', null);
    attention.put('wait', null);
    await settled();
    expect(reports.at(-1)).toMatchObject({ role: 'nobody', activity: 'idle' });
  });

  it('is said again when it was not heard', async () => {
    const { attention, update } = reporter();
    update.mockRejectedValueOnce(new Error('gone'));
    attention.put('wait', true);
    await settled();
    await settled();
    attention.put('wait', true);
    await settled();
    expect(update).toHaveBeenCalledTimes(2);
  });
});

describe('the doctor’s queue', () => {
  it('is reported as it changes: who is there, since when, ready or not, noticed or not', async () => {
    const services = createTestServices({
      'POST /auth/login': () => ({ json: sessionAnswer() }),
      'GET /api/appointments': () => ({ json: { success: true, data: { appointments: [appointment()] } } }),
    });
    services.socket.answer('join-waiting-room', () => ({ room: roomState() }));
    await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    const doctorRooms = createDoctorRooms(services);
    const alerts = createDoctorAlerts(services, {
      play: () => Promise.resolve(),
      storage: window.sessionStorage,
    });
    const { attention, reports } = reporter();
    const ends = [
      doctorRooms.start(),
      alerts.start(),
      followDoctor({ ...services, doctorRooms, alerts }, attention),
    ];
    services.socket.goOnline();
    await vi.waitFor(() => expect(services.rooms.state.getState().rooms['room-1']?.room).toBeTruthy());
    await settled();
    expect(reports.at(-1)).toMatchObject({ role: 'doctor', waiting: [], silence: null });
    services.socket.receive('patient-joined-waiting-room', {
      roomId: 'room-1',
      patient: waitingPatient({ ready: false, joinedAt: '2027-03-09T09:20:00.000Z' }),
      appointment: appointment(),
      timestamp: new Date().toISOString(),
    });
    await settled();
    expect(reports.at(-1)?.waiting).toEqual([
      {
        key: 'room-1',
        label: 'Pat Alpha',
        since: '2027-03-09T09:20:00.000Z',
        isReady: false,
        isRinging: true,
      },
    ]);
    services.socket.receive('patient-acknowledged', {
      roomId: 'room-1',
      patientId: 'patient-1',
      acknowledgedAt: new Date().toISOString(),
    });
    alerts.silence('untilTurnedOn');
    await settled();
    expect(reports.at(-1)).toMatchObject({ waiting: [{ isRinging: false }], silence: 'untilTurnedOn' });
    services.socket.receive('patient-left-waiting-room', {
      roomId: 'room-1',
      patientId: 'patient-1',
      timestamp: new Date().toISOString(),
      remainingPatients: 0,
      reason: 'disconnected',
    });
    await settled();
    expect(reports.at(-1)?.waiting).toEqual([]);
    services.socket.receive('emergency:alert', emergencyAlert());
    await settled();
    expect(reports.at(-1)?.emergencies).toEqual([{ key: 'e1', isRinging: true }]);
    // Neither who it is nor a word of it leaves the page.
    expect(JSON.stringify(reports.at(-1))).not.toMatch(/Pat|chest/);
    services.socket.receive('emergency:acknowledged', {
      emergencyId: 'e1',
      patientId: 'patient-1',
      acknowledgedAt: AT,
      acknowledgedBy: BOB,
    });
    await settled();
    expect(reports.at(-1)?.emergencies).toEqual([{ key: 'e1', isRinging: false }]);
    for (const end of ends) end();
    await settled();
    expect(reports.at(-1)).toMatchObject({ role: 'nobody', emergencies: [] });
    window.sessionStorage.clear();
  });
});

it('a patient waits from when the server knows of it, whatever page is open', async () => {
  const services = createTestServices({
    'POST /auth/login': () => ({
      json: {
        ...sessionAnswer(),
        user: { ...sessionAnswer().user, id: 'patient-1', _id: 'patient-1', role: 'patient' },
      },
    }),
  });
  const { attention, reports } = reporter();
  followPatient(services, attention);
  await services.session.signIn({ email: 'pat@clinic.test', password: 'correct horse' });
  services.socket.answer('join-waiting-room', () => ({
    room: roomState({ patients: [waitingPatient({ userId: 'patient-1' })] }),
  }));
  services.socket.goOnline();
  services.rooms.enter('room-1');
  await vi.waitFor(() => expect(reports.at(-1)).toMatchObject({ role: 'patient', activity: 'waiting' }));
  services.socket.receive('appointment-updated', { appointment: appointment({ status: 'ended' }) });
  await vi.waitFor(() => expect(reports.at(-1)).toMatchObject({ role: 'nobody', activity: 'idle' }));
});

describe('the preferences of this computer', () => {
  it('are loaded, changed, and follow what another window changes', async () => {
    const { bridge, push, calls } = createFakeBridge({
      'attention:set-preferences': (changes) => ({
        ...SAMPLE_ATTENTION_PREFERENCES,
        names: changes.names ?? false,
      }),
    });
    const computer = createComputer(bridge);
    expect(computer.preferences.getState()).toBeNull();
    await computer.load();
    expect(computer.preferences.getState()).toEqual(SAMPLE_ATTENTION_PREFERENCES);
    await computer.update({ names: true });
    expect(computer.preferences.getState()?.names).toBe(true);
    expect(calls.at(-1)).toEqual({ call: 'attention:set-preferences', input: { names: true } });
    push('attention:preferences-changed', { ...SAMPLE_ATTENTION_PREFERENCES, onClose: 'keep' });
    expect(computer.preferences.getState()?.onClose).toBe('keep');
  });
});

describe('the ringer', () => {
  const desk = { deviceId: 'id-1', label: 'Desk speaker' };
  const headset = { deviceId: 'id-2', label: 'Headset' };
  const system = { deviceId: 'default', label: 'Default - Headset' };

  it.each([
    ['nothing chosen', null, [system, desk], { kind: 'system' }, null],
    ['the chosen one', desk, [system, desk, headset], { kind: 'device', deviceId: 'id-1' }, 'id-1'],
    [
      'the chosen one under another id',
      { ...desk, deviceId: 'old' },
      [desk],
      { kind: 'device', deviceId: 'id-1' },
      'id-1',
    ],
    ['the chosen one is unplugged', desk, [system, headset], { kind: 'gone', label: 'Desk speaker' }, null],
    ['before it is known what is plugged in', desk, [], { kind: 'device', deviceId: 'id-1' }, 'id-1'],
  ])('%s', (_, chosen, speakers, expected, sink) => {
    const ringer = resolveRinger(chosen, speakers);
    expect(ringer).toEqual(expected);
    expect(sinkOf(ringer)).toBe(sink);
  });

  it('offers devices, not the browser’s names for them', () => {
    expect(ownDevices([system, { deviceId: 'communications', label: 'x' }, desk])).toEqual([desk]);
  });
});

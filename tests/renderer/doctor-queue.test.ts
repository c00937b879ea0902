import { describe, expect, it } from 'vitest';
import { deviceLines } from '../../src-renderer/features/waiting-room/device-summary.ts';
import { buildQueue, nextOf } from '../../src-renderer/features/waiting-room/doctor-queue.ts';
import type { RoomView } from '../../src-renderer/features/waiting-room/room-store.ts';
import { appointment, doctor, message, roomState, waitingPatient } from './support/fixtures.ts';

const NOW = new Date(2030, 0, 15, 10, 0).getTime();
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

const make = (id: string, changes: Parameters<typeof appointment>[0] = {}) =>
  appointment({ id, roomId: `room-${id}`, startsAt: at(0), ...changes });

const view = (
  of: ReturnType<typeof appointment>,
  changes: Parameters<typeof roomState>[0] = {},
): RoomView => ({
  room: roomState({ roomId: of.roomId, appointment: of, ...changes }),
  fresh: true,
  clockOffset: 0,
  problem: null,
});

const build = (
  entries: [ReturnType<typeof appointment>, RoomView | null][],
  seen: Record<string, number> = {},
) =>
  buildQueue(
    { appointments: Object.fromEntries(entries.map(([item]) => [item.id, item])), seen },
    {
      rooms: Object.fromEntries(
        entries.flatMap(([item, room]) => (room === null ? [] : [[item.roomId, room]])),
      ),
    },
    NOW,
  );

describe('the doctor’s queue', () => {
  it('has waiting patients in the order of arrival, across all rooms', () => {
    const a = make('a', { startsAt: at(-30) });
    const b = make('b', { startsAt: at(30) });
    const queue = build([
      [a, view(a, { patients: [waitingPatient({ userId: 'late', joinedAt: at(-5) })] })],
      [b, view(b, { patients: [waitingPatient({ userId: 'early', joinedAt: at(-25) })] })],
    ]);
    expect(queue.waiting.map(({ patient }) => patient.userId)).toEqual(['early', 'late']);
  });

  it('sorts the day into what is running, later, coming and over', () => {
    const running = make('running', { status: 'inCall' });
    const later = make('later', { status: 'scheduled', startsAt: at(60) });
    const missed = make('missed', { status: 'missed', startsAt: at(-120) });
    const tomorrow = make('tomorrow', { status: 'scheduled', startsAt: at(24 * 60) });
    const queue = build([
      [running, view(running, { patients: [waitingPatient()] })],
      [later, null],
      [missed, null],
      [tomorrow, null],
    ]);
    const ids = (rows: { appointment: { id: string } }[]) => rows.map((row) => row.appointment.id);
    expect(queue.waiting).toEqual([]);
    expect(ids(queue.inConsultation)).toEqual(['running']);
    expect(ids(queue.today)).toEqual(['later']);
    expect(ids(queue.coming)).toEqual(['tomorrow']);
    expect(ids(queue.over)).toEqual(['missed']);
  });

  it('points at the longest-waiting patient who is ready and there', () => {
    const entries = ['a', 'b', 'c'].map((id) => make(id));
    const patients = [
      waitingPatient({ userId: 'not ready', joinedAt: at(-30) }),
      waitingPatient({ userId: 'away', joinedAt: at(-20), ready: true, connected: false }),
      waitingPatient({ userId: 'next', joinedAt: at(-10), ready: true }),
    ];
    const queue = build(
      entries.map((item, index) => [item, view(item, { patients: patients.slice(index, index + 1) })]),
    );
    expect(nextOf(queue.waiting)?.patient.userId).toBe('next');
  });

  it('counts messages of the patient that were neither seen nor answered', () => {
    const a = make('a');
    const own = message(2, { userId: doctor.id, userType: 'doctor' });
    const messages = [message(1), own, message(3), message(4)];
    const room = view(a, { messages, patients: [waitingPatient()] });
    expect(build([[a, room]]).waiting[0]?.unread).toBe(2);
    expect(build([[a, room]], { 'room-a': 3 }).waiting[0]?.unread).toBe(1);
    expect(build([[a, room]], { 'room-a': 4 }).waiting[0]?.unread).toBe(0);
  });
});

describe('device test results', () => {
  it('are understood from flags, words and objects of different front ends', () => {
    const lines = deviceLines({
      browser: { supported: true, name: 'Safari' },
      camera: true,
      microphone: { status: 'failed', label: 'Built-in' },
      network: { anything: 1 },
      speakers: 'skipped',
      allTestsPassed: false,
    });
    expect(lines).toEqual([
      { part: 'camera', outcome: 'passed', detail: null },
      { part: 'microphone', outcome: 'failed', detail: 'Built-in' },
      { part: 'speakers', outcome: 'skipped', detail: null },
      { part: 'network', outcome: 'unknown', detail: null },
      { part: 'browser', outcome: 'passed', detail: 'Safari' },
    ]);
    expect(deviceLines(null)).toEqual([]);
    expect(deviceLines({ camera: 42 })).toEqual([{ part: 'camera', outcome: 'unknown', detail: null }]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMessage,
  hasGap,
  reduceRoom,
  type RoomEvent,
} from '../../src-renderer/features/waiting-room/room-reducer.ts';
import { appointment, message, roomState, waitingPatient } from './support/fixtures.ts';

const AT = '2030-01-01T10:00:00.000Z';

const joined = (changes: Parameters<typeof waitingPatient>[0] = {}): RoomEvent => ({
  name: 'patient-joined-waiting-room',
  payload: {
    roomId: 'room-1',
    patient: waitingPatient(changes),
    appointment: appointment(),
    timestamp: AT,
  },
});

describe('the room reducer', () => {
  it('adds a patient once and keeps the order of arrival', () => {
    const early = joined({ userId: 'p1', joinedAt: '2030-01-01T09:00:00.000Z' });
    const late = joined({ userId: 'p2', joinedAt: '2030-01-01T09:30:00.000Z' });
    const room = [late, early, late].reduce(reduceRoom, roomState());
    expect(room.patients.map(({ userId }) => userId)).toEqual(['p1', 'p2']);
  });

  it('keeps the place, the results and the ready flag of a patient whose connection is lost', () => {
    const before = reduceRoom(
      roomState(),
      joined({ ready: true, deviceTestCompleted: true, deviceTestResults: { camera: 'passed' } }),
    );
    const lost: RoomEvent = {
      name: 'patient-left-waiting-room',
      payload: {
        roomId: 'room-1',
        patientId: 'patient-1',
        remainingPatients: 0,
        timestamp: AT,
        reason: 'disconnected',
      },
    };
    const away = reduceRoom(before, lost);
    expect(away.patients).toMatchObject([
      { connected: false, awaySince: AT, ready: true, deviceTestResults: { camera: 'passed' } },
    ]);
    const again = reduceRoom(away, {
      ...lost,
      payload: { ...lost.payload, timestamp: '2030-01-01T11:00:00.000Z' },
    });
    expect(again.patients[0]?.awaySince).toBe(AT);
  });

  it.each(['left', 'expired'] as const)('removes a patient whose place is given up (%s)', (reason) => {
    const room = reduceRoom(reduceRoom(roomState(), joined()), {
      name: 'patient-left-waiting-room',
      payload: { roomId: 'room-1', patientId: 'patient-1', remainingPatients: 0, timestamp: AT, reason },
    });
    expect(room.patients).toEqual([]);
  });

  it('takes device test results and ready flags for the patient they are about', () => {
    const both = [joined({ userId: 'p1' }), joined({ userId: 'p2' })].reduce(reduceRoom, roomState());
    const tested = reduceRoom(both, {
      name: 'patient-device-test-completed',
      payload: {
        roomId: 'room-1',
        patientId: 'p2',
        results: { allTestsPassed: true },
        ready: true,
        timestamp: AT,
      },
    });
    expect(tested.patients.map(({ ready, deviceTestCompleted }) => [ready, deviceTestCompleted])).toEqual([
      [false, false],
      [true, true],
    ]);
    const notReady = reduceRoom(tested, {
      name: 'patient-ready-status-changed',
      payload: { roomId: 'room-1', patientId: 'p2', ready: false, timestamp: AT },
    });
    expect(notReady.patients[1]).toMatchObject({ ready: false, deviceTestCompleted: true });
  });

  it('keeps what is known of the invitation when an event does not carry it', () => {
    const invitation = { expiresAt: AT, openings: 2, maxOpenings: 5, lastOpenedAt: AT };
    const before = roomState({ appointment: appointment({ invitation }) });
    const after = reduceRoom(before, {
      name: 'appointment-updated',
      payload: { appointment: appointment({ status: 'admitted' }) },
    });
    expect(after.appointment).toMatchObject({ status: 'admitted', invitation });
  });

  it('shows a patient by a new name', () => {
    const before = roomState({ patients: [waitingPatient()] });
    const after = reduceRoom(before, {
      name: 'appointment-updated',
      payload: { appointment: appointment({ patientName: 'Pat Renamed' }) },
    });
    expect(after.patients).toMatchObject([{ userId: 'patient-1', fullname: 'Pat Renamed' }]);
  });

  it('follows the doctor and the place in the queue', () => {
    const events: RoomEvent[] = [
      {
        name: 'doctor-joined-waiting-room',
        payload: {
          roomId: 'room-1',
          doctor: { userId: 'doctor-1', socketId: 's', joinedAt: AT, fullname: 'Dr Ada One' },
          waitingPatients: [],
        },
      },
      { name: 'queue-position', payload: { roomId: 'room-1', position: 2 } },
    ];
    const room = events.reduce(reduceRoom, roomState());
    expect(room).toMatchObject({ doctorOnline: true, position: 2 });
    const left = reduceRoom(room, { name: 'doctor-left-waiting-room', payload: { roomId: 'room-1' } });
    expect(left.doctorOnline).toBe(false);
  });

  it('[S1-Z03] gives each person one sign for a message, and none for a deleted one', () => {
    const answer = (userId: string, emoji: string | null, seq = 1): RoomEvent => ({
      name: 'message_reaction',
      payload: {
        messageId: `message-${seq}`,
        conversationId: 'doctor-1_patient-1',
        roomId: 'room-1',
        seq,
        userId,
        emoji,
        number: 1,
        reactedAt: AT,
      },
    });
    const room = roomState({ messages: [message(1), message(2)] });
    const answered = [answer('p', '👍'), answer('d', '👍'), answer('p', '🙏'), answer('p', '🙏')];
    const reactions = [
      { userId: 'd', emoji: '👍' },
      { userId: 'p', emoji: '🙏' },
    ];
    expect(answered.reduce(reduceRoom, room).messages).toEqual([
      { ...room.messages[0], reactions },
      room.messages[1],
    ]);
    expect([...answered, answer('d', null), answer('p', null)].reduce(reduceRoom, room)).toEqual(room);
    const gone: RoomEvent = {
      name: 'message_deleted',
      payload: {
        messageId: 'message-1',
        conversationId: 'doctor-1_patient-1',
        seq: 1,
        roomId: 'room-1',
        deletedAt: AT,
      },
    };
    const deleted = [...answered, gone, answer('p', '👍')].reduce(reduceRoom, room).messages[0];
    expect(deleted).toEqual({ ...room.messages[0], message: '', deletedAt: AT });
  });

  it('orders messages by the number of the server, each once, however they arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }), (arrivals) => {
        const log = arrivals.reduce<ReturnType<typeof addMessage>>(
          (messages, seq) => addMessage(messages, message(seq)),
          [],
        );
        const expected = [...new Set(arrivals)].sort((a, b) => a - b);
        expect(log.map(({ seq }) => seq)).toEqual(expected);
        const complete = expected.every(
          (seq, index) => index === 0 || seq === (expected[index - 1] ?? 0) + 1,
        );
        expect(hasGap(log)).toBe(!complete);
      }),
    );
  });
});

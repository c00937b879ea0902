import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { createRoomOutbox } from '../../src-renderer/api/outboxes.ts';
import { createRoomStore } from '../../src-renderer/features/waiting-room/room-store.ts';
import { createFakeSocket } from './support/fake-socket.ts';
import { appointment, message, roomState, waitingPatient } from './support/fixtures.ts';

const setUp = () => {
  const socket = createFakeSocket();
  const outbox = createRoomOutbox(socket, () => 0);
  const rooms = createRoomStore({ socket, outbox, random: () => 0 });
  const view = (roomId = 'room-1') => rooms.state.getState().rooms[roomId];
  const joins = () => socket.sent.filter(({ event }) => event === 'join-waiting-room').length;
  return { socket, outbox, rooms, view, joins };
};

/** A promise with its handle outside. */
const gate = <T>() => {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (open = resolve));
  return { promise, open };
};

describe('the room store', () => {
  it('joins what was entered as soon as it is online, and again after every reconnection', async () => {
    const { socket, rooms, view, joins } = setUp();
    socket.answer('join-waiting-room', ({ roomId }) => ({ room: roomState({ roomId }) }));
    rooms.enter('room-1', 'appointment-1');
    rooms.enter('room-1');
    expect(view()).toEqual({ room: null, fresh: false, clockOffset: 0, problem: null });
    socket.goOnline();
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    expect(socket.sent[0]?.payload).toEqual({ roomId: 'room-1', appointmentId: 'appointment-1' });
    socket.goOffline();
    expect(view()?.fresh).toBe(false);
    expect(view()?.room).not.toBeNull();
    socket.goOnline();
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    expect(joins()).toBe(2);
  });

  it('asks for the rooms of a full day some at a time', async () => {
    const { socket, rooms, view, joins } = setUp();
    const answer = gate<void>();
    socket.answer('join-waiting-room', async ({ roomId }) => {
      await answer.promise;
      return { room: roomState({ roomId }) };
    });
    const ids = Array.from({ length: 60 }, (_, index) => `room-${index}`);
    for (const id of ids) rooms.enter(id);
    socket.goOnline();
    await vi.waitFor(() => expect(joins()).toBe(6));
    answer.open();
    await vi.waitFor(() => expect(ids.every((id) => view(id)?.fresh)).toBe(true));
    expect(joins()).toBe(60);
    rooms.refresh('room-0');
    expect(joins()).toBe(61);
  });

  it('joins again when a visit that was closed is opened again, whether the room was known or refused', async () => {
    const { socket, rooms, view, joins } = setUp();
    socket.answer('join-waiting-room', ({ roomId }) => ({ room: roomState({ roomId }) }));
    socket.goOnline();
    rooms.enter('room-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    const status = (next: 'missed' | 'waiting', roomId: string) =>
      socket.receive('appointment-updated', { appointment: appointment({ status: next, roomId }) });
    status('missed', 'room-1');
    expect(joins()).toBe(1);
    status('waiting', 'room-1');
    await vi.waitFor(() => expect(joins()).toBe(2));
    status('waiting', 'room-1');

    socket.answer('join-waiting-room', () => {
      throw new ApiError('visit_over');
    });
    rooms.enter('room-2');
    await vi.waitFor(() => expect(view('room-2')?.problem).toBe('visit_over'));
    expect(joins()).toBe(3);
    socket.answer('join-waiting-room', ({ roomId }) => ({ room: roomState({ roomId }) }));
    status('waiting', 'room-2');
    await vi.waitFor(() => expect(view('room-2')).toMatchObject({ fresh: true, problem: null }));
  });

  it('replaces what it shows with the answer, and applies on top what arrived meanwhile', async () => {
    const { socket, rooms, view } = setUp();
    const answer = gate<{ room: ReturnType<typeof roomState> }>();
    socket.answer('join-waiting-room', () => answer.promise);
    socket.goOnline();
    rooms.enter('room-1');
    socket.receive('waiting-room-message', message(2));
    socket.receive('patient-ready-status-changed', {
      roomId: 'room-1',
      patientId: 'patient-1',
      ready: true,
      timestamp: new Date().toISOString(),
    });
    answer.open({ room: roomState({ patients: [waitingPatient()], messages: [message(1)] }) });
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    expect(view()?.room?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(view()?.room?.patients[0]?.ready).toBe(true);
  });

  it('knows by how much this clock differs from the server', async () => {
    const { socket, rooms, view } = setUp();
    const serverTime = new Date(Date.now() + 3_600_000).toISOString();
    socket.answer('join-waiting-room', () => ({ room: roomState({ serverTime }) }));
    socket.goOnline();
    rooms.enter('room-1');
    await vi.waitFor(() => expect(view()?.clockOffset).toBeGreaterThan(3_590_000));
    expect(view()?.clockOffset).toBeLessThan(3_610_000);
  });

  it('asks for the whole room when a message is missing in between', async () => {
    const { socket, rooms, view, joins } = setUp();
    let log = [message(1)];
    socket.answer('join-waiting-room', () => ({ room: roomState({ messages: log }) }));
    socket.goOnline();
    rooms.enter('room-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    log = [message(1), message(2), message(3)];
    socket.receive('waiting-room-message', message(3));
    await vi.waitFor(() => expect(view()?.room?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]));
    expect(joins()).toBe(2);
  });

  it('tries again by itself when the refusal may pass, and keeps the reason when it does not', async () => {
    const { socket, rooms, view } = setUp();
    const refusals = [new ApiError('storage_unavailable'), new ApiError('visit_over')];
    socket.answer('join-waiting-room', () => {
      throw refusals.shift() ?? new ApiError('internal');
    });
    socket.goOnline();
    rooms.enter('room-1');
    await vi.waitFor(() => expect(view()?.problem).toBe('visit_over'));
    expect(socket.sent).toHaveLength(2);
  });

  it('sends waiting messages after the join, and shows each message once', async () => {
    const { socket, outbox, rooms, view } = setUp();
    socket.answer('join-waiting-room', () => ({ room: roomState() }));
    socket.answer('waiting-room-message', ({ message: text, clientId }) => {
      const stored = message(1, { message: text, clientId: clientId ?? null });
      socket.receive('waiting-room-message', stored);
      return { message: stored };
    });
    rooms.enter('room-1');
    outbox.send('room-1', 'written without a connection');
    socket.goOnline();
    await vi.waitFor(() => expect(outbox.state.getState().entries).toEqual([]));
    expect(socket.sent.map(({ event }) => event)).toEqual(['join-waiting-room', 'waiting-room-message']);
    expect(view()?.room?.messages.map((stored) => stored.message)).toEqual(['written without a connection']);
  });

  it('hears of what was stored before its visit was over, and keeps what was not', async () => {
    const { socket, outbox, rooms, view } = setUp();
    socket.answer('join-waiting-room', () => {
      throw new ApiError('visit_over');
    });
    socket.answer('waiting-room-message', ({ message: text, clientId }) => {
      if (text === 'too late') throw new ApiError('not_in_room');
      return { message: message(1, { message: text, clientId: clientId ?? null }) };
    });
    rooms.enter('room-1');
    for (const text of ['in time', 'too late']) outbox.send('room-1', text);
    socket.goOnline();
    await vi.waitFor(() => expect(outbox.state.getState().entries).toHaveLength(1));
    expect(view()?.problem).toBe('visit_over');
    expect(outbox.state.getState().entries).toMatchObject([{ message: 'too late', status: 'sending' }]);
  });

  it('gives up a place only if the server has heard it', async () => {
    const { socket, rooms, view } = setUp();
    socket.answer('join-waiting-room', () => ({ room: roomState() }));
    socket.goOnline();
    rooms.enter('room-1');
    await vi.waitFor(() => expect(view()?.fresh).toBe(true));
    socket.goOffline();
    await expect(rooms.leave('room-1')).rejects.toThrow(ApiError);
    expect(view()).toBeDefined();
    socket.goOnline();
    await rooms.leave('room-1');
    expect(view()).toBeUndefined();
    socket.goOffline();
    socket.goOnline();
    expect(socket.sent.at(-1)?.event).toBe('leave-waiting-room');
  });

  it('ignores events about rooms that it has not entered', () => {
    const { socket, rooms } = setUp();
    socket.goOnline();
    socket.receive('waiting-room-message', message(1, { roomId: 'room-of-another' }));
    expect(rooms.state.getState().rooms).toEqual({});
  });
});

import { createStore } from 'zustand/vanilla';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import type { SessionState } from '../../src-renderer/api/session.ts';
import { createEmergencyStore } from '../../src-renderer/features/emergencies/emergency-store.ts';
import { emergenciesFirst, ownStage } from '../../src-renderer/features/emergencies/emergency-view.ts';
import { createFakeSocket } from './support/fake-socket.ts';
import { AT, BOB, emergencyAlert, ownEmergency } from './support/emergencies.ts';
import { doctor } from './support/fixtures.ts';

const setUp = (role: 'doctor' | 'patient') => {
  const socket = createFakeSocket();
  const session = createStore<SessionState>(() => ({
    status: 'signedIn',
    user: { ...doctor, role },
    visit: null,
  }));
  const store = createEmergencyStore({ socket, session: { state: session }, random: () => 0 });
  const now = () => store.state.getState();
  const asked = (event: string) => socket.sent.filter((sent) => sent.event === event).length;
  return { socket, store, now, asked };
};
const ids = (open: readonly { id: string }[] | null) => open?.map(({ id }) => id);

describe('a doctor’s emergencies', () => {
  it('[S4-B07] are asked for after each connection, those that nobody has seen first', async () => {
    const { socket, store, now, asked } = setUp('doctor');
    const seen = emergencyAlert({ id: 'e1', acknowledgedAt: AT, acknowledgedBy: BOB });
    socket.answer('open_emergencies', () => ({ emergencies: [seen, emergencyAlert({ id: 'e2' })] }));
    store.follow();
    expect(asked('open_emergencies')).toBe(0);
    socket.goOnline();
    await vi.waitFor(() => expect(ids(now().open)).toEqual(['e2', 'e1']));
    socket.goOffline();
    socket.answer('open_emergencies', () => ({ emergencies: [] }));
    socket.goOnline();
    await vi.waitFor(() => expect(now().open).toEqual([]));
    store.follow();
    expect(asked('open_emergencies')).toBe(2);
  });

  it('follow what is told: alerts, who has seen them, and their end', async () => {
    const { socket, store, now } = setUp('doctor');
    socket.answer('open_emergencies', () => ({ emergencies: [] }));
    store.follow();
    socket.goOnline();
    socket.receive('emergency:alert', emergencyAlert({ id: 'e1' }));
    socket.receive('emergency:alert', emergencyAlert({ id: 'e2', raisedAt: '2026-01-01T11:00:00.000Z' }));
    socket.receive('emergency:alert', emergencyAlert({ id: 'e1', count: 2, message: 'Worse' }));
    expect(now().open).toMatchObject([{ id: 'e1', count: 2, message: 'Worse' }, { id: 'e2' }]);
    const mark = { emergencyId: 'e1', patientId: 'patient-1' };
    socket.receive('emergency:acknowledged', { ...mark, acknowledgedAt: AT, acknowledgedBy: BOB });
    expect(ids(now().open)).toEqual(['e2', 'e1']);
    // Nobody takes back that it was seen, but one more alert was not.
    socket.receive('emergency:alert', emergencyAlert({ id: 'e1', count: 2 }));
    expect(now().open?.[1]).toMatchObject({ count: 2, acknowledgedBy: BOB });
    socket.receive('emergency:alert', emergencyAlert({ id: 'e1', count: 3 }));
    socket.receive('emergency:acknowledged', { ...mark, acknowledgedAt: AT, acknowledgedBy: BOB, count: 2 });
    expect(now().open?.[0]).toMatchObject({ id: 'e1', count: 3, acknowledgedBy: null });
    socket.receive('emergency:resolved', { ...mark, resolvedAt: AT, resolvedBy: BOB });
    expect(ids(now().open)).toEqual(['e2']);
  });

  it('neither lose what was told while an answer was on its way, nor bring back what is over', async () => {
    const { socket, store, now } = setUp('doctor');
    const answer = Promise.withResolvers<{ emergencies: ReturnType<typeof emergencyAlert>[] }>();
    socket.answer('open_emergencies', () => answer.promise);
    store.follow();
    socket.goOnline();
    socket.receive('emergency:alert', emergencyAlert({ id: 'new' }));
    const mark = { emergencyId: 'old', patientId: 'patient-1' };
    socket.receive('emergency:resolved', { ...mark, resolvedAt: AT, resolvedBy: BOB });
    answer.resolve({ emergencies: [emergencyAlert({ id: 'old' })] });
    await vi.waitFor(() => expect(ids(now().open)).toEqual(['new']));
  });

  it('are asked for again if that failed, and forgotten when somebody else signs in', async () => {
    const { socket, store, now } = setUp('doctor');
    let failures = 2;
    socket.answer('open_emergencies', () => {
      failures -= 1;
      if (failures >= 0) throw new ApiError('storage_unavailable');
      return { emergencies: [emergencyAlert()] };
    });
    store.follow();
    socket.goOnline();
    await vi.waitFor(() => expect(now().open).toHaveLength(1));
    store.clear();
    expect(now()).toEqual({ own: null, isOwnOver: false, draft: null, open: null });
  });

  it('[S4-F19] put a contact who needs help before the others, which stay as they were', () => {
    const contacts = ['a', 'b', 'c', 'd'].map((_id) => ({ otherUser: { _id } }));
    const open = [emergencyAlert({ id: '1', patientId: 'd' }), emergencyAlert({ id: '2', patientId: 'b' })];
    const order = emergenciesFirst(contacts, open).map(({ otherUser }) => otherUser._id);
    expect(order).toEqual(['d', 'b', 'a', 'c']);
    expect(emergenciesFirst(contacts, [])).toBe(contacts);
  });
});

describe('the own emergency', () => {
  const alert = { content: 'Help', receiverId: 'doctor-1', clientId: 'c-1' };

  it('is sent now or not at all, and known by its answer', async () => {
    const { socket, store, now, asked } = setUp('patient');
    expect(await store.raise(alert)).toEqual({ kind: 'notSent' });
    socket.goOnline();
    await Promise.resolve();
    expect(asked('raise_emergency')).toBe(0);
    socket.answer('raise_emergency', () => ({ emergency: ownEmergency(), message: {} as never }));
    expect(await store.raise(alert)).toEqual({ kind: 'sent' });
    expect(now().own).toEqual(ownEmergency());
    expect(socket.sent.at(-1)?.payload).toEqual(alert);
  });

  it.each([
    ['timeout', { kind: 'unknown' }],
    ['offline', { kind: 'unknown' }],
    ['storage_unavailable', { kind: 'unknown' }],
    ['rate_limited', { kind: 'refused', code: 'rate_limited' }],
    ['storage_full', { kind: 'refused', code: 'storage_full' }],
  ] as const)('says what is known if the answer is %s', async (code, outcome) => {
    const { socket, store } = setUp('patient');
    socket.goOnline();
    socket.answer('raise_emergency', () => {
      throw new ApiError(code);
    });
    expect(await store.raise(alert)).toEqual(outcome);
  });

  it('goes from sent to its end, and what ended while nobody listened is over', async () => {
    const { socket, store, now } = setUp('patient');
    socket.answer('own_emergency', () => ({ emergency: ownEmergency() }));
    store.follow();
    socket.goOnline();
    const stage = () => {
      const { own, isOwnOver } = now();
      return own && ownStage(own, isOwnOver);
    };
    await vi.waitFor(() => expect(stage()).toBe('sent'));
    const emergencyId = 'e1';
    socket.receive('emergency:unseen', { emergencyId, since: AT, emergencyNumber: '112' });
    expect([stage(), now().own?.emergencyNumber]).toEqual(['unseen', '112']);
    const mark = { emergencyId, patientId: 'patient-1' };
    socket.receive('emergency:acknowledged', { ...mark, acknowledgedAt: AT, acknowledgedBy: BOB });
    expect(stage()).toBe('seen');
    socket.goOffline();
    socket.answer('own_emergency', () => ({ emergency: null }));
    socket.goOnline();
    await vi.waitFor(() => expect(stage()).toBe('over'));
    socket.receive('emergency:resolved', { ...mark, resolvedAt: AT, resolvedBy: BOB });
    expect(stage()).toBe('resolved');
    store.putAway();
    expect(now().own).toBeNull();
  });

  it('is found when another device has raised it', async () => {
    const { socket, store, now } = setUp('patient');
    socket.answer('own_emergency', () => ({ emergency: null }));
    store.follow();
    socket.goOnline();
    await vi.waitFor(() => expect(socket.sent).toHaveLength(1));
    socket.answer('own_emergency', () => ({ emergency: ownEmergency() }));
    socket.receive('emergency:unseen', { emergencyId: 'e1', since: AT, emergencyNumber: null });
    await vi.waitFor(() => expect(now().own?.id).toBe('e1'));
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptSchema } from '../../server/protocol/index.ts';
import { advance, isLater, later } from '../../src-renderer/features/consultation/attempt-numbers.ts';
import { createCall } from './peer-session-harness.ts';

const LAST = 2 ** 31 - 1;

describe('numbers of attempts', () => {
  it('go round, and stay numbers that the contract knows', () => {
    expect(advance(LAST, 1)).toBe(0);
    expect(attemptSchema.safeParse(advance(LAST - 3, 10_000)).success).toBe(true);
    expect(isLater(0, LAST)).toBe(true);
    expect(isLater(LAST, 0)).toBe(false);
    expect(isLater(5, 5)).toBe(false);
    expect(isLater(0, null)).toBe(true);
    expect(later(7, 9)).toBe(9);
    expect(later(3, LAST)).toBe(3);
  });
});

describe('an offer with a number that nobody counts to', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([LAST, 2 ** 30, 2 ** 30 + 2 ** 29])('%i does not keep the two from each other', async (attempt) => {
    const { world, network, pass, connectBoth, expectConnected } = createCall();
    const { doctor, patient } = await connectBoth();
    const from = patient.signalling.socketId();
    world.relay(from, doctor.signalling.socketId(), (events, person) =>
      events.signal({ event: 'offer', signal: { type: 'offer', sdp: 'offer 999' }, from, attempt }, person),
    );
    await pass(100);
    for (const who of ['doctor', 'patient'] as const) for (const peer of network.of(who)) peer.fail();
    world.sent.length = 0;
    await pass(30_000);
    expectConnected(doctor, patient);
    for (const { attempt: sent } of world.sent) {
      if (sent != null) expect(attemptSchema.safeParse(sent).success).toBe(true);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { WaitingMessage } from '../../server/protocol/index.ts';
import { createRateBuckets } from '../../server/transport/rate-buckets.ts';
import { RATE_LIMIT_DEFAULTS } from '../../server/transport/rate-limits.ts';
import { ApiError, type ApiErrorCode } from '../../src-renderer/api/api-error.ts';
import { createOutbox, type Outbox, type OutboxOptions } from '../../src-renderer/api/outbox.ts';
import { message } from './support/fixtures.ts';

/** What happens to one delivery: it arrives or not, and the ack arrives or not. */
type Fate =
  | { arrives: true; ack: true }
  | { arrives: true; ack: false; code: ApiErrorCode }
  | { arrives: false; code: ApiErrorCode };

type Step = { do: 'send'; room: string } | { do: 'reconnect' } | { do: 'wait' };

const lost = fc.constantFrom<ApiErrorCode>('offline', 'timeout');
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fate>({ arrives: true, ack: true }) },
  { weight: 2, arbitrary: lost.map((code): Fate => ({ arrives: true, ack: false, code })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<ApiErrorCode>(
        'offline',
        'timeout',
        'not_in_room',
        'storage_unavailable',
        'storage_full',
        'rate_limited',
        'internal',
      )
      .map((code): Fate => ({ arrives: false, code })),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('room-1', 'room-2').map((room): Step => ({ do: 'send', room })) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'reconnect' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'wait' }) },
);

/** A server that stores each `clientId` once, behind a network that does what `fates` say, then works. */
const createWorld = (fates: Fate[]) => {
  const log: WaitingMessage[] = [];
  const remaining = [...fates];
  const deliver: OutboxOptions<WaitingMessage>['deliver'] = async ({
    clientId,
    to: roomId,
    message: text,
  }) => {
    await new Promise((resolve) => setImmediate(resolve));
    const current = remaining.shift() ?? { arrives: true, ack: true };
    if (!current.arrives) throw new ApiError(current.code);
    const stored =
      log.find((known) => known.clientId === clientId) ??
      message(log.length + 1, { id: `stored-${log.length + 1}`, clientId, roomId, message: text });
    if (!log.includes(stored)) log.push(stored);
    if (!current.ack) throw new ApiError(current.code);
    return stored;
  };
  return { log, deliver };
};

const settle = async (outbox: Outbox<WaitingMessage>): Promise<void> => {
  await vi.waitFor(
    () => {
      outbox.flush();
      expect(outbox.state.getState().entries).toEqual([]);
    },
    { interval: 1, timeout: 5000 },
  );
};

describe('the outbox', () => {
  it('loses nothing, doubles nothing and keeps the order under drops, lost acks and reconnections', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.array(fate, { maxLength: 40 }),
        async (steps, fates) => {
          const { log, deliver } = createWorld(fates);
          let ids = 0;
          const outbox = createOutbox({ deliver, newId: () => `client-${(ids += 1)}`, random: () => 0 });
          const confirmed: string[] = [];
          outbox.onStored((stored) => confirmed.push(stored.id));
          const written: Record<string, string[]> = { 'room-1': [], 'room-2': [] };
          for (const [index, current] of steps.entries()) {
            if (current.do === 'send') {
              written[current.room]?.push(`text ${index}`);
              outbox.send(current.room, `text ${index}`);
            } else if (current.do === 'reconnect') {
              outbox.flush();
            } else {
              await new Promise((resolve) => setImmediate(resolve));
            }
          }
          await settle(outbox);
          for (const room of ['room-1', 'room-2']) {
            expect(log.filter(({ roomId }) => roomId === room).map((stored) => stored.message)).toEqual(
              written[room],
            );
          }
          expect(confirmed.toSorted()).toEqual(log.map(({ id }) => id).toSorted());
        },
      ),
      { numRuns: 150 },
    );
  });

  it('shows a refused message as failed with its code, and goes on with the next', async () => {
    const { log, deliver } = createWorld([{ arrives: false, code: 'forbidden' }]);
    const outbox = createOutbox({ deliver, random: () => 0 });
    outbox.send('room-1', 'refused');
    outbox.send('room-1', 'next');
    await vi.waitFor(() => expect(log.map((stored) => stored.message)).toEqual(['next']));
    await vi.waitFor(() =>
      expect(outbox.state.getState().entries).toMatchObject([
        { message: 'refused', status: 'failed', code: 'forbidden' },
      ]),
    );
    const [failed] = outbox.state.getState().entries;
    outbox.retry(failed?.clientId ?? '');
    await settle(outbox);
    expect(log.map((stored) => stored.message)).toEqual(['next', 'refused']);
  });

  it('sends more than the server takes at once in its order, without asking much more often', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const rate = createRateBuckets(RATE_LIMIT_DEFAULTS['message-person']);
      const { log, deliver } = createWorld([]);
      let asked = 0;
      const outbox = createOutbox({
        deliver: (entry) => {
          asked += 1;
          if (rate.take('me') > 0) return Promise.reject(new ApiError('rate_limited'));
          return deliver(entry);
        },
      });
      const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
      for (const text of texts) outbox.send('room-1', text);
      const started = performance.now();
      while (outbox.state.getState().entries.length > 0 && performance.now() - started < 300_000) {
        await vi.advanceTimersByTimeAsync(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(log.map((stored) => stored.message)).toEqual(texts);
      // Forty of them had to wait, a second each at best.
      expect(performance.now() - started).toBeLessThan(120_000);
      expect(asked).toBeLessThan(250);
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives up a refused message when asked, and never one that is on its way', async () => {
    const { deliver } = createWorld([
      { arrives: false, code: 'visit_over' },
      { arrives: false, code: 'offline' },
    ]);
    const outbox = createOutbox({ deliver, random: () => 0 });
    outbox.send('room-1', 'refused');
    outbox.send('room-1', 'waits');
    await vi.waitFor(() => expect(outbox.state.getState().entries[0]?.status).toBe('failed'));
    for (const { clientId } of outbox.state.getState().entries) outbox.discard(clientId);
    expect(outbox.state.getState().entries).toMatchObject([{ message: 'waits', status: 'sending' }]);
    await settle(outbox);
  });

  it('forgets everything when another person may sign in, and an answer on its way changes nothing', async () => {
    const { log, deliver } = createWorld([]);
    const outbox = createOutbox({ deliver, random: () => 0 });
    const confirmed: WaitingMessage[] = [];
    outbox.onStored((stored) => confirmed.push(stored));
    outbox.send('room-1', 'of the person before');
    outbox.clear();
    outbox.send('room-2', 'of the next person');
    await settle(outbox);
    expect(confirmed.map((stored) => stored.message)).toEqual(['of the next person']);
    expect(log).toHaveLength(2);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError, type ApiErrorCode } from '../../src-renderer/api/api-error.ts';
import { createConversationCopy } from '../../src-renderer/api/conversation-copy.ts';
import { createOutbox, type Outbox } from '../../src-renderer/api/outbox.ts';
import { createFakeDisk, type FakeDisk } from './support/fake-cache.ts';
import { doctor } from './support/fixtures.ts';

/** The model: letters are written, sent over a line that loses, and the app is killed at any moment. */

type Stored = { clientId: string; to: string; message: string };
type Fate = 'arrives' | 'ack is lost' | 'is lost';
type Step =
  | { do: 'send'; to: string }
  | { do: 'crash' }
  | { do: 'reconnect' }
  | { do: 'wait'; turns: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('pat', 'sam').map((to): Step => ({ do: 'send', to })) },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'crash' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'reconnect' }) },
  { weight: 3, arbitrary: fc.nat(6).map((turns): Step => ({ do: 'wait', turns })) },
);
const fate: fc.Arbitrary<Fate> = fc.constantFrom('arrives', 'ack is lost', 'is lost');

const turn = () => new Promise((resolve) => setImmediate(resolve));

const createWorld = (fates: Fate[], turns = 3) => {
  const server: Stored[] = [];
  const disk: FakeDisk = createFakeDisk();
  disk.turns = turns;
  const remaining = [...fates];
  /** Letters that went out although a crash could have taken them back. */
  const tooEarly: string[] = [];
  let sent = 0;
  let clock = 1_000;
  let lives = 0;

  const start = () => {
    lives += 1;
    const life = lives;
    /** What a killed app still has under way never happens. */
    const isDead = () => life !== lives;
    const cache = disk.cache();
    const copy = createConversationCopy({
      ...cache,
      writeLetter: (userId, letter) =>
        isDead() ? new Promise(() => undefined) : cache.writeLetter(userId, letter),
      removeLetter: (userId, id) =>
        isDead() ? new Promise(() => undefined) : cache.removeLetter(userId, id),
    });
    const outbox: Outbox<Stored> = createOutbox<Stored>({
      keep: copy,
      // A clock that may stand still, or go back.
      now: () => clock,
      random: () => 0,
      newId: () => `letter-${life}-${(sent += 1)}`,
      deliver: async ({ clientId, to, message }) => {
        await turn();
        if (isDead()) return new Promise(() => undefined);
        if (!disk.letters.has(clientId)) tooEarly.push(clientId);
        const current = remaining.shift() ?? 'arrives';
        if (current === 'is lost') throw new ApiError('offline');
        const known = server.find((stored) => stored.clientId === clientId);
        const stored = known ?? { clientId, to, message };
        if (known === undefined) server.push(stored);
        if (current === 'ack is lost') throw new ApiError('offline' satisfies ApiErrorCode);
        return stored;
      },
    });
    copy.onOpened(({ letters, drafts }) => outbox.restore(letters, drafts));
    copy.open(doctor);
    return { copy, outbox };
  };
  return {
    server,
    disk,
    tooEarly,
    start,
    tick: (by: number) => {
      clock += by;
    },
  };
};

describe('letters that outlive the app', () => {
  it('arrive once and in their order, whenever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.array(fate, { maxLength: 15 }),
        async (steps, fates) => {
          const world = createWorld(fates);
          let app = world.start();
          let number = 0;
          /** Those of which the person saw that the app has them: they were on the disk, or arrived, at a crash. */
          const written: { to: string; message: string }[] = [];
          const lost = new Set<string>();
          for (const [index, current] of steps.entries()) {
            world.tick(index % 3 === 0 ? -5 : 7);
            if (current.do === 'send') {
              number += 1;
              written.push({ to: current.to, message: `text ${number}` });
              app.outbox.send(current.to, `text ${number}`);
            } else if (current.do === 'reconnect') app.outbox.flush();
            else if (current.do === 'wait') for (let left = current.turns; left > 0; left -= 1) await turn();
            else {
              const kept = new Set([
                ...[...world.disk.letters.values()].map(({ message }) => message),
                ...world.server.map(({ message }) => message),
              ]);
              for (const { message } of written) if (!kept.has(message)) lost.add(message);
              app = world.start();
            }
          }
          for (let round = 0; round < 100 && world.disk.letters.size > 0; round += 1) {
            app.outbox.flush();
            await turn();
          }
          for (let left = 20; left > 0; left -= 1) {
            app.outbox.flush();
            await turn();
          }
          for (const to of ['pat', 'sam']) {
            const wanted = written.filter((letter) => letter.to === to && !lost.has(letter.message));
            const arrived = world.server.filter((stored) => stored.to === to);
            // What a crash took before it was on the disk may have been written all the same.
            expect(arrived.map(({ message }) => message).filter((message) => !lost.has(message))).toEqual(
              wanted.map(({ message }) => message),
            );
            const places = arrived.map(({ message }) => Number(message.slice(5)));
            expect(places).toEqual(places.toSorted((one, other) => one - other));
          }
          expect(world.tooEarly).toEqual([]);
          expect(new Set(world.server.map(({ clientId }) => clientId)).size).toBe(world.server.length);
          expect(app.outbox.state.getState().entries).toEqual([]);
          expect(world.disk.letters.size).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('come back as they were: refused ones and drafts too', async () => {
    const world = createWorld([], 1);
    world.disk.letters.set('a', {
      clientId: 'a',
      to: 'pat',
      message: 'refused',
      createdAt: 5,
      order: 5,
      failed: 'forbidden',
    });
    world.disk.letters.set('b', {
      clientId: 'b',
      to: 'pat',
      message: 'odd',
      createdAt: 6,
      order: 6,
      failed: 'a code of another version',
    });
    world.disk.drafts.set('pat', 'half a sent');
    const { outbox } = world.start();
    for (let left = 6; left > 0; left -= 1) await turn();
    expect(outbox.state.getState()).toMatchObject({
      entries: [
        { clientId: 'a', status: 'failed', code: 'forbidden' },
        { clientId: 'b', status: 'failed', code: 'internal' },
      ],
      drafts: { pat: 'half a sent' },
    });
    outbox.retry('a');
    for (let left = 8; left > 0; left -= 1) await turn();
    expect(world.server.map(({ message }) => message)).toEqual(['refused']);
    outbox.discard('b');
    for (let left = 3; left > 0; left -= 1) await turn();
    expect(world.disk.letters.size).toBe(0);
  });

  it('are sent although the disk takes nothing, and the person is told', async () => {
    const world = createWorld([], 1);
    const { copy, outbox } = world.start();
    for (let left = 3; left > 0; left -= 1) await turn();
    expect(copy.state.getState()).toMatchObject({ keeping: 'disk' });
    world.disk.isBroken = true;
    outbox.send('pat', 'hello');
    for (let left = 6; left > 0; left -= 1) await turn();
    expect(world.server.map(({ message }) => message)).toEqual(['hello']);
    expect(copy.state.getState()).toMatchObject({ keeping: 'memory', reason: 'unusable' });
  });
});

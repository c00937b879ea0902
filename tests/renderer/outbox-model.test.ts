import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError, type ApiErrorCode } from '../../src-renderer/api/api-error.ts';
import { createOutbox } from '../../src-renderer/api/outbox.ts';

/**
 * The outbox against a model of it: whatever happens to each attempt, and whatever somebody does meanwhile, it hands
 * over what the model says, and in the end everything that was not given up is stored once and in order.
 */

const ROOMS = ['one', 'two'] as const;
type Room = (typeof ROOMS)[number];

const WAITS: readonly ApiErrorCode[] = ['offline', 'not_in_room'];
const PASSES: readonly ApiErrorCode[] = [
  'timeout',
  'storage_unavailable',
  'storage_full',
  'rate_limited',
  'internal',
];
const STAYS: readonly ApiErrorCode[] = ['visit_over', 'forbidden', 'too_large'];

/** What becomes of an attempt: whether the server stores the message, and what the outbox hears. */
type Fate = { stored: boolean; code: ApiErrorCode | null };
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fate>({ stored: true, code: null }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<ApiErrorCode>('offline', 'timeout').map((code) => ({ stored: true, code })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...WAITS, ...PASSES, ...STAYS).map((code) => ({ stored: false, code })),
  },
);

type RoomModel = {
  /** To be handed over, the next one first. */
  queue: string[];
  failed: Map<string, ApiErrorCode>;
  isInFlight: boolean;
  /** Somebody asked for an attempt while one was on its way. */
  isAskedAgain: boolean;
  isTimed: boolean;
};
type Model = { rooms: Record<Room, RoomModel>; isOnline: boolean; stored: string[]; sent: number };

const emptyRooms = (): Model['rooms'] => {
  const room = (): RoomModel => ({
    queue: [],
    failed: new Map(),
    isInFlight: false,
    isAskedAgain: false,
    isTimed: false,
  });
  return { one: room(), two: room() };
};

/** A server that answers when the test says so, and the outbox that writes to it. */
const createWorld = () => {
  type Attempt = { clientId: string; resolve: (stored: string) => void; reject: (error: ApiError) => void };
  const inFlight = new Map<Room, Attempt>();
  const log: string[] = [];
  const confirmed: string[] = [];
  let isOnline = true;
  let ids = 0;
  const outbox = createOutbox<string>({
    newId: () => `${(ids += 1)}`,
    random: () => 0.5,
    deliver: ({ clientId, to }) =>
      new Promise((resolve, reject) => {
        if (!isOnline) {
          reject(new ApiError('offline'));
          return;
        }
        expect(inFlight.has(to as Room), 'one at a time').toBe(false);
        inFlight.set(to as Room, { clientId, resolve, reject });
      }),
  });
  outbox.onStored((clientId) => confirmed.push(clientId));
  return {
    outbox,
    log,
    confirmed,
    inFlight,
    /** Who was there before must not be answered in this place any more. */
    forgetInFlight: () => inFlight.clear(),
    setOnline: (now: boolean) => {
      isOnline = now;
    },
    answer(room: Room, { stored, code }: Fate): void {
      const attempt = inFlight.get(room);
      if (attempt === undefined) return;
      inFlight.delete(room);
      if (stored && !log.includes(attempt.clientId)) log.push(attempt.clientId);
      if (code === null) attempt.resolve(attempt.clientId);
      else attempt.reject(new ApiError(code));
    },
  };
};
type World = ReturnType<typeof createWorld>;

/** Hands over what is next; without a connection that fails at once. */
const begin = (model: Model, room: RoomModel): void => {
  room.isAskedAgain = false;
  room.isInFlight = model.isOnline && room.queue.length > 0;
};
const ask = (model: Model, room: RoomModel): void => {
  if (room.isInFlight) {
    room.isAskedAgain = true;
    return;
  }
  room.isTimed = false;
  begin(model, room);
};
const answered = (model: Model, room: RoomModel, { stored, code }: Fate): void => {
  const [clientId] = room.queue;
  if (!room.isInFlight || clientId === undefined) return;
  room.isInFlight = false;
  if (stored && !model.stored.includes(clientId)) model.stored.push(clientId);
  if (code === null) room.queue.shift();
  else if (WAITS.includes(code)) {
    if (!room.isAskedAgain) return;
  } else if (PASSES.includes(code)) {
    room.isTimed = true;
    return;
  } else room.failed.set(room.queue.shift() ?? '', code);
  begin(model, room);
};

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
};

const expectSame = async (model: Model, { outbox, log, inFlight }: World): Promise<void> => {
  await settled();
  const { entries } = outbox.state.getState();
  for (const name of ROOMS) {
    const room = model.rooms[name];
    const own = entries.filter(({ to }) => to === name);
    expect(own.filter(({ status }) => status === 'sending').map(({ clientId }) => clientId)).toEqual(
      room.queue,
    );
    const failed = own.flatMap((entry) =>
      entry.status === 'failed' ? [[entry.clientId, entry.code] as const] : [],
    );
    expect(new Map(failed)).toEqual(room.failed);
    expect(inFlight.get(name)?.clientId).toBe(room.isInFlight ? room.queue[0] : undefined);
  }
  expect(log).toEqual(model.stored);
};

type Step = fc.AsyncCommand<Model, World>;
const step = (name: string, run: (model: Model, world: World) => void): Step => ({
  check: () => true,
  toString: () => name,
  run: async (model, world) => {
    run(model, world);
    await expectSame(model, world);
  },
});

const roomName = fc.constantFrom(...ROOMS);
/** One of those that were refused, if there are any. */
const failedOne = ({ rooms }: Model, at: number): { clientId: string; room: RoomModel } | null => {
  const all = ROOMS.flatMap((name) =>
    [...rooms[name].failed.keys()].map((clientId) => ({ clientId, room: rooms[name] })),
  );
  return all[at % Math.max(1, all.length)] ?? null;
};

const sending = roomName.map((name) =>
  step(`send to ${name}`, (model, { outbox }) => {
    const room = model.rooms[name];
    room.queue.push(`${(model.sent += 1)}`);
    outbox.send(name, 'a text');
    if (!room.isTimed) ask(model, room);
  }),
);
const answering = fc.tuple(roomName, fate).map(([name, what]) =>
  step(`answer ${name}: ${what.stored ? 'stored' : 'not stored'}, ${what.code ?? 'ok'}`, (model, world) => {
    world.answer(name, what);
    answered(model, model.rooms[name], what);
  }),
);

const steps = [
  // What happens most.
  sending,
  sending,
  sending,
  answering,
  answering,
  answering,
  answering,
  fc.option(roomName).map((name) =>
    step(`flush ${name ?? 'all'}`, (model, { outbox }) => {
      outbox.flush(name ?? undefined);
      for (const each of name === null ? ROOMS : [name]) {
        const room = model.rooms[each];
        // Nobody waits where there is nothing.
        if (name !== null || room.queue.length + room.failed.size > 0) ask(model, room);
      }
    }),
  ),
  fc.boolean().map((isOnline) =>
    step(isOnline ? 'go online' : 'go offline', (model, world) => {
      model.isOnline = isOnline;
      world.setOnline(isOnline);
      if (isOnline) return;
      // What is on its way gets no answer: whether it came nobody knows.
      for (const name of ROOMS) {
        world.answer(name, { stored: true, code: 'offline' });
        answered(model, model.rooms[name], { stored: true, code: 'offline' });
      }
    }),
  ),
  fc.constant(
    step('time passes', (model) => {
      vi.advanceTimersByTime(60_000);
      for (const name of ROOMS) if (model.rooms[name].isTimed) ask(model, model.rooms[name]);
    }),
  ),
  fc.nat().map((at) =>
    step('retry', (model, { outbox }) => {
      const one = failedOne(model, at);
      if (one === null) return;
      one.room.failed.delete(one.clientId);
      one.room.queue.push(one.clientId);
      outbox.retry(one.clientId);
      ask(model, one.room);
    }),
  ),
  fc.nat().map((at) =>
    step('discard', (model, { outbox }) => {
      const one = failedOne(model, at);
      // What waits or is on its way is never given up.
      for (const name of ROOMS) outbox.discard(model.rooms[name].queue[0] ?? '');
      if (one === null) return;
      one.room.failed.delete(one.clientId);
      outbox.discard(one.clientId);
    }),
  ),
  fc.constant(
    step('clear', (model, world) => {
      const late = [...world.inFlight.values()];
      world.forgetInFlight();
      world.outbox.clear();
      for (const { clientId, resolve } of late) resolve(clientId);
      model.rooms = emptyRooms();
    }),
  ),
];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('hands over what its model says, once, in order, and nothing that was given up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 60, size: 'max' }), async (commands) => {
      vi.clearAllTimers();
      const world = createWorld();
      const model: Model = { rooms: emptyRooms(), isOnline: true, stored: [], sent: 0 };
      await fc.asyncModelRun(() => ({ model, real: world }), commands);

      model.isOnline = true;
      world.setOnline(true);
      const left = ROOMS.flatMap((name) => model.rooms[name].queue);
      vi.advanceTimersByTime(60_000);
      world.outbox.flush();
      for (let turn = 0; turn <= left.length * 2; turn += 1) {
        for (const name of ROOMS) world.answer(name, { stored: true, code: null });
        await settled();
      }
      const { entries } = world.outbox.state.getState();
      expect(entries.filter(({ status }) => status === 'sending')).toEqual([]);
      expect(new Set(world.log).size).toBe(world.log.length);
      expect(world.log).toEqual(expect.arrayContaining(left));
      expect(new Set(world.confirmed).size).toBe(world.confirmed.length);
      expect(world.log).toEqual(expect.arrayContaining(world.confirmed));
    }),
    { numRuns: 150 },
  );
});

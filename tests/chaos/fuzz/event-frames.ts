import fc from 'fast-check';
import { clientEvents, type ClientEvent } from '../../../server/protocol/index.ts';
import { arbitraryOf, BROKEN_VALUES, HOSTILE_JSON, type KnownFields } from './arbitraries.ts';
import type { Dice } from './dice.ts';

/** One event as text, and whether its payload has the contract's shape: the server must agree. */
export type EventFrame = {
  event: ClientEvent;
  payload: string;
  /** Further arguments, as they stand behind the payload. */
  more: string;
  wellFormed: boolean;
};

const EVENTS = Object.keys(clientEvents) as ClientEvent[];

/** They take the sender out of the room, and everything after them is refused for that alone. */
const LEAVING: ReadonlySet<ClientEvent> = new Set([
  'leave-waiting-room',
  'hold-patient',
  'leave-room',
  'end-call',
]);

/** Bytes of a frame that the server's default limit still takes. */
const FRAME_BYTES = 64 * 1024;

const isWellFormed = (event: ClientEvent, payload: string): boolean => {
  try {
    return clientEvents[event].payload.safeParse(JSON.parse(payload)).success;
  } catch {
    return false;
  }
};

/** One field of the payload, or of an object in it, is replaced, added or gone. */
const breakField = (payload: unknown, dice: Dice): unknown => {
  if (typeof payload !== 'object' || payload === null || dice.chance(0.1)) return dice.pick(BROKEN_VALUES);
  const broken: Record<string, unknown> = { ...payload };
  const keys = Object.keys(broken);
  const key = keys.length === 0 ? 'roomId' : dice.pick(keys);
  const inside = broken[key];
  if (typeof inside === 'object' && inside !== null && dice.chance(0.5))
    broken[key] = breakField(inside, dice);
  else if (dice.chance(0.2)) Reflect.deleteProperty(broken, key);
  else broken[key] = dice.pick(BROKEN_VALUES);
  return broken;
};

const pollute = (payload: string, dice: Dice): string => {
  if (!payload.startsWith('{') || payload === '{}') return dice.pick(HOSTILE_JSON);
  const key = dice.pick([
    '"__proto__":{"polluted":true,"isAdmin":true}',
    '"constructor":{"prototype":{"polluted":true}}',
    '"prototype":{"polluted":true}',
    '"toJSON":{"polluted":true}',
    '"hasOwnProperty":1',
    '"userId":"somebody","userType":"doctor","from":"somebody","role":"doctor","isAdmin":true',
  ]);
  return `{${key},${payload.slice(1)}`;
};

/** Text that fills the frame up to its limit, a byte less and more. */
const fill = (payload: string, dice: Dice): string => {
  if (!payload.startsWith('{') || payload === '{}') return payload;
  const rest = FRAME_BYTES - payload.length - 64;
  const unit = dice.pick(['x', 'é', '\\u0000', '\\"', '😀']);
  const filling = unit.repeat(Math.max(0, Math.floor(rest / Buffer.byteLength(unit)) + dice.between(-40, 0)));
  const key = dice.pick(['message', 'filler', 'roomId', 'results', 'offer', 'to']);
  return `${payload.slice(0, -1)},${JSON.stringify(key)}:"${filling}"}`;
};

/**
 * So many events of all kinds, from payloads of the contract's shape to what nobody can read. Those that leave
 * a room come last.
 */
export const makeEventFrames = (count: number, known: KnownFields, dice: Dice): EventFrame[] => {
  const each = Math.ceil(count / EVENTS.length);
  const frames = EVENTS.flatMap((event): EventFrame[] =>
    fc
      .sample(arbitraryOf(clientEvents[event].payload, known), {
        seed: dice.between(0, 2 ** 31 - 1),
        numRuns: each,
      })
      .map((sample): EventFrame => {
        const way = dice.next();
        let payload = JSON.stringify(way < 0.4 ? sample : way < 0.8 ? breakField(sample, dice) : sample);
        if (way >= 0.8) {
          if (way < 0.9) payload = pollute(payload, dice);
          else if (way < 0.91) payload = fill(payload, dice);
          else if (way < 0.97) payload = dice.pick(HOSTILE_JSON);
        }
        const more = dice.chance(0.05) ? `,${dice.pick(HOSTILE_JSON)}` : '';
        return { event, payload, more, wellFormed: isWellFormed(event, payload) };
      }),
  );
  const shuffled = dice.shuffle(frames);
  return [
    ...shuffled.filter(({ event }) => !LEAVING.has(event)),
    ...shuffled.filter(({ event }) => LEAVING.has(event)),
  ].slice(-count);
};

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Person } from './clinic.ts';
import type { Dice } from './dice.ts';
import type { Tally } from './tally.ts';

/** Bytes below the protocol: WebSocket frames that no library would write, and upgrades that no browser asks for. */

type Fuzz = { fates: Tally; failures: Set<string> };

const ANSWER_MS = 20_000;

type FrameParts = {
  opcode: number;
  payload: Buffer;
  fin?: boolean;
  reserved?: number;
  masked?: boolean;
  /** What the head says, where it is not the payload's length. */
  declared?: bigint;
};

/** One frame of RFC 6455, as wrong as is asked for. */
const frame = ({
  opcode,
  payload,
  fin = true,
  reserved = 0,
  masked = true,
  declared,
}: FrameParts): Buffer => {
  const length = declared ?? BigInt(payload.length);
  const size = length < 126n ? 0 : length < 65_536n ? 2 : 8;
  const head = Buffer.alloc(2 + size);
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (size === 0 ? Number(length) : size === 2 ? 126 : 127);
  if (size === 2) head.writeUInt16BE(Number(length), 2);
  if (size === 8) head.writeBigUInt64BE(length, 2);
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  const hidden = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return Buffer.concat([head, mask, hidden]);
};

const text = (content: string, more: Partial<FrameParts> = {}): Buffer =>
  frame({ opcode: 1, payload: Buffer.from(content), ...more });

/** Frames that a connection survives: each of them arrives at the parser of Socket.IO, or is answered below it. */
const harmless = (dice: Dice): Buffer => {
  switch (dice.between(0, 4)) {
    case 0:
      return frame({ opcode: 9, payload: dice.bytes(dice.between(0, 125)) });
    case 1:
      return frame({ opcode: 10, payload: dice.bytes(dice.between(0, 125)) });
    case 2: {
      // In pieces, with a ping between them.
      const content = Buffer.from(
        `42["offer",{"to":"x","offer":${JSON.stringify('é'.repeat(dice.between(0, 40)))}}]`,
      );
      const cut = dice.between(0, content.length);
      return Buffer.concat([
        frame({ opcode: 1, payload: content.subarray(0, cut), fin: false }),
        frame({ opcode: 9, payload: Buffer.alloc(0) }),
        frame({ opcode: 0, payload: content.subarray(cut) }),
      ]);
    }
    case 3:
      // A longer form of the length than is needed.
      return text('3', { declared: 1n });
    default:
      return text(`42["${dice.pick(['toggle-audio', 'offer', 'nonsense'])}",${dice.between(0, 9)}]`);
  }
};

const deadly = (dice: Dice): Buffer => {
  const some = dice.bytes(dice.between(0, 60));
  switch (dice.between(0, 13)) {
    case 0:
      return frame({ opcode: dice.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: some });
    case 1:
      return frame({ opcode: 1, payload: some, reserved: dice.between(1, 7) });
    case 2:
      return frame({ opcode: 1, payload: Buffer.from('42["offer",{}]'), masked: false });
    case 3:
      return frame({ opcode: 0, payload: some });
    case 4:
      return Buffer.concat([text('42["a"', { fin: false }), text('42["b"]')]);
    case 5:
      return frame({ opcode: 9, payload: some, fin: false });
    case 6:
      return frame({ opcode: 9, payload: dice.bytes(126) });
    case 7:
      return frame({ opcode: 1, payload: Buffer.from([0x34, 0x32, 0xff, 0xc0, 0xed, 0xa0, 0x80]) });
    case 8:
      return frame({
        opcode: 1,
        payload: some,
        declared: dice.pick([2n ** 63n, 2n ** 53n, 2n ** 32n, 65_537n]),
      });
    case 9:
      return frame({
        opcode: 8,
        payload: dice.pick([
          Buffer.from([3]),
          Buffer.from([0, 0]),
          Buffer.from([3, 237]),
          Buffer.from([255, 255]),
        ]),
      });
    case 10:
      return dice.bytes(dice.between(1, 400));
    case 11:
      return frame({ opcode: 1, payload: dice.bytes(66_000) });
    case 12: {
      // A message of endless pieces, each small enough.
      const piece = frame({ opcode: 0, payload: dice.bytes(20_000), fin: false });
      return Buffer.concat([text('42["a', { fin: false }), piece, piece, piece, piece]);
    }
    default: {
      const right = text('421["join-room",{"roomId":"x"}]');
      for (let flips = dice.between(1, 6); flips > 0; flips -= 1) {
        const at = dice.between(0, right.length - 1);
        right[at] = (right[at] ?? 0) ^ (1 << dice.between(0, 7));
      }
      return right;
    }
  }
};

/** A connection of bytes; what it was sent is kept as latin1. */
const openBytes = async (url: string) => {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  let received = '';
  let closed = false;
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    received = (received + chunk.toString('latin1')).slice(-20_000);
    changed();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    changed();
  });
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  return {
    write: (bytes: Buffer | string): void => {
      if (!closed) socket.write(bytes);
    },
    /** `closed` or `late` if this text does not come. */
    until: (wanted: string): Promise<'found' | 'closed' | 'late'> =>
      new Promise((resolve) => {
        const end = (how: 'found' | 'closed' | 'late') => {
          clearTimeout(timer);
          listeners.delete(look);
          resolve(how);
        };
        const look = () => {
          if (received.includes(wanted)) end('found');
          else if (closed) end('closed');
        };
        const timer = setTimeout(() => end('late'), ANSWER_MS);
        listeners.add(look);
        look();
      }),
    has: (wanted: string): boolean => received.includes(wanted),
    drop: (): void => {
      socket.destroy();
    },
  };
};

const soon = (milliseconds: number): Promise<'waits'> =>
  new Promise((resolve) => {
    setTimeout(() => resolve('waits'), milliseconds);
  });

const upgrade = (url: string, headers: readonly string[] = []): string =>
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: ${new URL(url).host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ...headers,
    '',
    '',
  ].join('\r\n');

/** @returns how many frames were sent */
export const fuzzRawFrames = async (
  url: string,
  person: () => Promise<Person>,
  count: number,
  dice: Dice,
  { fates, failures }: Fuzz,
): Promise<number> => {
  let sent = 0;
  while (sent < count) {
    const wire = await openBytes(url);
    wire.write(upgrade(url));
    await wire.until('0{"sid"');
    wire.write(text(`40${JSON.stringify({ token: (await person()).token })}`));
    if ((await wire.until('40{"sid"')) !== 'found') {
      failures.add('a right upgrade was not answered');
      return sent;
    }
    const frames = Array.from({ length: 120 }, () => harmless(dice));
    wire.write(Buffer.concat(frames));
    sent += frames.length;
    const number = dice.between(1, 1_000_000);
    wire.write(text(`42${number}["settled?",{}]`));
    const answered = await wire.until(`43${number}[`);
    if (answered === 'found') fates.add('whole, connection goes on', frames.length);
    else failures.add(`harmless frames, then ${answered}`);
    const bytes = deadly(dice);
    // Sometimes only a part of it, and then silence.
    const part = dice.chance(0.2) ? bytes.subarray(0, dice.between(1, bytes.length)) : bytes;
    wire.write(part);
    sent += 1;
    wire.write(text(`427["settled?",{}]`));
    // Where the length was a lie, the server waits for the rest; that is its right, and the person's time-out.
    const how = await Promise.race([wire.until('437['), soon(100)]);
    fates.add(`broken: ${how === 'found' ? 'goes on' : how}`);
    wire.drop();
  }
  return sent;
};

const LONG = 'x'.repeat(9_000);
const UPGRADES: readonly ((url: string) => string)[] = [
  (url) => upgrade(url, ['Origin: https://evil.example']),
  (url) => upgrade(url, ['Origin: null']),
  (url) => upgrade(url, ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99']),
  (url) => upgrade(url, ['Sec-WebSocket-Protocol: a, a, ,']),
  (url) => upgrade(url, [`Cookie: ${LONG}`]),
  (url) =>
    upgrade(
      url,
      Array.from({ length: 300 }, (_, index) => `X-${index}: ${'y'.repeat(100)}`),
    ),
  (url) => upgrade(url, ['Transfer-Encoding: chunked', 'Content-Length: 5']),
  (url) => upgrade(url).replace('Version: 13', 'Version: 99'),
  (url) => upgrade(url).replace(/Key: .*/, 'Key: short'),
  (url) => upgrade(url).replace('Upgrade: websocket', 'Upgrade: h2c'),
  (url) => upgrade(url).replace('GET', 'POST'),
  (url) => upgrade(url).replace('HTTP/1.1', 'HTTP/9.9'),
  (url) => upgrade(url).replace(/Host: .*/, 'Host: evil.example'),
  (url) => upgrade(url).replace(/Host: .*\r\n/, ''),
  (url) => upgrade(url).replace('EIO=4', 'EIO=3'),
  (url) => upgrade(url).replace('EIO=4&transport=websocket', 'EIO[]=4&transport[__proto__]=websocket'),
  (url) => upgrade(url).replace('transport=websocket', 'transport=constructor'),
  (url) => upgrade(url).replace('transport=websocket', 'transport=websocket&sid=__proto__'),
  (url) => upgrade(url).replace('transport=websocket', 'transport=polling'),
  (url) => upgrade(url).replace('/socket.io/', '/socket.io/../../etc/passwd'),
  (url) => upgrade(url).replace('/socket.io/', '/elsewhere/'),
  (url) => upgrade(url).replace('/socket.io/', '//'),
  (url) => upgrade(url).replace('/socket.io/?', 'http://[::1/socket.io/?'),
  (url) => upgrade(url).replace('\r\n\r\n', '\r\n X-Folded: y\r\n\r\n'),
  (url) => upgrade(url).slice(0, 60),
  () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001',
  () => `GET /${LONG}${LONG} HTTP/1.1\r\n\r\n`,
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
];

/** Upgrades with odd heads; whatever is answered, nobody becomes somebody by them. @returns how many */
export const fuzzUpgrades = async (
  url: string,
  count: number,
  dice: Dice,
  { fates, failures }: Fuzz,
): Promise<number> => {
  for (let sent = 0; sent < count; sent += 1) {
    const wire = await openBytes(url);
    wire.write(dice.pick(UPGRADES)(url));
    wire.write('\r\n\r\n');
    // Some are incomplete: the server waits for the rest until its time-out.
    const opened = await Promise.race([wire.until('0{"sid"'), wire.until('HTTP/1.1 '), soon(200)]);
    if (wire.has(' 101 ')) await wire.until('0{"sid"');
    wire.write(text('40{}'));
    const how = wire.has('0{"sid"')
      ? await Promise.race([wire.until('40{"sid"'), wire.until('44{"message"')])
      : opened;
    if (how === 'found' && wire.has('40{"sid"')) failures.add('an upgrade without a token made a session');
    fates.add(wire.has('44{"message"') ? 'upgraded, no session' : `not upgraded, ${opened}`);
    wire.drop();
  }
  return count;
};

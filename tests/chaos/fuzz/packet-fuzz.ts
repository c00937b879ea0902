import { HOSTILE_JSON } from './arbitraries.ts';
import type { Person } from './clinic.ts';
import type { Dice } from './dice.ts';
import type { Tally } from './tally.ts';
import { connectWire } from './wire-client.ts';

/** Packets of engine.io and Socket.IO: right, odd and wrong, on the connection of somebody who is signed in. */

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'error',
  'message',
  'upgrade',
  'close',
  'open',
  'data',
  'ping',
  'newListener ',
  'offer\u0000',
  'OFFER',
  ' join-room',
  '',
  'x'.repeat(2_000),
  '\ud83d\ude00',
];
/** Socket.IO takes them for a fault of the sender and closes. */
const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
const ACK_IDS = [
  '',
  '0',
  '1',
  '007',
  '9007199254740993',
  '18446744073709551616',
  '99999999999999999999999999',
];

type Packet = string | Buffer;

/** Packets that a connection survives. */
const harmless = (dice: Dice): Packet[] => {
  const id = dice.pick(ACK_IDS);
  const json = dice.pick(HOSTILE_JSON);
  switch (dice.between(0, 9)) {
    case 0:
      return ['3'];
    case 1:
      return ['6'];
    case 2:
      // An answer to a question that nobody asked.
      return [`43${id === '' ? '5' : id}[${json}]`];
    case 3:
      return [`42${id}[${dice.between(-2, 2 ** 31)},${json}]`];
    case 4:
      return [`451-${id}["toggle-audio",{"_placeholder":true,"num":0}]`, dice.bytes(dice.between(0, 200))];
    case 5:
      return [
        `452-${id}["offer",{"offer":{"_placeholder":true,"num":1},"to":{"_placeholder":true,"num":0}}]`,
        dice.bytes(3),
        dice.bytes(0),
      ];
    case 6:
      return [`461-${id === '' ? '7' : id}[{"_placeholder":true,"num":0}]`, dice.bytes(9)];
    default:
      return [`42${id}[${JSON.stringify(dice.pick(NAMES))},${json}${dice.chance(0.2) ? `,${json}` : ''}]`];
  }
};

const SPECIAL: readonly (readonly Packet[])[] = [
  ['0'],
  ['1'],
  ['2'],
  ['2probe'],
  ['3probe'],
  ['5'],
  ['7'],
  [''],
  ['4'],
  ['40'],
  ['40{}'],
  ['40[]'],
  ['40{"token":{"__proto__":null}}'],
  ['40/admin,'],
  ['40/admin,{"token":"x"}'],
  ['40/__proto__,{}'],
  ['40/constructor,'],
  [`40/${'n'.repeat(3_000)},`],
  ['40,,,,'],
  ['41'],
  ['41/admin,'],
  ['41[]'],
  ['42'],
  ['42[]'],
  ['42{}'],
  ['42null'],
  ['42"x"'],
  ['42["x"'],
  ['42[null]'],
  ['42[["offer"]]'],
  ['42[{"toString":1}]'],
  ['42-1["x"]'],
  ['421e5["x"]'],
  ['42/other,1["offer",{}]'],
  ['42/__proto__,1["offer",{}]'],
  ['43'],
  ['43[]'],
  ['43{}'],
  ['43-5[]'],
  ['44'],
  ['44{"message":"x"}'],
  ['45'],
  ['45-'],
  ['450-["x"]'],
  ['45-1-["x"]'],
  ['451.5-["x"]'],
  ['451e9-["x"]'],
  ['4511-["x",{"_placeholder":true,"num":0}]'],
  ['451-["x",{"_placeholder":true,"num":1}]', Buffer.from('late')],
  ['451-["x",{"_placeholder":true,"num":-1}]', Buffer.from('late')],
  ['451-["x",{"_placeholder":true,"num":"__proto__"}]', Buffer.from('late')],
  ['451-["x",{"_placeholder":true}]', Buffer.from('late')],
  ['451-["x"]', '42["text instead"]'],
  ['4510-["x"]'],
  ['459999999999-["x"]'],
  ['461-5'],
  ['47'],
  ['49["x"]'],
  ['b'],
  ['b!!!!'],
  [`b${Buffer.from('42["x"]').toString('base64')}`],
  [Buffer.from('42["x"]')],
  [Buffer.alloc(0)],
  ['x'],
  ['\u0000'],
  ...RESERVED.map((name) => [`42["${name}",{}]`]),
  [`42["x",${'['.repeat(30_000)}]`],
  [`42["x","${'x'.repeat(66_000)}"]`],
];

/** @returns how many packets were sent */
export const fuzzPackets = async (
  url: string,
  person: () => Promise<Person>,
  count: number,
  dice: Dice,
  { fates, failures }: { fates: Tally; failures: Set<string> },
): Promise<number> => {
  let sent = 0;
  while (sent < count) {
    const client = await connectWire(url, (await person()).token);
    const probe = async (): Promise<boolean> => {
      const answer = await client.ask('settled?', '{}');
      if (answer !== null && (answer.ok || answer.code !== 'unknown_event')) {
        failures.add(`an unknown event was answered with ${answer.ok ? 'success' : answer.code}`);
      }
      return answer !== null;
    };
    // Harmless ones first, in bursts: the connection must be there after them, in order.
    for (let burst = 0; burst < 4 && sent < count; burst += 1) {
      const packets = Array.from({ length: 60 }, () => harmless(dice)).flat();
      for (const packet of packets) client.send(packet);
      sent += packets.length;
      if (await probe()) fates.add('parsed, connection goes on', packets.length);
      else failures.add(`closed after harmless packets, ${await client.gone}`);
    }
    const special = dice.pick(SPECIAL);
    for (const packet of special) client.send(packet);
    sent += special.length;
    if (await probe()) {
      fates.add('special, connection goes on');
      client.terminate();
    } else {
      fates.add(`special, closed with ${await client.gone}`);
    }
  }
  return sent;
};

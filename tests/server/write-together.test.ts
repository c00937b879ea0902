import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { createWriteTogether } from '../../server/transport/write-together.ts';

/** Engine.IO as far as this sees it: `written` has the packets of each write, in order. */
const createEngine = () => {
  const together = createWriteTogether();
  const connect = () => {
    const written: string[][] = [];
    let corks = 0;
    const stream = {
      cork() {
        if ((corks += 1) === 1) written.push([]);
      },
      uncork: () => void (corks -= 1),
    };
    const transport = Object.assign(new EventEmitter(), { writable: true, socket: { _socket: stream } });
    let buffer: string[] = [];
    const conn = { transport };
    const flush = () => {
      if (!transport.writable || buffer.length === 0) return;
      if (corks > 0) written.at(-1)?.push(...buffer);
      else written.push(...buffer.map((packet) => [packet]));
      buffer = [];
      transport.writable = false;
    };
    transport.on('ready', flush);
    return {
      written,
      corks: () => corks,
      send(packet: string) {
        together.holdBack(conn);
        buffer.push(packet);
        flush();
      },
      /** The system took what was handed over. */
      take() {
        transport.writable = true;
        transport.emit('ready');
      },
    };
  };
  return { together, connect };
};

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve));

it('[S1-P05] says what comes with answers of the store to each connection in one write, in order', async () => {
  const { together, connect } = createEngine();
  const [one, two] = [connect(), connect()];
  const answers = [1, 2, 3].map((number) => Promise.resolve(number));
  const told = answers.map(async (answer) => {
    const number = await answer;
    together.hold();
    one.send(`message ${number}`);
    two.send(`message ${number}`);
    one.send(`ack ${number}`);
  });
  await Promise.all(told);
  expect(one.written).toEqual([]);
  await nextTick();
  expect(one.written).toEqual([['message 1', 'ack 1', 'message 2', 'ack 2', 'message 3', 'ack 3']]);
  expect(two.written).toEqual([['message 1', 'message 2', 'message 3']]);
  expect([one.corks(), two.corks()]).toEqual([0, 0]);
});

it('holds nothing back that is no answer of the store', async () => {
  const { together, connect } = createEngine();
  const socket = connect();
  socket.send('signal');
  expect(socket.written).toEqual([['signal']]);
  socket.take();
  together.hold();
  await nextTick();
  socket.send('another');
  expect(socket.written).toEqual([['signal'], ['another']]);
});

it('leaves alone what is not ready to be written to', async () => {
  const { together, connect } = createEngine();
  const slow = connect();
  slow.send('before');
  together.hold();
  slow.send('meanwhile');
  await nextTick();
  expect(slow.written).toEqual([['before']]);
  slow.take();
  expect(slow.written).toEqual([['before'], ['meanwhile']]);
});

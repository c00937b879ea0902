import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** A WebSocket that speaks Socket.IO by hand, for what no library of a client would do. */
export const openRawSocket = async (url: string) => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  onTestFinished(() => socket.terminate());
  const frames: string[] = [];
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    const frame = data.toString();
    // Engine.IO's heartbeat.
    if (frame === '2') socket.send('3');
    frames.push(frame);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

  const next = (start: string): Promise<string> =>
    new Promise((resolve) => {
      const look = () => {
        const found = frames.find((frame) => frame.startsWith(start));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });

  let packet = 0;
  return {
    socket,
    frames,
    closed,
    next,
    send: (frame: string) => socket.send(frame),
    /** The handshake of Socket.IO. @returns the socket's id */
    async enter(auth: object): Promise<string> {
      socket.send(`40${JSON.stringify(auth)}`);
      return (JSON.parse((await next('40')).slice(2)) as { sid: string }).sid;
    },
    /** @returns the ack */
    async request(event: string, payload: object): Promise<unknown> {
      const id = packet++;
      socket.send(`42${id}${JSON.stringify([event, payload])}`);
      return (JSON.parse((await next(`43${id}[`)).slice(2 + String(id).length)) as unknown[])[0];
    },
  };
};

import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { Ack } from '../../../server/protocol/index.ts';

/**
 * A Socket.IO client that is only as much as its frames: what it sends may be wrong in every way, and nothing
 * that it receives is hidden.
 */
export type WireClient = Awaited<ReturnType<typeof connectWire>>;

type Answer = Ack<Record<string, unknown>>;
type Heard = (event: string, payload: unknown) => void;

const ACK = /^43(\d+)(\[.*)$/s;

/** A socket that is open, and on which nobody said yet who it is. */
export const openWire = (url: string): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
    });
    socket.once('open', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', reject);
  });

export const connectWire = async (url: string, token: string, auth: Record<string, unknown> = {}) => {
  const socket = await openWire(url);
  const waiting = new Map<number, { resolve: (answer: Answer | null) => void }>();
  const hearers = new Set<Heard>();
  // Far from the numbers of those who send frames of their own.
  let nextAck = 1_000_000;
  let id = '';
  let closed: string | null = null;

  const gone = new Promise<string>((resolve) => {
    socket.once('close', (code) => {
      closed = String(code);
      for (const { resolve: answer } of waiting.values()) answer(null);
      waiting.clear();
      resolve(closed);
    });
  });

  await new Promise<void>((resolve, reject) => {
    void gone.then((code) => reject(new Error(`closed with ${code} before it was connected`)));
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return;
      const frame = data.toString();
      if (frame === '2') return socket.send('3');
      if (frame.startsWith('43')) {
        const match = ACK.exec(frame);
        const waiter = waiting.get(Number(match?.[1]));
        if (match?.[2] === undefined || waiter === undefined) return;
        waiting.delete(Number(match[1]));
        waiter.resolve((JSON.parse(match[2]) as [Answer])[0]);
      } else if (frame.startsWith('42')) {
        // Whom nobody asks costs nothing: the process of the tests has the work of all clients.
        if (hearers.size === 0) return;
        const [event, payload] = JSON.parse(frame.slice(2)) as [string, unknown];
        for (const hear of hearers) hear(event, payload);
      } else if (frame.startsWith('40{')) {
        id = (JSON.parse(frame.slice(2)) as { sid: string }).sid;
        resolve();
      } else if (frame.startsWith('44{')) {
        reject(new Error(frame));
        socket.close();
      }
    });
    socket.send(`40${JSON.stringify({ token, ...auth })}`);
  });

  /** Sends an event as text; the answer is null if the socket closed instead. */
  const ask = (event: string, payload: string, more = ''): Promise<Answer | null> => {
    if (closed !== null) return Promise.resolve(null);
    const number = nextAck;
    nextAck += 1;
    const answer = new Promise<Answer | null>((resolve) => waiting.set(number, { resolve }));
    socket.send(`42${number}[${JSON.stringify(event)}${payload === '' ? '' : `,${payload}`}${more}]`);
    return answer;
  };

  return {
    id,
    /** The socket below, for what is no event. */
    socket,
    ask,
    /** @throws if it is refused, or the socket closes */
    request: async (event: string, payload: object): Promise<Record<string, unknown>> => {
      const answer = await ask(event, JSON.stringify(payload));
      if (answer === null) throw new Error(`${event}: the socket closed`);
      if (!answer.ok) throw new Error(`${event} was refused: ${answer.code} (${answer.message})`);
      return answer;
    },
    send: (frame: string | Buffer): void => {
      if (closed === null) socket.send(frame);
    },
    hear: (hear: Heard): (() => void) => {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    /** From now on it takes whatever comes and looks at none of it, which costs next to nothing. */
    discard: (): void => {
      const { _socket: line } = socket as unknown as { _socket: Socket };
      line.removeAllListeners('data');
      line.on('data', () => undefined);
    },
    isClosed: () => closed !== null,
    /** Resolves with the close code. */
    gone,
    close: (): Promise<string> => {
      socket.close();
      return gone;
    },
    /** Without a goodbye. */
    terminate: (): void => socket.terminate(),
  };
};

import { parentMessageSchema, type Answer, type ChildMessage, type Question } from './child-protocol.ts';
import type { Config, Reconfiguration } from './config.ts';
import { createServer } from './create-server.ts';
import { maintainClinic, refusalOf, startFailureOf } from './maintain-clinic.ts';

/**
 * The server as a child process of the desktop app: configuration and status by message, no environment, no
 * signals. The same file runs under Electron's utilityProcess and under Node's own fork.
 */

type ParentLink = {
  /** Resolves when the message has left this process. */
  send(message: ChildMessage): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  onGone(listener: () => void): void;
};

/** Electron's `process.parentPort`; Node's types do not know it. */
type ParentPort = {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
};

const electronLink = (port: ParentPort): ParentLink => ({
  send: async (message) => port.postMessage(message),
  onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
  // Chromium ends a utility process whose main process is gone; there is no event to wait for.
  onGone: () => {},
});

const nodeLink = (): ParentLink => ({
  send: (message) =>
    new Promise((resolve) => {
      if (process.send === undefined || !process.connected) resolve();
      else process.send(message, undefined, {}, () => resolve());
    }),
  onMessage: (listener) => process.on('message', listener),
  onGone: (listener) => process.on('disconnect', listener),
});

const connectToParent = (): ParentLink => {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort) return electronLink(parentPort);
  if (process.send === undefined) {
    throw new Error('server/child.ts runs only as a child process of the desktop app; see server/main.ts');
  }
  return nodeLink();
};

const ORPHAN_GRACE_MS = 10_000;

/** A code for the window, and one line for the developer of the app. */
const describeFailure = (
  error: unknown,
  { port }: Config,
): Pick<Extract<ChildMessage, { type: 'failed' }>, 'code' | 'message'> => {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  // Windows keeps whole ranges of ports for itself, and says that they are forbidden.
  if (code === 'EADDRINUSE' || (code === 'EACCES' && syscall === 'listen')) {
    return { code: 'port_in_use', message: `port ${port} is in use` };
  }
  const message = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  return { code: startFailureOf(error), message };
};

/** The address for the app's own window: the name `localhost` may lead to another server's IPv6 address. */
const fromThisMachine = (url: string): string => url.replace('://localhost:', '://127.0.0.1:');

const parent = connectToParent();
let server: ReturnType<typeof createServer> | null = null;
let starting: Promise<void> | null = null;
let ending = false;

const start = async (config: Config): Promise<void> => {
  try {
    server = createServer({ config });
    const { url } = await server.start();
    await parent.send({ type: 'listening', url: fromThisMachine(url) });
  } catch (error) {
    await parent.send({ type: 'failed', ...describeFailure(error, config) });
  }
};

/** A refused change leaves the server as it is: the app has checked it, and is told by the log alone. */
const reconfigure = async ({ publicUrl, tls, turn }: Reconfiguration): Promise<void> => {
  await starting;
  server?.reconfigure({ publicUrl, tls, turn });
};

const end = async (): Promise<void> => {
  if (ending) return;
  ending = true;
  await starting;
  await server?.stop();
  await parent.send({ type: 'stopped' });
  process.exit(0);
};

const answerTo = async (question: Question): Promise<Answer> => {
  if (question.about !== 'report' && question.about !== 'export') return maintainClinic(question);
  try {
    if (question.about === 'report') {
      const report = await server?.report();
      if (report) return { about: 'report', report };
    } else {
      const exported = await server?.exportBackup(question.file);
      if (exported) return { about: 'exported', ...exported };
    }
    return { about: 'refused', code: 'failed' };
  } catch (error) {
    return { about: 'refused', code: refusalOf(error) };
  }
};

parent.onMessage((message) => {
  const parsed = parentMessageSchema.safeParse(message);
  if (!parsed.success) {
    void parent.send({
      type: 'failed',
      code: 'failed',
      message: 'the app sent a message that this server does not know',
    });
  } else if (parsed.data.type === 'stop') {
    void end();
  } else if (parsed.data.type === 'ask') {
    const { id, question } = parsed.data;
    void answerTo(question).then((answer) => parent.send({ type: 'answered', id, answer }));
  } else if (parsed.data.type === 'reconfigure') {
    void reconfigure(parsed.data);
  } else {
    starting ??= start(parsed.data.config);
  }
});
parent.onGone(() => {
  // Nobody is left who could kill a server that does not stop by itself.
  setTimeout(() => process.exit(1), ORPHAN_GRACE_MS).unref();
  void end();
});

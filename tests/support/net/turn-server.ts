import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** coturn of Debian's package of that name, as a process on loopback. */

/** Where it is; null where it is not installed. */
export const findTurnServer = (): string | null =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .concat('/usr/bin', '/usr/sbin')
    .map((folder) => join(folder, 'turnserver'))
    .find((path) => existsSync(path)) ?? null;

/** A STUN binding request (RFC 5389) without attributes. */
const BINDING_REQUEST = Buffer.from(`000100002112a442${'0123456789ab'.repeat(2)}`, 'hex');
const ASK_EVERY_MS = 50;

/** Resolves when something on this port answers like a relay. */
const answers = (port: number): Promise<void> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    const ask = () => socket.send(BINDING_REQUEST, port, '127.0.0.1');
    const timer = setInterval(ask, ASK_EVERY_MS);
    // Refused while nobody listens there; the next one may not be.
    socket.on('error', () => undefined);
    socket.once('message', () => {
      clearInterval(timer);
      socket.close();
      resolve();
    });
    ask();
  });

/**
 * Resolves as soon as it answers.
 * @param folder absolute, for what it writes
 * @param options of its command line, beside what every test needs
 */
export const runTurnServer = async (
  program: string,
  {
    port,
    secret,
    folder,
    options,
  }: { port: number; secret: string; folder: string; options: readonly string[] },
): Promise<{ stop(): Promise<void> }> => {
  const child = spawn(
    program,
    [
      ...['-n', '--no-cli', '--no-dtls', '--log-file=stdout', '--use-auth-secret'],
      `--static-auth-secret=${secret}`,
      '--realm=anteroom.test',
      `--listening-port=${port}`,
      ...['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1'],
      `--pidfile=${join(folder, 'turnserver.pid')}`,
      `--userdb=${join(folder, 'turndb')}`,
      ...options,
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  await Promise.race([
    answers(port),
    exited.then(() => {
      throw new Error('coturn ended before it listened');
    }),
  ]);
  return {
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

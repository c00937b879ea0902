import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeCertificate } from '../certificate.ts';
import { makeTempFolder } from '../desktop/temp-folder.ts';
import { freePort } from '../free-port.ts';

/** coturn of Debian's package of that name, with UDP, TCP and TLS on loopback. */

export type Coturn = {
  port: number;
  tlsPort: number;
  secret: string;
  /** What TLS has to trust to speak to it. */
  ca: string;
  /** As the clinic's server makes them (draft-uberti-behave-turn-rest). */
  credentials(secret?: string): { username: string; credential: string };
  stop(): Promise<void>;
};

const findTurnServer = (): string | null =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .concat('/usr/bin', '/usr/sbin')
    .map((folder) => join(folder, 'turnserver'))
    .find((path) => existsSync(path)) ?? null;

const BINDING_REQUEST = Buffer.from(`000100002112a442${'0123456789ab'.repeat(2)}`, 'hex');
const ASK_EVERY_MS = 50;

const answers = (port: number): Promise<void> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    const ask = () => socket.send(BINDING_REQUEST, port, '127.0.0.1');
    const timer = setInterval(ask, ASK_EVERY_MS);
    socket.on('error', () => undefined);
    socket.once('message', () => {
      clearInterval(timer);
      socket.close();
      resolve();
    });
    ask();
  });

/** Null where it is not installed: the run then prints one line. */
export const startCoturn = async (): Promise<Coturn | null> => {
  const turnServer = findTurnServer();
  if (turnServer === null) {
    process.stdout.write(
      'coturn is not installed: TURN is tested against the responder of the tests alone\n',
    );
    return null;
  }
  const folder = makeTempFolder();
  const { certificatePath, keyPath } = makeCertificate(folder.path, 'turn');
  const [port, tlsPort] = [await freePort(), await freePort()];
  const secret = 'a shared secret of this test alone';
  const child = spawn(
    turnServer,
    [
      ...['-n', '--no-cli', '--no-dtls', '--log-file=stdout', '--use-auth-secret'],
      `--static-auth-secret=${secret}`,
      '--realm=anteroom.test',
      `--listening-port=${port}`,
      `--tls-listening-port=${tlsPort}`,
      ...['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1'],
      `--cert=${certificatePath}`,
      `--pkey=${keyPath}`,
      `--pidfile=${join(folder.path, 'turnserver.pid')}`,
      `--userdb=${join(folder.path, 'turndb')}`,
    ],
    { cwd: folder.path, stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  await Promise.race([
    answers(port),
    exited.then(() => {
      throw new Error('coturn ended before it listened');
    }),
  ]);
  return {
    port,
    tlsPort,
    secret,
    ca: readFileSync(certificatePath, 'utf8'),
    credentials: (by = secret) => {
      const username = `${Math.floor(Date.now() / 1000) + 3600}:test`;
      return { username, credential: createHmac('sha1', by).update(username).digest('base64') };
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      folder.remove();
    },
  };
};

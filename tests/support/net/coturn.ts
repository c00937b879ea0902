import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeCertificate } from '../certificate.ts';
import { makeTempFolder } from '../desktop/temp-folder.ts';
import { freePort } from '../free-port.ts';
import { findTurnServer, runTurnServer } from './turn-server.ts';

/** coturn with UDP, TCP and TLS on loopback. */

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
  const server = await runTurnServer(turnServer, {
    port,
    secret,
    folder: folder.path,
    options: [`--tls-listening-port=${tlsPort}`, `--cert=${certificatePath}`, `--pkey=${keyPath}`],
  });
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
      await server.stop();
      folder.remove();
    },
  };
};

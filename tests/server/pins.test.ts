import { createHash, X509Certificate } from 'node:crypto';
import { copyFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readCertificates } from '../../server/certificates.ts';
import { ConfigError, type KeyPair } from '../../server/config.ts';
import { parseAppLink } from '../../server/protocol/index.ts';
import { databaseFileIn, openDatabaseForReading } from '../../server/storage/sqlite/database.ts';
import { readTlsKey } from '../../server/storage/sqlite/read-tls-key.ts';
import { createTlsIdentity } from '../../server/tls-identity.ts';
import { inviteLinks } from '../../server/transport/invite-links.ts';
import { makeCertificate } from '../support/certificate.ts';
import { createAuthority, type Authority } from '../support/certificate-authority.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

const INVITE = 'abcdefghijklmnopqrstuv';
const NO_RELAY = { urls: [], secret: null };

let authority: Authority;
let main: KeyPair;
let named: KeyPair;
beforeAll(async () => {
  authority = await createAuthority();
  [main, named] = (await Promise.all(
    [['localhost'], ['clinic.example', '*.clinic.example']].map(async (names) => {
      const { chain, key } = await authority.issueFor(names);
      return { certificate: chain, key };
    }),
  )) as [KeyPair, KeyPair];
});

/** Straight from the definition in RFC 7469: of the DER of the SubjectPublicKeyInfo. */
const pinByHand = (pem: string): string =>
  createHash('sha256')
    .update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');

/** What a client that asks for the name is shown; without a name as by an address. */
const shown = async (url: string, servername?: string): Promise<{ pin: string; protocol: string | null }> => {
  const { port } = new URL(url);
  const socket: TLSSocket = connect({
    host: '127.0.0.1',
    port: Number(port),
    rejectUnauthorized: false,
    ...(servername === undefined ? {} : { servername }),
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Error('no certificate');
  return { pin: pinByHand(certificate.toString()), protocol: socket.getProtocol() };
};

describe('the links of an invitation', () => {
  it('carry the pin of a certificate that browsers do not know, and offer the app', () => {
    const pin = pinByHand(main.certificate);
    const links = inviteLinks({ publicUrl: () => 'https://192.168.1.20:4000', pin: () => pin }, INVITE);
    expect(links.url).toBe(`https://192.168.1.20:4000/visit#invite=${INVITE}&pin=${pin}`);
    expect(parseAppLink(links.appUrl ?? '')).toEqual({ host: '192.168.1.20:4000', pin, code: INVITE });
  });

  it('carry none where browsers trust the certificate', () => {
    const links = inviteLinks({ publicUrl: () => 'https://clinic.example', pin: () => null }, INVITE);
    expect(links.url).toBe(`https://clinic.example/visit#invite=${INVITE}`);
    expect(parseAppLink(links.appUrl ?? '')).toEqual({ host: 'clinic.example', pin: null, code: INVITE });
  });

  it.each(['http://127.0.0.1:4000', 'https://clinic.example/anteroom'])(
    'do not offer the app where it cannot come: %s',
    (publicUrl) => {
      expect(inviteLinks({ publicUrl: () => publicUrl, pin: () => null }, INVITE)).toEqual({
        url: `${publicUrl}/visit#invite=${INVITE}`,
      });
    },
  );
});

describe('the certificates that a server shows', () => {
  it('are its own, and by name the one that is made out to it, from TLS 1.3', async () => {
    const clinic = await startTestServer({ tls: { main, byName: named } });
    expect(await shown(clinic.url)).toEqual({ pin: pinByHand(main.certificate), protocol: 'TLSv1.3' });
    for (const name of ['clinic.example', 'www.clinic.example']) {
      expect((await shown(clinic.url, name)).pin).toBe(pinByHand(named.certificate));
    }
    expect((await shown(clinic.url, 'other.example')).pin).toBe(pinByHand(main.certificate));
  });

  it('are not shown to who speaks less than TLS 1.3', async () => {
    const clinic = await startTestServer({ tls: { main, byName: named } });
    for (const servername of ['localhost', 'clinic.example']) {
      const socket = connect({
        host: '127.0.0.1',
        port: Number(new URL(clinic.url).port),
        servername,
        rejectUnauthorized: false,
        maxVersion: 'TLSv1.2',
      });
      onTestFinished(() => void socket.destroy());
      await expect(once(socket, 'secureConnect')).rejects.toThrow();
    }
  });

  it('change without a restart, as does the address', async () => {
    const clinic = await startTestServer({ tls: { main, byName: null } });
    const open = connect({
      host: '127.0.0.1',
      port: Number(new URL(clinic.url).port),
      rejectUnauthorized: false,
    });
    onTestFinished(() => void open.destroy());
    await once(open, 'secureConnect');
    clinic.server.reconfigure({
      publicUrl: 'https://clinic.example',
      tls: { main: named, byName: main },
      turn: NO_RELAY,
    });
    expect((await shown(clinic.url)).pin).toBe(pinByHand(named.certificate));
    expect((await shown(clinic.url, 'localhost')).pin).toBe(pinByHand(main.certificate));
    expect(open.destroyed).toBe(false);
  });

  it('stay when the new ones cannot be shown', async () => {
    const clinic = await startTestServer({ tls: { main, byName: null } });
    clinic.server.reconfigure({
      publicUrl: null,
      tls: { main: { certificate: main.certificate, key: named.key }, byName: null },
      turn: NO_RELAY,
    });
    expect((await shown(clinic.url)).pin).toBe(pinByHand(main.certificate));
  });
});

describe('the key that a hosted clinic shows', () => {
  const keyKept = async (databaseKey: string | null) => {
    const dataDir = await temporaryFolder();
    const { server } = await startTestServer({ dataDir, databaseKey, tls: { main, byName: named } });
    await server.stop();
    const db = openDatabaseForReading({ file: databaseFileIn(dataDir), databaseKey });
    try {
      return readTlsKey(db);
    } finally {
      db.close();
    }
  };

  it('goes with its database, and in plain text nowhere', async () => {
    expect(await keyKept('a key of this test alone')).toBe(main.key);
    expect(await keyKept(null)).toBeNull();
  });
});

describe('which pin an invitation gets', () => {
  const identity = (isTrusted: boolean) =>
    createTlsIdentity({
      tls: { main, byName: named },
      now: Date.now,
      onFilesRefused: () => {},
      isTrusted: (chain) => isTrusted && chain[0]?.checkHost('clinic.example') !== undefined,
    });

  it('is the one of what is shown at its address', () => {
    const untrusted = identity(false);
    expect(untrusted.pinFor('192.168.1.20')).toBe(pinByHand(main.certificate));
    expect(untrusted.pinFor('clinic.example')).toBe(pinByHand(named.certificate));
  });

  it('is none at a name that browsers trust, and only there', () => {
    const trusted = identity(true);
    expect(trusted.pinFor('clinic.example')).toBeNull();
    expect(trusted.pinFor('192.168.1.20')).toBe(pinByHand(main.certificate));
  });

  it('is refused for a key of another certificate', () => {
    const tls = { main: { certificate: main.certificate, key: named.key }, byName: null };
    expect(() => createTlsIdentity({ tls, now: Date.now, onFilesRefused: () => {} })).toThrow(ConfigError);
  });
});

describe('a stand-alone server', () => {
  it('pins a certificate that it signed itself, in the invitation that it answers with', async () => {
    const { certificatePath, keyPath, certificate } = makeCertificate(await temporaryFolder());
    const identity = createTlsIdentity({
      tls: { certificatePath, keyPath },
      now: Date.now,
      onFilesRefused: () => {},
    });
    onTestFinished(() => identity.close());
    expect(identity.pinFor('localhost')).toBe(pinByHand(certificate));
    expect(identity.hostnames()).toEqual(['localhost']);
  });

  it('takes files that were renewed, and keeps the last good ones', async () => {
    const folder = await temporaryFolder();
    const first = makeCertificate(folder);
    const second = makeCertificate(folder, 'renewed');
    const refused: unknown[] = [];
    const identity = createTlsIdentity({
      tls: first,
      now: Date.now,
      onFilesRefused: (error) => refused.push(error),
      filesEveryMs: 20,
    });
    onTestFinished(() => identity.close());
    const pins: (string | null)[] = [];
    const replaced = new Promise<void>((resolve) => {
      identity.onReplaced(() => {
        pins.push(identity.pinFor('localhost'));
        resolve();
      });
    });
    const [before, after] = await Promise.all(
      [first.certificatePath, second.certificatePath].map((path) => readFile(path, 'utf8')),
    );
    // As certbot does: one file after the other, each whole.
    for (const [from, to] of [
      [second.certificatePath, first.certificatePath],
      [second.keyPath, first.keyPath],
    ] as const) {
      await copyFile(from, join(folder, 'new'));
      await rename(join(folder, 'new'), to);
    }
    await replaced;
    expect(pins.at(-1)).toBe(pinByHand(after ?? ''));
    expect(pins).not.toContain(pinByHand(before ?? ''));
    expect(readCertificates(identity.options().cert)).toHaveLength(1);
  });
});

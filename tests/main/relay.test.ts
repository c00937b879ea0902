import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRelay, type Relay } from '../../src-main/services/relay.ts';
import { SecretsError, type Secrets } from '../../src-main/services/secrets.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { createMemorySecrets } from '../support/desktop/memory-secrets.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startCoturn, type Coturn } from '../support/net/coturn.ts';
import { startResponder } from '../support/net/turn-responder.ts';

/** The relay of the hosted clinic: what is taken, where it is kept, and what a test of it finds. */

const SECRET = 'canary-of-the-relay-7c1';
const TURN = 'turn:turn.clinic.example:3478';

let folder: ReturnType<typeof makeTempFolder>;
let secrets: ReturnType<typeof createMemorySecrets>;
let changes: number;
let memory: ReturnType<typeof createMemoryLog>;

const open = (options: { secrets?: Pick<Secrets, 'read' | 'write'>; ca?: string } = {}): Relay =>
  createRelay({
    folder: folder.path,
    secrets: secrets.secrets,
    log: memory.log,
    onChanged: () => {
      changes += 1;
    },
    ...options,
  });

beforeEach(() => {
  folder = makeTempFolder();
  secrets = createMemorySecrets();
  memory = createMemoryLog();
  changes = 0;
});
afterEach(() => folder.remove());

describe('what is saved', () => {
  it('is the configuration of the next start, and after a restart of the app, too', async () => {
    const relay = open();
    expect(await relay.config()).toEqual({ urls: [], secret: null });
    expect(await relay.state()).toEqual({ addresses: [], secret: 'none' });
    const addresses = [TURN, 'TURNS:turn.clinic.example:443?transport=tcp', ' stun:turn.clinic.example '];
    const state = {
      addresses: [TURN, 'turns:turn.clinic.example:443?transport=tcp', 'stun:turn.clinic.example'],
      secret: 'kept',
    };
    expect(await relay.save({ addresses, secret: ` ${SECRET}\n` })).toEqual({ status: 'saved', state });
    expect(changes).toBe(1);
    expect(await open().state()).toEqual(state);
    expect(await open().config()).toEqual({ urls: state.addresses, secret: SECRET });
  });

  it('has its secret among the secrets alone', async () => {
    await open().save({ addresses: [TURN], secret: SECRET });
    expect(secrets.kept.get('relay-secret')).toBe(SECRET);
    expect(readFileSync(join(folder.path, 'relay.json'), 'utf8')).not.toContain(SECRET);
    expect(JSON.stringify(memory.entries)).not.toContain(SECRET);
    expect(JSON.stringify(memory.entries)).not.toContain('turn.clinic.example');
  });

  it('keeps the secret where none is entered, and forgets it with the last relay', async () => {
    const relay = open();
    await relay.save({ addresses: [TURN], secret: SECRET });
    await relay.save({ addresses: ['turn:other.example'], secret: null });
    await relay.save({ addresses: ['turn:other.example'], secret: '  ' });
    expect(await relay.config()).toEqual({ urls: ['turn:other.example'], secret: SECRET });
    expect(await relay.save({ addresses: ['stun:other.example'], secret: null })).toMatchObject({
      state: { secret: 'none' },
    });
    expect(secrets.kept.has('relay-secret')).toBe(false);
  });
});

describe('what is refused', () => {
  it('is said line by line, and nothing is changed', async () => {
    const relay = open();
    const outcome = await relay.save({
      addresses: [
        'turn.clinic.example',
        TURN,
        'https://turn.clinic.example',
        'stuns:turn.clinic.example',
        'turn:user:word@turn.clinic.example',
        'turn:',
        'turn://turn.clinic.example',
        'turn:turn.clinic.example:99999',
        'turn:turn.clinic.example?transport=tls',
        'turns:turn.clinic.example?transport=udp',
        'stun:turn.clinic.example?transport=udp',
        'turn:TURN.clinic.example?transport=udp',
      ],
      secret: SECRET,
    });
    expect(outcome).toEqual({
      status: 'refused',
      addresses: [
        'kind',
        null,
        'kind',
        'stuns',
        'credentials',
        'host',
        'host',
        'port',
        'transport',
        'tls_by_udp',
        'stun_transport',
        'twice',
      ],
      secret: null,
    });
    expect(changes).toBe(0);
    expect(secrets.kept.size).toBe(0);
    expect(existsSync(join(folder.path, 'relay.json'))).toBe(false);
  });

  it.each([
    ['a relay without a secret', [TURN], null, 'missing'],
    ['a secret without a relay', ['stun:turn.clinic.example'], SECRET, 'alone'],
  ])('%s', async (_name, addresses, secret, fault) => {
    expect(await open().save({ addresses, secret })).toMatchObject({ status: 'refused', secret: fault });
    expect(changes).toBe(0);
  });

  it('a secret that this computer has no place for', async () => {
    const relay = open({
      secrets: {
        read: async () => null,
        write: () => Promise.reject(new SecretsError('unavailable')),
      },
    });
    expect(await relay.save({ addresses: [TURN], secret: SECRET })).toMatchObject({ secret: 'not_kept' });
    expect(await relay.state()).toEqual({ addresses: [], secret: 'none' });
  });
});

it('goes on without a secret that cannot be decrypted, and says so', async () => {
  await open().save({ addresses: [TURN], secret: SECRET });
  const relay = open({
    secrets: {
      read: () => Promise.reject(new SecretsError('unreadable')),
      write: secrets.secrets.write,
    },
  });
  expect(await relay.config()).toEqual({ urls: [TURN], secret: null });
  expect(await relay.state()).toEqual({ addresses: [TURN], secret: 'unreadable' });
  expect(await relay.save({ addresses: [TURN], secret: null })).toMatchObject({ secret: 'missing' });
  expect(await relay.test()).toEqual([
    { address: TURN, kind: 'turn', transport: 'udp', finding: 'no-secret', roundTripMs: null },
  ]);
});

describe('the test of what is saved', () => {
  it('finds out each address by itself', async () => {
    const [good, full, closed] = [
      await startResponder('udp'),
      await startResponder('tcp', { fault: 'full' }),
      await freePort(),
    ];
    const relay = open();
    await relay.save({
      addresses: [
        `stun:127.0.0.1:${good.port}`,
        `turn:127.0.0.1:${full.port}?transport=tcp`,
        `turn:127.0.0.1:${closed}`,
        'stun:no-such-name.invalid',
      ],
      secret: SECRET,
    });
    expect(await relay.test()).toMatchObject([
      { kind: 'stun', transport: 'udp', finding: 'works', roundTripMs: expect.any(Number) as number },
      // The responder knows another password than the secret's.
      { kind: 'turn', transport: 'tcp', finding: 'refused' },
      { kind: 'turn', transport: 'udp', finding: 'unreachable' },
      { finding: 'name-unknown', roundTripMs: null },
    ]);
    expect(JSON.stringify(memory.entries)).not.toContain('127.0.0.1');
  });

  it('gives a relay what the server gives to calls', async () => {
    const responder = await startResponder('tcp');
    const relay = open();
    await relay.save({ addresses: [`turn:127.0.0.1:${responder.port}?transport=tcp`], secret: SECRET });
    await relay.test();
    const names = responder.requests.flatMap(({ attributes }) =>
      attributes.filter(({ type }) => type === 0x0006).map(({ value }) => value.toString()),
    );
    expect(names[0]).toMatch(/^\d{10}:[\w-]{12}$/);
    const expiry = Number(names[0]?.split(':')[0]);
    expect(expiry - Date.now() / 1000).toBeGreaterThan(3600);
  });
});

describe('a real relay', () => {
  let coturn: Coturn | null;
  beforeAll(async () => {
    coturn = await startCoturn();
  });
  afterAll(() => coturn?.stop());

  it('works by each way with its secret, and refuses another', async (context) => {
    if (coturn === null) {
      context.skip('coturn is not installed');
      return;
    }
    const { port, tlsPort, ca, secret } = coturn;
    const relay = open({ ca });
    const addresses = [
      `stun:127.0.0.1:${port}`,
      `turn:127.0.0.1:${port}`,
      `turn:127.0.0.1:${port}?transport=tcp`,
      `turns:127.0.0.1:${tlsPort}`,
    ];
    await relay.save({ addresses, secret });
    expect((await relay.test()).map(({ finding }) => finding)).toEqual(['works', 'works', 'works', 'works']);
    await relay.save({ addresses, secret: 'another' });
    expect((await relay.test()).map(({ finding }) => finding)).toEqual([
      'works',
      'refused',
      'refused',
      'refused',
    ]);
  });
});

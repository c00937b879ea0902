import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureLoss, probeStun, probeTurn } from '../../src-main/services/net/ice-probe.ts';
import { iceTargets, parseIceUrl } from '../../src-main/services/net/ice-servers.ts';
import { STUN_TRANSPORTS, type StunTransport } from '../../src-main/services/net/stun-channel.ts';
import { attributeOf, ATTRIBUTES, STUN_METHODS } from '../../src-main/services/net/stun-message.ts';
import { stunBinding, turnAllocation } from '../../src-main/services/net/turn-client.ts';
import { makeCertificate } from '../support/certificate.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startCoturn, type Coturn } from '../support/net/coturn.ts';
import { RESPONDER_CREDENTIALS, startResponder, type Fault } from '../support/net/turn-responder.ts';

let coturn: Coturn | null = null;
let folder: ReturnType<typeof makeTempFolder>;
let tls: { cert: Buffer; key: Buffer };
let ca: string;

beforeAll(async () => {
  coturn = await startCoturn();
  folder = makeTempFolder();
  const { certificatePath, keyPath, certificate } = makeCertificate(folder.path);
  tls = { cert: readFileSync(certificatePath), key: readFileSync(keyPath) };
  ca = certificate;
});
afterAll(async () => {
  await coturn?.stop();
  folder.remove();
});

const patience = (milliseconds = 5_000) => AbortSignal.timeout(milliseconds);

const failing = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'worked';
};

/** coturn where it is installed, else the tests' own responder. */
const relay = async (transport: StunTransport) => {
  if (coturn === null) {
    const responder = await startResponder(transport, { tls });
    return { target: { ...responder, ...RESPONDER_CREDENTIALS }, ca };
  }
  const port = transport === 'tls' ? coturn.tlsPort : coturn.port;
  return { target: { host: 'localhost', port, transport, ...coturn.credentials() }, ca: coturn.ca };
};

describe.each(STUN_TRANSPORTS)('a relay over %s', (transport) => {
  it('tells our address and relays for us', async () => {
    const { target, ca: trusted } = await relay(transport);
    const bound = await stunBinding(target, { signal: patience(), ca: trusted });
    expect(bound.mapped.address).toBe('127.0.0.1');
    const { relayed, roundTripMs } = await turnAllocation(target, { signal: patience(), ca: trusted });
    expect(relayed.address).toBe('127.0.0.1');
    expect(roundTripMs).toBeGreaterThan(0);
  });

  it('refuses a wrong password', async () => {
    const { target, ca: trusted } = await relay(transport);
    const wrong = { ...target, credential: 'wrong' };
    expect(await failing(turnAllocation(wrong, { signal: patience(), ca: trusted }))).toBe('refused');
  });

  it.each<[Fault, string]>([
    ['full', 'full'],
    ['always-stale', 'unexpected'],
    ['bad-signature', 'unexpected'],
  ])('with the fault "%s" is of no use: %s', async (fault, code) => {
    const responder = await startResponder(transport, { fault, tls });
    const target = { ...responder, ...RESPONDER_CREDENTIALS };
    expect(await failing(turnAllocation(target, { signal: patience(), ca }))).toBe(code);
  });

  it('takes a fresh nonce when the first has grown old, and gives back what it got', async () => {
    const responder = await startResponder(transport, { fault: 'stale-nonce', tls });
    await turnAllocation({ ...responder, ...RESPONDER_CREDENTIALS }, { signal: patience(), ca });
    const last = responder.requests.at(-1);
    expect(last?.method).toBe(STUN_METHODS.refresh);
    expect(last && attributeOf(last, ATTRIBUTES.lifetime)?.readUInt32BE()).toBe(0);
  });

  it('that says nothing is not reachable', async () => {
    const responder = await startResponder(transport, { fault: 'silent', tls });
    expect(await failing(stunBinding(responder, { signal: patience(300), ca }))).toBe('unreachable');
  });

  it('where nobody listens is not reachable', async () => {
    const target = { host: '127.0.0.1', port: await freePort(), transport };
    expect(await failing(stunBinding(target, { signal: patience(), ca }))).toBe('unreachable');
  });

  it('with a name that has no address is told apart', async () => {
    const target = { host: 'clinic..invalid', port: 3478, transport };
    expect(await failing(stunBinding(target, { signal: patience(), ca }))).toBe('name-unknown');
  });
});

describe('a relay', () => {
  it('whose certificate nobody trusts gets nothing over TLS', async () => {
    const responder = await startResponder('tls', { tls });
    const target = { ...responder, ...RESPONDER_CREDENTIALS };
    expect(await failing(turnAllocation(target, { signal: patience() }))).toBe('certificate');
    expect(responder.requests).toEqual([]);
  });

  it('that speaks something else over TCP is told apart', async () => {
    const responder = await startResponder('tcp', { fault: 'garbage' });
    expect(await failing(stunBinding(responder, { signal: patience() }))).toBe('unexpected');
  });

  it('answers although strangers answer first', async () => {
    const responder = await startResponder('udp', { fault: 'strange-answer-first' });
    expect((await stunBinding(responder, { signal: patience() })).mapped.address).toBe('127.0.0.1');
  });

  it('is asked again when a packet was lost', async () => {
    const responder = await startResponder('udp', { loses: (request) => request === 0 });
    expect((await stunBinding(responder, { signal: patience() })).mapped.address).toBe('127.0.0.1');
  });
});

describe('the addresses of ICE servers', () => {
  it.each([
    ['stun:turn.example', { kind: 'stun', host: 'turn.example', port: 3478, transport: 'udp' }],
    ['turn:turn.example:3479', { kind: 'turn', host: 'turn.example', port: 3479, transport: 'udp' }],
    ['turn:192.0.2.7?transport=tcp', { kind: 'turn', host: '192.0.2.7', port: 3478, transport: 'tcp' }],
    ['turns:turn.example', { kind: 'turn', host: 'turn.example', port: 5349, transport: 'tls' }],
    [
      'turns:turn.example:443?transport=tcp',
      { kind: 'turn', host: 'turn.example', port: 443, transport: 'tls' },
    ],
    ['turn:[2001:db8::7]:3478', { kind: 'turn', host: '2001:db8::7', port: 3478, transport: 'udp' }],
    ['turns:turn.example?transport=udp', null],
    ['turn:user@turn.example', null],
    ['turn:turn.example:99999', null],
    ['https://turn.example', null],
  ])('%s', (url, parsed) => {
    expect(parseIceUrl(url)).toEqual(parsed);
  });

  it('try no relay without credentials', () => {
    const { stun, turn } = iceTargets([
      { urls: ['stun:a.example', 'turn:a.example'] },
      { urls: ['turn:b.example'], username: 'u', credential: 'c' },
    ]);
    expect(stun.map(({ host }) => host)).toEqual(['a.example']);
    expect(turn.map(({ host }) => host)).toEqual(['b.example']);
  });

  it('are good if one of them works, and else say why the first does not', async () => {
    const good = await startResponder('udp');
    const bad = { host: '127.0.0.1', port: await freePort(), transport: 'udp' as const };
    const options = { signal: patience() };
    expect(await probeStun({ stun: [bad, good], turn: [] }, options)).toMatchObject({
      state: 'works',
      port: good.port,
    });
    expect(await probeStun({ stun: [bad], turn: [] }, options)).toEqual({
      state: 'unreachable',
      host: bad.host,
      port: bad.port,
    });
    const turn = [{ ...good, ...RESPONDER_CREDENTIALS }];
    expect(await probeTurn({ stun: [], turn }, 'udp', options)).toMatchObject({ state: 'works' });
    expect(await probeTurn({ stun: [], turn }, 'tcp', options)).toEqual({ state: 'none' });
  });
});

describe('lost packets', () => {
  it('are counted in percent', async () => {
    const responder = await startResponder('udp', { loses: (request) => request % 5 === 0 });
    expect(await measureLoss(responder, patience())).toBe(20);
  });

  it('are none on a good way', async () => {
    expect(await measureLoss(await startResponder('udp'), patience())).toBe(0);
  });

  it('are unknown where nothing answers', async () => {
    const silent = await startResponder('udp', { fault: 'silent' });
    expect(await measureLoss(silent, patience(700))).toBeNull();
    const nobody = { host: '127.0.0.1', port: await freePort(), transport: 'udp' as const };
    expect(await measureLoss(nobody, patience())).toBeNull();
  });
});

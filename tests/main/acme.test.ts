import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { pinOf, readCertificates } from '../../server/certificates.ts';
import { acmeTerms, orderCertificate } from '../../src-main/services/certificates/acme.ts';
import { openHttpChallenges } from '../../src-main/services/certificates/http-challenges.ts';
import { startAcmeServer, type AcmeServer } from '../support/acme-server.ts';
import { createAuthority, newKey, type Authority } from '../support/certificate-authority.ts';
import { freePort } from '../support/free-port.ts';

const DOMAIN = 'clinic.example';

let authority: Authority;
let issuer: AcmeServer;
let port: number;
let accountKey: KeyObject;

beforeAll(async () => {
  authority = await createAuthority();
  port = await freePort();
  issuer = await startAcmeServer({ authority, challengePort: port });
  accountKey = newKey();
});
afterAll(() => issuer.stop());
beforeEach(() => {
  Object.assign(issuer.faults, { order: null, account: null, proof: null, badNonces: 0 });
});

const order = (changes: Partial<Parameters<typeof orderCertificate>[0]> = {}) =>
  orderCertificate({
    directoryUrl: issuer.directory,
    accountKey,
    key: newKey(),
    domain: DOMAIN,
    email: 'ada@clinic.example',
    port,
    onPhase: () => {},
    patience: { firstMs: 5, maxMs: 20, questions: 20 },
    ...changes,
  });

describe('a certificate from an issuer', () => {
  it('is for the domain and for the key that it was asked for, with its chain', async () => {
    const key = newKey();
    const phases: string[] = [];
    const pem = await order({ key, onPhase: (phase) => phases.push(phase) });
    const [certificate, intermediate] = readCertificates(pem);
    expect(certificate?.checkHost(DOMAIN)).toBe(DOMAIN);
    expect(certificate?.checkPrivateKey(key)).toBe(true);
    expect(intermediate?.fingerprint256).toBe(authority.intermediate.fingerprint256);
    expect(phases).toEqual(['account', 'order', 'proof', 'issue']);
    expect([...issuer.accounts.values()]).toEqual([
      expect.objectContaining({ contact: ['mailto:ada@clinic.example'] }),
    ]);
  });

  it('keeps the pin when it is renewed for the same key, and the account', async () => {
    const key = newKey();
    const pins = [];
    for (let round = 0; round < 2; round += 1) {
      const [certificate] = readCertificates(await order({ key }));
      pins.push(certificate && pinOf(certificate));
    }
    expect(pins[0]).toBe(pins[1]);
    expect(issuer.accounts.size).toBe(1);
  });

  it('comes although the issuer wants another nonce first', async () => {
    issuer.faults.badNonces = 2;
    expect(readCertificates(await order())).toHaveLength(2);
  });

  it('shows the terms beforehand', async () => {
    expect(await acmeTerms(issuer.directory)).toMatch(/\/terms$/);
  });
});

describe('what can go wrong is told by a code of its own', () => {
  const codeOf = (changes: Parameters<typeof order>[0] = {}): Promise<unknown> =>
    order(changes).then(
      () => 'none',
      (error: unknown) => (error as { code?: unknown }).code,
    );

  it.each([
    ['dns', 'name_unknown'],
    ['connection', 'not_reached'],
    ['unauthorized', 'wrong_answer'],
    ['caa', 'name_refused'],
  ])('when the domain is asked: %s is %s', async (fault, code) => {
    issuer.faults.proof = fault;
    expect(await codeOf()).toBe(code);
  });

  it.each([
    ['rateLimited', 'rate_limited'],
    ['rejectedIdentifier', 'name_refused'],
    ['somethingNew', 'failed'],
  ])('when it is ordered: %s is %s', async (fault, code) => {
    issuer.faults.order = fault;
    expect(await codeOf()).toBe(code);
  });

  it('when the address is refused', async () => {
    issuer.faults.account = 'invalidContact';
    expect(await codeOf()).toBe('email_refused');
  });

  it('when the question arrives elsewhere, really', async () => {
    expect(await codeOf({ port: await freePort() })).toBe('not_reached');
    const other = createServer((_request, response) => response.end('another server')).listen(
      port,
      '127.0.0.1',
    );
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    expect(await codeOf({ port: await freePort() })).toBe('wrong_answer');
    expect(await codeOf()).toBe('port_in_use');
  });

  it('when there is no issuer', async () => {
    expect(await codeOf({ directoryUrl: `http://127.0.0.1:${await freePort()}/directory` })).toBe(
      'issuer_unreachable',
    );
  });

  it('and nothing listens afterwards', async () => {
    issuer.faults.proof = 'dns';
    await codeOf();
    const again = await openHttpChallenges(port);
    await again.close();
  });
});

describe('the listener for the question', () => {
  it('answers it, and nothing else', async () => {
    const challenges = await openHttpChallenges(port);
    onTestFinished(() => challenges.close());
    challenges.answer('token', 'token.thumbprint');
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()];
    };
    expect(await get('/.well-known/acme-challenge/token')).toEqual([200, 'token.thumbprint']);
    expect(await get('/.well-known/acme-challenge/other')).toEqual([404, '']);
    expect(await get('/')).toEqual([404, '']);
  });
});

import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { dnsNamesOf, isPubliclyTrusted, pinOf, readCertificates } from '../../server/certificates.ts';
import { pinSchema } from '../../server/protocol/index.ts';
import { createAuthority, type Authority } from '../support/certificate-authority.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.now();

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority({ now: NOW });
});

describe('a chain that browsers trust', () => {
  const trusted = (chain: string, now = NOW) =>
    isPubliclyTrusted(readCertificates(chain), now, [authority.root]);

  it('leads to a root that is known', async () => {
    const { chain, certificate } = await authority.issueFor(['clinic.example']);
    expect(trusted(chain)).toBe(true);
    expect(trusted(certificate), 'without the intermediate').toBe(false);
    expect(isPubliclyTrusted(readCertificates(chain), NOW), 'with an unknown root').toBe(false);
    expect(isPubliclyTrusted([], NOW)).toBe(false);
  });

  it('is valid now, all of it', async () => {
    const { chain } = await authority.issueFor(['clinic.example'], { to: NOW + DAY_MS });
    expect(trusted(chain)).toBe(true);
    expect(trusted(chain, NOW + 2 * DAY_MS)).toBe(false);
    expect(trusted(chain, NOW - 2 * DAY_MS)).toBe(false);
    const late = await authority.issueFor(['clinic.example'], { to: NOW + 3000 * DAY_MS });
    expect(trusted(late.chain, NOW + 2000 * DAY_MS), 'the intermediate has expired').toBe(false);
  });

  it('is not one that only names a known root as its issuer', async () => {
    const impostor = await createAuthority({ now: NOW });
    const { chain } = await impostor.issueFor(['clinic.example']);
    expect(trusted(chain)).toBe(false);
  });

  it('can end at a root of the list that Node brings', () => {
    const known = rootCertificates
      .map((pem) => new X509Certificate(pem))
      .find(({ validToDate }) => validToDate.getTime() > NOW + DAY_MS);
    if (known === undefined) throw new Error('the list is empty');
    expect(isPubliclyTrusted([known], NOW)).toBe(true);
  });

  it('may be given in circles', () => {
    const { root } = authority;
    expect(isPubliclyTrusted([root, root, root], NOW)).toBe(false);
  });
});

it('names are the domains alone, in lower case', async () => {
  const { chain } = await authority.issueFor(['Clinic.Example', '*.clinic.example']);
  const [certificate] = readCertificates(chain);
  expect(certificate && dnsNamesOf(certificate)).toEqual(['clinic.example', '*.clinic.example']);
});

it('a pin is of the key: the same for each certificate of it, another for each key', async () => {
  const [one, other] = await Promise.all([
    authority.issueFor(['a.example']),
    authority.issueFor(['a.example']),
  ]);
  const pins = [one.chain, one.certificate, other.chain].map((pem) => {
    const [certificate] = readCertificates(pem);
    return certificate && pinSchema.parse(pinOf(certificate));
  });
  expect(pins[0]).toBe(pins[1]);
  expect(pins[0]).not.toBe(pins[2]);
});

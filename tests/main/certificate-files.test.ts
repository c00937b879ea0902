import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../server/certificates.ts';
import { checkFiles } from '../../src-main/services/certificates/check-files.ts';
import { CERTIFICATE_FILE_PROBLEMS } from '../../src-preload/contract.ts';
import { makeCertificate } from '../support/certificate.ts';
import { createAuthority, type Authority } from '../support/certificate-authority.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.now();

let authority: Authority;
let good: Awaited<ReturnType<Authority['issueFor']>>;
/** As issuers hand them out: with the root. */
let whole: string;
beforeAll(async () => {
  authority = await createAuthority({ now: NOW });
  good = await authority.issueFor(['clinic.example', 'www.clinic.example']);
  whole = good.chain + authority.root.toString();
});

const problemOf = (...texts: string[]) => checkFiles(texts, NOW).problem;

describe('the files of a clinic’s certificate', () => {
  it('are taken in any order and in any number of files', () => {
    const { certificate, key } = good;
    const [intermediate, root] = [authority.intermediate.toString(), authority.root.toString()];
    for (const texts of [
      [whole, key],
      [key, whole],
      [`${key}\n${whole}`],
      [root, key, intermediate, certificate],
      [`Bag Attributes\n  friendlyName: clinic\n${root}${intermediate}`, `${certificate}${key}`],
    ]) {
      const checked = checkFiles(texts, NOW);
      if (checked.problem !== null) throw new Error(checked.problem);
      expect(checked.names).toEqual(['clinic.example', 'www.clinic.example']);
      expect(readCertificates(checked.pair.certificate).map(({ subject }) => subject)).toEqual([
        'CN=clinic.example',
        'CN=Test Intermediate',
        'CN=Test Root',
      ]);
      expect(createPrivateKey(checked.pair.key).asymmetricKeyType).toBe('ec');
      expect(checked.trusted, 'the root is the test’s own').toBe(false);
    }
  });

  it('may be one that a clinic signed itself, which browsers will not trust', () => {
    const folder = makeTempFolder();
    const { certificate, keyPath } = makeCertificate(folder.path);
    const key = readFileSync(keyPath, 'utf8');
    folder.remove();
    // Valid from the moment at which it was made, which is after NOW.
    expect(checkFiles([certificate, key], Date.now())).toMatchObject({
      problem: null,
      names: ['localhost'],
      trusted: false,
    });
  });
});

describe('each thing that is wrong has a code of its own', () => {
  it('is told', async () => {
    const { key, certificate, chain } = good;
    const other = await authority.issueFor(['clinic.example']);
    const encrypted = createPrivateKey(key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
      .toString();
    const { privateKey: weak } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const found = {
      not_pem: problemOf('\u0000\u0001 not a text'),
      certificate_missing: problemOf(key),
      key_missing: problemOf(whole),
      key_encrypted: problemOf(whole, encrypted),
      key_weak: problemOf(whole, weak.export({ type: 'pkcs8', format: 'pem' }).toString()),
      key_mismatch: problemOf(whole, other.key),
      names_missing: await wrong([], {}),
      not_yet_valid: await wrong(['clinic.example'], { from: NOW + DAY_MS }),
      expired: await wrong(['clinic.example'], { to: NOW - 1 }),
      chain_incomplete: problemOf(certificate, key),
    };
    for (const [code, problem] of Object.entries(found)) expect(problem).toBe(code);
    // The one that is missing is about files, not about what is in them (src-main/bridge/certificates.ts).
    expect([...Object.keys(found), 'file_unreadable'].toSorted()).toEqual(
      CERTIFICATE_FILE_PROBLEMS.toSorted(),
    );
    expect(problemOf(chain, key), 'the root is neither known nor there').toBe('chain_incomplete');
  });

  it('also of blocks that only look like PEM', () => {
    const { key } = good;
    expect(problemOf('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', key)).toBe('not_pem');
    expect(problemOf(whole, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----')).toBe('not_pem');
  });
});

const wrong = async (names: string[], validity: { from?: number; to?: number }) => {
  const { chain, key } = await authority.issueFor(names, validity);
  return problemOf(chain + authority.root.toString(), key);
};

import { createPublicKey, type KeyObject } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { AcmePhase, AcmeProblem } from '../../../src-preload/contract.ts';
import { z } from '../../../server/protocol/zod.ts';
import {
  AcmeRefusal,
  AcmeUnreachable,
  createAcmeClient,
  readDirectory,
  refusalOf,
  type AcmeClient,
} from './acme-client.ts';
import { openHttpChallenges } from './http-challenges.ts';

/** Fetches a certificate for a domain from an issuer that asks by HTTP whether the domain leads here (RFC 8555). */

/** Let's Encrypt. */
export const ACME_DIRECTORY = 'https://acme-v02.api.letsencrypt.org/directory';

/** Between questions whether the issuer is done: twice as long each time. */
export type AcmePatience = { firstMs: number; maxMs: number; questions: number };
const PATIENCE: AcmePatience = { firstMs: 1_000, maxMs: 8_000, questions: 20 };

export class AcmeError extends Error {
  override readonly name = 'AcmeError';
  readonly code: AcmeProblem;

  constructor(code: AcmeProblem, options?: ErrorOptions) {
    super(`no certificate: ${code}`, options);
    this.code = code;
  }
}

/** RFC 8555, 6.7. */
const PROBLEMS: Readonly<Record<string, AcmeProblem>> = {
  dns: 'name_unknown',
  connection: 'not_reached',
  tls: 'not_reached',
  unauthorized: 'wrong_answer',
  incorrectResponse: 'wrong_answer',
  rejectedIdentifier: 'name_refused',
  unsupportedIdentifier: 'name_refused',
  caa: 'name_refused',
  invalidContact: 'email_refused',
  unsupportedContact: 'email_refused',
  rateLimited: 'rate_limited',
};

const codeOf = (error: unknown): AcmeProblem => {
  if (error instanceof AcmeRefusal) return PROBLEMS[error.type] ?? 'failed';
  if (error instanceof AcmeUnreachable) return 'issuer_unreachable';
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (syscall === 'listen') return code === 'EACCES' ? 'port_forbidden' : 'port_in_use';
  return 'failed';
};

const challengeSchema = z.object({
  type: z.string(),
  url: z.url(),
  token: z.string().optional(),
  error: z.unknown().optional(),
});
const authorizationSchema = z.object({ status: z.string(), challenges: z.array(challengeSchema) });
const orderSchema = z.object({
  status: z.string(),
  authorizations: z.array(z.url()),
  finalize: z.url(),
  certificate: z.url().optional(),
  error: z.unknown().optional(),
});

/** Asks until it is no longer `pending` or `processing`. */
const settled = async <T extends { status: string }>(
  client: AcmeClient,
  url: string,
  schema: z.ZodType<T>,
  { firstMs, maxMs, questions }: AcmePatience,
): Promise<T> => {
  for (let question = 0; question < questions; question += 1) {
    const answer = schema.parse((await client.post(url)).body);
    if (answer.status !== 'pending' && answer.status !== 'processing') return answer;
    await wait(Math.min(firstMs * 2 ** question, maxMs));
  }
  throw new AcmeUnreachable('the issuer does not come to an end');
};

/** A request for a certificate of the key (PKCS #10), in base64url. */
const signingRequest = async (key: KeyObject, domain: string): Promise<string> => {
  // Loaded when it is needed: most clinics never do.
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const { subtle } = globalThis.crypto;
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, false, ['sign']),
    subtle.importKey('spki', createPublicKey(key).export({ type: 'spki', format: 'der' }), algorithm, true, [
      'verify',
    ]),
  ]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: `CN=${domain}`,
      keys: { privateKey, publicKey },
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: domain }])],
    },
    globalThis.crypto,
  );
  return Buffer.from(request.rawData).toString('base64url');
};

/**
 * The terms that an account agrees to; null if there are none.
 * @throws AcmeUnreachable
 */
export const acmeTerms = async (directoryUrl: string): Promise<string | null> =>
  (await readDirectory(directoryUrl)).meta?.termsOfService ?? null;

/**
 * @param accountKey P-256; registers with it, or goes on with the account that it has
 * @param key P-256; what the certificate is for
 * @param port on which the issuer's question arrives
 * @returns the certificate with its chain, in PEM
 * @throws AcmeError
 */
export const orderCertificate = async ({
  directoryUrl,
  accountKey,
  key,
  domain,
  email,
  port,
  onPhase,
  patience = PATIENCE,
}: {
  directoryUrl: string;
  accountKey: KeyObject;
  key: KeyObject;
  domain: string;
  email: string;
  port: number;
  onPhase: (phase: AcmePhase) => void;
  patience?: AcmePatience;
}): Promise<string> => {
  const open: (() => Promise<void>)[] = [];
  try {
    // Before anything is asked for: without it, every order would be in vain.
    const challenges = await openHttpChallenges(port);
    open.push(challenges.close);
    onPhase('account');
    const client = await createAcmeClient(directoryUrl, accountKey);
    await client.register(email);
    onPhase('order');
    const ordered = await client.post(client.directory.newOrder, {
      identifiers: [{ type: 'dns', value: domain }],
    });
    const order = orderSchema.parse(ordered.body);
    const orderUrl = z.url().parse(ordered.location);

    for (const url of order.authorizations) {
      const authorization = authorizationSchema.parse((await client.post(url)).body);
      if (authorization.status === 'valid') continue;
      const challenge = authorization.challenges.find(({ type }) => type === 'http-01');
      if (challenge?.token === undefined) throw new AcmeError('name_refused');
      challenges.answer(challenge.token, client.keyAuthorization(challenge.token));
      onPhase('proof');
      await client.post(challenge.url, {});
      const proven = await settled(client, url, authorizationSchema, patience);
      if (proven.status !== 'valid') throw refusalOf(proven.challenges.find(({ error }) => error)?.error);
    }

    onPhase('issue');
    // A proof that the issuer knew already leaves the order ready; else it becomes so after the last one.
    await settled(client, orderUrl, orderSchema, patience);
    await client.post(order.finalize, { csr: await signingRequest(key, domain) });
    const issued = await settled(client, orderUrl, orderSchema, patience);
    if (issued.certificate === undefined) throw refusalOf(issued.error);
    return (await client.post(issued.certificate)).text;
  } catch (error) {
    throw error instanceof AcmeError ? error : new AcmeError(codeOf(error), { cause: error });
  } finally {
    for (const close of open) await close();
  }
};

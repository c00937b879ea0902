import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { z } from '../../../server/protocol/zod.ts';

/**
 * The requests of ACME (RFC 8555): signed, each with a fresh nonce, refusals with their type. What is asked for in
 * which order is in acme.ts.
 */

const REQUEST_TIMEOUT_MS = 20_000;
/** An issuer may call a nonce too old (6.5). */
const NONCE_TRIES = 5;
/** The longest chains have some ten thousand characters. */
const LONGEST_ANSWER = 500_000;
const URN = 'urn:ietf:params:acme:error:';

/** 6.7: the type without its prefix, such as `rateLimited`. */
export class AcmeRefusal extends Error {
  override readonly name = 'AcmeRefusal';
  readonly type: string;

  constructor(type: string) {
    super(`the issuer refused: ${type}`);
    this.type = type;
  }
}

/** The issuer gave no answer that could be one of ACME. */
export class AcmeUnreachable extends Error {
  override readonly name = 'AcmeUnreachable';
}

const directorySchema = z.object({
  newNonce: z.url(),
  newAccount: z.url(),
  newOrder: z.url(),
  meta: z.object({ termsOfService: z.url().optional() }).optional(),
});

const problemSchema = z.object({ type: z.string() });

/** Throws what a challenge, an order or an answer tells of what went wrong. */
export const refusalOf = (problem: unknown): AcmeRefusal => {
  const parsed = problemSchema.safeParse(problem);
  const type = parsed.data?.type ?? '';
  return new AcmeRefusal(type.startsWith(URN) ? type.slice(URN.length) : 'unknown');
};

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The members that count, in the order of RFC 7638. */
const publicJwk = (key: KeyObject) => {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  return { crv, kty, x, y };
};

export type AcmeAnswer = { location: string | null; body: unknown; text: string };

const request = async (url: string, init?: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  } catch (error) {
    throw new AcmeUnreachable('the issuer does not answer', { cause: error });
  }
};

const readAnswer = async (response: Response): Promise<AcmeAnswer> => {
  const text = await response.text().catch((error: unknown) => {
    throw new AcmeUnreachable('the issuer broke off', { cause: error });
  });
  if (text.length > LONGEST_ANSWER) throw new AcmeUnreachable('the issuer does not end');
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    // A certificate, or the page of a proxy on the way.
  }
  if (response.ok) return { location: response.headers.get('location'), body, text };
  if (problemSchema.safeParse(body).success) throw refusalOf(body);
  throw new AcmeUnreachable(`the issuer answers with ${response.status}`);
};

/** @throws AcmeRefusal, AcmeUnreachable */
export const readDirectory = async (url: string): Promise<z.infer<typeof directorySchema>> => {
  const parsed = directorySchema.safeParse((await readAnswer(await request(url))).body);
  if (!parsed.success) throw new AcmeUnreachable('no issuer is there');
  return parsed.data;
};

/**
 * @param key of the account, P-256
 * @throws AcmeUnreachable
 */
export const createAcmeClient = async (directoryUrl: string, key: KeyObject) => {
  const directory = await readDirectory(directoryUrl);
  const jwk = publicJwk(key);
  let account: string | null = null;
  let nonce: string | null = null;

  const freshNonce = async (): Promise<string> => {
    const given =
      nonce ?? (await request(directory.newNonce, { method: 'HEAD' })).headers.get('replay-nonce');
    nonce = null;
    if (given === null) throw new AcmeUnreachable('the issuer gives no nonce');
    return given;
  };

  const postOnce = async (url: string, payload: unknown): Promise<AcmeAnswer> => {
    const protectedHeader = base64url({
      alg: 'ES256',
      nonce: await freshNonce(),
      url,
      ...(account === null ? { jwk } : { kid: account }),
    });
    // Without a payload it is a question (6.3).
    const body = payload === undefined ? '' : base64url(payload);
    const signature = sign('sha256', Buffer.from(`${protectedHeader}.${body}`), {
      key,
      dsaEncoding: 'ieee-p1363',
    }).toString('base64url');
    const response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/jose+json' },
      body: JSON.stringify({ protected: protectedHeader, payload: body, signature }),
    });
    nonce = response.headers.get('replay-nonce');
    return readAnswer(response);
  };

  const post = async (url: string, payload?: unknown): Promise<AcmeAnswer> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await postOnce(url, payload);
      } catch (error) {
        const isOld = error instanceof AcmeRefusal && error.type === 'badNonce';
        if (!isOld || tries === NONCE_TRIES) throw error;
      }
    }
  };

  return {
    directory,
    post,
    /** Registers, or finds the account that this key has. */
    register: async (email: string): Promise<void> => {
      const { location } = await post(directory.newAccount, {
        termsOfServiceAgreed: true,
        contact: [`mailto:${email}`],
      });
      if (location === null) throw new AcmeUnreachable('the issuer names no account');
      account = location;
    },
    /** What the domain has to answer for this token (8.1). */
    keyAuthorization: (token: string): string =>
      `${token}.${createHash('sha256').update(JSON.stringify(jwk)).digest('base64url')}`,
  };
};

export type AcmeClient = Awaited<ReturnType<typeof createAcmeClient>>;

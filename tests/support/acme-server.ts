import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as x509 from '@peculiar/x509';
import { calculateJwkThumbprint, flattenedVerify, importJWK, type JWK } from 'jose';
import { z } from '../../server/protocol/zod.ts';
import type { Authority } from './certificate-authority.ts';

/**
 * A small issuer by ACME (RFC 8555): signatures, nonces, accounts and orders are checked as the real ones check
 * them, the domain's answer is fetched by HTTP, and the certificates are real. Every domain leads to this machine.
 */

type Problem = { type: string; detail: string; status: number };
const problem = (type: string, status = 400): Problem => ({
  type: `urn:ietf:params:acme:error:${type}`,
  detail: `refused by the test: ${type}`,
  status,
});
class Refusal extends Error {
  readonly problem: Problem;
  constructor(type: string, status = 400) {
    super(type);
    this.problem = problem(type, status);
  }
}

type Order = {
  account: string;
  domain: string;
  token: string;
  status: 'pending' | 'ready' | 'valid' | 'invalid';
  error: Problem | null;
  certificate: string | null;
};

const jwsSchema = z.object({ protected: z.string(), payload: z.string(), signature: z.string() });
const headerSchema = z.object({
  alg: z.literal('ES256'),
  nonce: z.string(),
  url: z.string(),
  kid: z.string().optional(),
  jwk: z.record(z.string(), z.unknown()).optional(),
});
const fromBase64url = (text: string): unknown =>
  JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** What stands at the domain, as the issuer sees it. */
const fetchAnswer = (port: number, domain: string, token: string): Promise<string | null> =>
  new Promise((resolve) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path: `/.well-known/acme-challenge/${token}`,
        headers: { host: domain },
        agent: false,
      },
      (response) => void readBody(response).then((body) => resolve(response.statusCode === 200 ? body : '')),
    );
    outgoing.on('error', () => resolve(null));
    outgoing.end();
  });

export const startAcmeServer = async ({
  authority,
  challengePort,
  validity = {},
}: {
  authority: Authority;
  /** Where the question is put, in the place of 80. */
  challengePort: number;
  validity?: { from?: number; to?: number };
}) => {
  const nonces = new Set<string>();
  const accounts = new Map<string, { jwk: JWK; contact: string[] }>();
  const orders: Order[] = [];
  /** What a test turns on: an error of newOrder or newAccount, and one of the question to the domain. */
  const faults: { order: string | null; account: string | null; proof: string | null; badNonces: number } = {
    order: null,
    account: null,
    proof: null,
    badNonces: 0,
  };
  let base = '';

  const nonce = (): string => {
    const made = randomBytes(16).toString('base64url');
    nonces.add(made);
    return made;
  };

  /** @returns the account's address and the payload of a request that is signed as it has to be */
  const open = async (url: string, body: string) => {
    const jws = jwsSchema.parse(JSON.parse(body));
    const header = headerSchema.parse(fromBase64url(jws.protected));
    if (header.url !== base + url) throw new Refusal('malformed');
    if (faults.badNonces > 0 || !nonces.delete(header.nonce)) {
      faults.badNonces = Math.max(0, faults.badNonces - 1);
      throw new Refusal('badNonce');
    }
    if ((header.kid === undefined) === (header.jwk === undefined)) throw new Refusal('malformed');
    const jwk = header.kid === undefined ? (header.jwk as JWK) : accounts.get(header.kid)?.jwk;
    if (jwk === undefined) throw new Refusal('accountDoesNotExist');
    await flattenedVerify(jws, await importJWK(jwk, header.alg)).catch(() => {
      throw new Refusal('unauthorized', 401);
    });
    const payload = jws.payload === '' ? null : fromBase64url(jws.payload);
    return { jwk, payload, account: header.kid ?? `${base}/account/${await calculateJwkThumbprint(jwk)}` };
  };

  const shownOrder = (index: number) => {
    const { status, domain, error, certificate } = orders[index] as Order;
    return {
      status,
      identifiers: [{ type: 'dns', value: domain }],
      authorizations: [`${base}/authorization/${index}`],
      finalize: `${base}/finalize/${index}`,
      ...(error === null ? {} : { error }),
      ...(certificate === null ? {} : { certificate: `${base}/certificate/${index}` }),
    };
  };
  const shownChallenge = (index: number) => {
    const { status, token, error } = orders[index] as Order;
    return {
      type: 'http-01',
      url: `${base}/challenge/${index}`,
      token,
      status: status === 'ready' ? 'valid' : status,
      ...(error === null ? {} : { error }),
    };
  };

  const prove = async (order: Order, jwk: JWK): Promise<void> => {
    const answer = await fetchAnswer(challengePort, order.domain, order.token);
    const wanted = `${order.token}.${await calculateJwkThumbprint(jwk)}`;
    const found =
      faults.proof ?? (answer === null ? 'connection' : answer.trim() === wanted ? null : 'unauthorized');
    order.status = found === null ? 'ready' : 'invalid';
    order.error = found === null ? null : problem(found, 403);
  };

  const finalize = async (order: Order, payload: unknown): Promise<void> => {
    if (order.status !== 'ready') throw new Refusal('orderNotReady', 403);
    const { csr } = z.object({ csr: z.string() }).parse(payload);
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(csr, 'base64url'));
    const extension = request.extensions.find((each) => each instanceof x509.SubjectAlternativeNameExtension);
    const names = extension?.names.toJSON() ?? [];
    const isRight = names.length === 1 && names[0]?.value === order.domain && (await request.verify());
    if (!isRight) throw new Refusal('badCSR');
    const certificate = await authority.issue({
      names: [order.domain],
      publicKey: await request.publicKey.export(),
      ...validity,
    });
    order.certificate = certificate + authority.intermediate.toString();
    order.status = 'valid';
  };

  const answer = async (
    url: string,
    body: string,
  ): Promise<{ status: number; headers?: object; body: unknown }> => {
    const { jwk, payload, account } = await open(url, body);
    if (url === '/new-account') {
      if (faults.account !== null) throw new Refusal(faults.account);
      const { contact, termsOfServiceAgreed } = z
        .object({ contact: z.array(z.string()), termsOfServiceAgreed: z.boolean() })
        .parse(payload);
      if (!termsOfServiceAgreed) throw new Refusal('userActionRequired', 403);
      const isKnown = accounts.has(account);
      accounts.set(account, { jwk, contact });
      return {
        status: isKnown ? 200 : 201,
        headers: { location: account },
        body: { status: 'valid', contact },
      };
    }
    if (!accounts.has(account)) throw new Refusal('accountDoesNotExist');
    if (url === '/new-order') {
      if (faults.order !== null) throw new Refusal(faults.order, faults.order === 'rateLimited' ? 429 : 403);
      const { identifiers } = z
        .object({ identifiers: z.array(z.object({ type: z.literal('dns'), value: z.string() })).length(1) })
        .parse(payload);
      orders.push({
        account,
        domain: identifiers[0]?.value ?? '',
        token: randomBytes(32).toString('base64url'),
        status: 'pending',
        error: null,
        certificate: null,
      });
      const index = orders.length - 1;
      return { status: 201, headers: { location: `${base}/order/${index}` }, body: shownOrder(index) };
    }
    const [, what, number] = /^\/(\w+)\/(\d+)$/.exec(url) ?? [];
    const index = Number(number);
    const order = orders[index];
    if (order === undefined || order.account !== account) throw new Refusal('malformed', 404);
    switch (what) {
      case 'order':
        return { status: 200, body: shownOrder(index) };
      case 'authorization':
        return {
          status: 200,
          body: {
            status: order.status === 'ready' ? 'valid' : order.status,
            identifier: { type: 'dns', value: order.domain },
            challenges: [
              { type: 'dns-01', url: `${base}/challenge/none`, token: order.token, status: 'pending' },
              shownChallenge(index),
            ],
          },
        };
      case 'challenge':
        if (payload !== null && order.status === 'pending') await prove(order, jwk);
        return { status: 200, body: shownChallenge(index) };
      case 'finalize':
        await finalize(order, payload);
        return { status: 200, headers: { location: `${base}/order/${index}` }, body: shownOrder(index) };
      default:
        return { status: 200, body: order.certificate };
    }
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '';
    const send = (status: number, headers: object, body: unknown) => {
      response.writeHead(status, {
        'replay-nonce': nonce(),
        'content-type': typeof body === 'string' ? 'application/pem-certificate-chain' : 'application/json',
        ...headers,
      });
      response.end(
        request.method === 'HEAD' ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      );
    };
    try {
      if (url === '/directory') {
        const [newNonce, newAccount, newOrder] = ['/new-nonce', '/new-account', '/new-order'].map(
          (path) => base + path,
        );
        const meta = { termsOfService: `${base}/terms` };
        send(200, {}, { newNonce, newAccount, newOrder, meta });
      } else if (url === '/new-nonce') send(200, {}, '');
      else {
        const { status, headers = {}, body } = await answer(url, await readBody(request));
        send(status, headers, body);
      }
    } catch (error) {
      const told = error instanceof Refusal ? error.problem : problem('serverInternal', 500);
      send(told.status, { 'content-type': 'application/problem+json' }, told);
    }
  };

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    directory: `${base}/directory`,
    faults,
    orders: orders as readonly Readonly<Order>[],
    accounts: accounts as ReadonlyMap<string, { contact: string[] }>,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export type AcmeServer = Awaited<ReturnType<typeof startAcmeServer>>;

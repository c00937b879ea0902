import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { pinOf } from '../certificate-pin.ts';

/** Looks at what answers on an address: whether something does, and which key it shows. Nothing is sent. */

/** Of a server's certificate; `authorized` is what Node makes of it, names included. */
export type SeenCertificate = {
  /** As in server/protocol/join-link.ts. */
  pin: string;
  validFrom: Date;
  validTo: Date;
  authorized: boolean;
  /** Such as `ERR_TLS_CERT_ALTNAME_INVALID`; null if authorized. */
  problem: string | null;
};

export type Look =
  | { state: 'open'; certificate: SeenCertificate | null }
  | { state: 'refused' | 'no-answer' | 'no-tls' };

const TIMEOUT_MS = 4_000;

const NO_ANSWER: ReadonlySet<string> = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

const stateOf = (error: unknown): 'refused' | 'no-answer' | 'no-tls' => {
  const { code } = error as { code?: unknown };
  if (code === 'ECONNREFUSED') return 'refused';
  return typeof code === 'string' && NO_ANSWER.has(code) ? 'no-answer' : 'no-tls';
};

/**
 * @param servername whom the certificate has to name, if that is not the host
 * @param secure false only asks whether something listens
 * @param ca what TLS trusts in the place of the built-in certificates; only for tests
 */
export const lookAt = (
  {
    host,
    port,
    servername = host,
    secure,
  }: { host: string; port: number; servername?: string; secure: boolean },
  { signal, ca }: { signal: AbortSignal; ca?: string | undefined },
): Promise<Look> =>
  new Promise((resolve) => {
    let socket: Socket | null = null;
    const bound = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const end = (look: Look) => {
      bound.removeEventListener('abort', giveUp);
      socket?.removeAllListeners('error').on('error', () => {});
      socket?.destroy();
      resolve(look);
    };
    const giveUp = () => end({ state: 'no-answer' });
    bound.addEventListener('abort', giveUp, { once: true });
    if (!secure) {
      socket = connectTcp({ host, port }, () => end({ state: 'open', certificate: null }));
    } else {
      const tls = connectTls({
        host,
        port,
        ...(isIP(servername) === 0 ? { servername } : {}),
        ...(ca === undefined ? {} : { ca }),
        // Looked at below; nothing is sent to whoever this is.
        rejectUnauthorized: false,
      });
      tls.once('secureConnect', () => {
        const certificate = tls.getPeerX509Certificate();
        if (certificate === undefined) return end({ state: 'no-tls' });
        const { authorized } = tls;
        const problem: unknown = tls.authorizationError;
        end({
          state: 'open',
          certificate: {
            pin: pinOf(certificate),
            validFrom: certificate.validFromDate,
            validTo: certificate.validToDate,
            authorized,
            problem: authorized ? null : problem instanceof Error ? problem.message : String(problem),
          },
        });
      });
      socket = tls;
    }
    socket.once('error', (error) => end({ state: stateOf(error) }));
  });

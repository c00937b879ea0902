/** Electron's sessions without a network: partitions by name, and what the app has set on each. */

import { FakeDisplayMedia } from './fake-display-media.ts';

type AppRequestHandler = (request: Request) => Response | Promise<Response>;

/** `protocol` of a session; the module of that name is the default session's. */
export class FakeProtocol {
  readonly schemes: { scheme: string; privileges?: Record<string, boolean> }[] = [];
  readonly handlers = new Map<string, AppRequestHandler>();

  registerSchemesAsPrivileged(schemes: FakeProtocol['schemes']): void {
    this.schemes.push(...schemes);
  }

  handle(scheme: string, handler: AppRequestHandler): void {
    this.handlers.set(scheme, handler);
  }
}

type PermissionRequestHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;
type PermissionCheckHandler = (
  contents: unknown,
  permission: string,
  requestingOrigin: string,
  details: { embeddingOrigin?: string; isMainFrame: boolean },
) => boolean;

/** As Electron asks a verify proc; what names and issuers are, a pin does not ask. */
export type VerifyRequest = {
  hostname: string;
  certificate: { data: string };
  validatedCertificate: { data: string };
  isIssuedByKnownRoot: boolean;
  verificationResult: string;
  errorCode: number;
};
type VerifyProc = (request: VerifyRequest, callback: (verdict: number) => void) => void;

/** One partition: its protocol handlers, its permissions, its certificates. */
export class FakeSession {
  readonly protocol: FakeProtocol;
  readonly displayMedia = new FakeDisplayMedia();
  /** How often its data was cleared. */
  cleared = 0;
  #verifyProc: VerifyProc | null = null;
  readonly #verdicts = new Map<string, number>();
  #onRequest: PermissionRequestHandler | null = null;
  #onCheck: PermissionCheckHandler | null = null;

  constructor(protocol = new FakeProtocol()) {
    this.protocol = protocol;
  }

  setCertificateVerifyProc(proc: VerifyProc | null): void {
    this.#verifyProc = proc;
  }

  /**
   * What Chromium does with a server's certificate. As in its network service, the answer is kept for the host
   * and the certificate, without the port.
   * @param isTrusted what Chromium itself thinks of it
   * @returns whether the connection goes on
   */
  async verify(hostname: string, pem: string, isTrusted: boolean): Promise<boolean> {
    const proc = this.#verifyProc;
    if (proc === null) return isTrusted;
    const key = `${hostname} ${pem}`;
    const kept = this.#verdicts.get(key);
    const verdict =
      kept ??
      (await new Promise<number>((resolve) => {
        proc(
          {
            hostname,
            certificate: { data: pem },
            validatedCertificate: { data: pem },
            isIssuedByKnownRoot: isTrusted,
            verificationResult: isTrusted ? 'net::OK' : 'net::ERR_CERT_AUTHORITY_INVALID',
            errorCode: isTrusted ? 0 : -202,
          },
          resolve,
        );
      }));
    this.#verdicts.set(key, verdict);
    return verdict === 0 || (verdict === -3 && isTrusted);
  }

  async closeAllConnections(): Promise<void> {}

  async clearData(): Promise<void> {
    this.cleared += 1;
  }

  setDisplayMediaRequestHandler: FakeDisplayMedia['setHandler'] = (handler, options) =>
    this.displayMedia.setHandler(handler, options);

  setPermissionRequestHandler(handler: PermissionRequestHandler): void {
    this.#onRequest = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler): void {
    this.#onCheck = handler;
  }

  /** Without a handler, Electron grants everything. */
  request(permission: string, requestingUrl: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#onRequest === null) resolve(true);
      else this.#onRequest(null, permission, resolve, { requestingUrl, isMainFrame: true });
    });
  }

  check(permission: string, requestingOrigin: string, embeddingOrigin?: string): boolean {
    const details = { isMainFrame: true, ...(embeddingOrigin === undefined ? {} : { embeddingOrigin }) };
    return this.#onCheck?.(null, permission, requestingOrigin, details) ?? true;
  }
}

/**
 * The module `session`: one session for each partition, as Electron keeps them.
 * @param protocol of the default session
 */
export const createFakeSessions = (protocol: FakeProtocol) => {
  const partitions = new Map<string, FakeSession>();
  return {
    defaultSession: new FakeSession(protocol),
    fromPartition: (partition: string): FakeSession => {
      const session = partitions.get(partition) ?? new FakeSession();
      partitions.set(partition, session);
      return session;
    },
    /** Every partition that was asked for, in order. */
    partitions: partitions as ReadonlyMap<string, FakeSession>,
  };
};

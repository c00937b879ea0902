import type { Request } from 'express';
import type { Config } from '../../config.ts';
import type { Clinic } from '../../domain/clinic.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Outcome } from '../../domain/events.ts';
import type { Identity } from '../../domain/identity.ts';
import type { SignedIn } from '../../domain/sessions.ts';
import { userOfIdentity } from '../../dialects/wire-models.ts';
import type {
  IceServer,
  RouteAnswer,
  RouteBody,
  RouteName,
  RouteQuery,
  SessionAnswer,
} from '../../protocol/index.ts';
import type { AccessTokens } from '../../security/access-tokens.ts';
import type { Metrics } from '../../metrics.ts';
import type { Pin } from '../../protocol/join-link.ts';
import type { Monitor } from '../../monitoring/monitor.ts';
import { limitedAddress } from '../client-address.ts';
import type { FanOut } from '../fan-out.ts';
import type { LoginGuard } from '../login-guard.ts';
import { isLoopbackRequest } from '../origins.ts';
import type { RateLimits } from '../rate-limits.ts';

export type RouteContext<R extends RouteName> = {
  body: RouteBody<R>;
  query: RouteQuery<R>;
  params: Record<string, string>;
  /** The caller; null only where the contract lets anyone in. */
  identity: Identity | null;
  request: Request;
};

/** What a handler answers; headers replace those that every answer has. */
export type HandlerAnswer<R extends RouteName> = {
  status?: number;
  headers?: Record<string, string>;
  answer: RouteAnswer<R>;
};

export type RouteHandlers = {
  [R in RouteName]: (context: RouteContext<R>) => Promise<HandlerAnswer<R>> | HandlerAnswer<R>;
};

/** The handlers of one subject: those of the routes in its file of the contract. */
export type HandlersOf<T extends Partial<Record<RouteName, unknown>>> = Pick<
  RouteHandlers,
  Extract<keyof T, RouteName>
>;

export type SetupPolicy = { codeFor(request: Request): string | null };

/** Set-up from elsewhere than this machine needs the code that only the server's log shows. */
export const createSetupPolicy = (code: string): SetupPolicy => ({
  codeFor: (request) => (isLoopbackRequest(request) ? null : code),
});

export type RouteDeps = {
  config: Config;
  version: string;
  clinic: Clinic;
  accessTokens: AccessTokens;
  iceServers: () => { iceServers: IceServer[]; expiresAt: number | null };
  limits: RateLimits;
  loginGuard: LoginGuard;
  fanOut: FanOut;
  setup: SetupPolicy;
  metrics: Metrics;
  monitor: Monitor;
  /** The address that patients reach, for invitations. */
  publicUrl: () => string;
  /** Of the certificate that this server shows there; null without TLS of its own, or if browsers trust it. */
  pin: (publicUrl: string) => Pin | null;
  /** Sends what is due; for nobody to wait for. */
  sendMails: () => void;
  now: () => number;
};

/** @throws DomainError `unauthenticated` */
export const caller = (identity: Identity | null): Identity => {
  if (identity === null) throw new DomainError('unauthenticated', 'Authentication required');
  return identity;
};

/** Whose limits a request counts against before anybody has signed in. */
export const address = (request: Request): string => limitedAddress(request.ip);

/** Tells the facts of an outcome and hands out its value. */
export const publishTo =
  (fanOut: FanOut) =>
  <T>(outcome: Outcome<T>): T => {
    fanOut.publish(outcome);
    return outcome.value;
  };

/** The answer to a sign-in, after the sessions that it replaced were ended and everyone was told. */
export const signInWith =
  ({ fanOut, accessTokens }: Pick<RouteDeps, 'fanOut' | 'accessTokens'>) =>
  async (signedIn: SignedIn): Promise<SessionAnswer> => {
    for (const session of signedIn.ended) fanOut.endSession(session);
    fanOut.publish({ events: signedIn.events });
    return {
      success: true,
      token: accessTokens.sign(signedIn.identity),
      refreshToken: signedIn.refreshToken,
      user: userOfIdentity(signedIn.identity),
      ...(signedIn.visit ?? {}),
    };
  };

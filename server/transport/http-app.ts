import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import helmet from 'helmet';
import { randomBytes } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import {
  HTTP_STATUS,
  routes,
  UPLOAD_OFFSET_HEADER,
  type ErrorCode,
  type RestFailure,
  type Route,
  type RouteName,
} from '../protocol/index.ts';
import { LONG_TOKEN_SECONDS, type AccessTokens } from '../security/access-tokens.ts';
import type { Authenticate } from './authenticate.ts';
import { sessionCookie, tokenOf } from './credentials.ts';
import { describeIssue } from './describe-issue.ts';
import { RouteRefusal, toRefusal } from './errors.ts';
import type { FanOut } from './fan-out.ts';
import type { Gate } from './gate.ts';
import { limitedPerson } from './event-rates.ts';
import { address, type RouteContext, type RouteHandlers } from './routes/context.ts';
import { isLoopbackRequest, type OriginPolicy } from './origins.ts';
import { RateLimitedError, type RateLimits } from './rate-limits.ts';
import { mountWebClient, nonceOf } from './web-client.ts';

/** The first part of each route's path: who asks for it wants no file of the web client. */
const ROUTE_ROOTS = new Set(Object.values(routes).map(({ path }) => path.split('/')[1]));

/** How newcomers begin. Everything else is small, or asked for by somebody who is here already. */
const NEWCOMERS: ReadonlySet<RouteName> = new Set([
  'login',
  'setup',
  'invite',
  'inspectPasswordLink',
  'usePasswordLink',
]);
/** Seconds after which who was sent away may come again. */
const RETRY_AFTER = '5';

const securityHeaders = (config: Config) => [
  (_request: Request, response: Response, next: () => void) => {
    response.locals['cspNonce'] = randomBytes(16).toString('base64');
    response.setHeader(
      'Permissions-Policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=()',
    );
    next();
  },
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as Response)}'`],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:', 'mediastream:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // Without TLS of our own, the proxy that ends it decides.
    strictTransportSecurity: config.tls === null ? false : { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  }),
];

/**
 * The HTTP side: exactly the routes of the contract, each authenticated, validated and answered alike, and the
 * web client beside them.
 */
export const createHttpApp = (deps: {
  config: Config;
  origins: OriginPolicy;
  authenticate: Authenticate;
  accessTokens: Pick<AccessTokens, 'renewed'>;
  gate: Gate;
  rates: RateLimits;
  log: Log;
  metrics: Metrics;
}): { app: Express; mount: (handlers: RouteHandlers, fanOut: Pick<FanOut, 'carried'>) => void } => {
  const { config, origins, authenticate, accessTokens, gate, rates, log, metrics } = deps;
  const { bodyBytes } = config.limits;

  const fail = (
    response: Response,
    code: ErrorCode,
    message: string,
    {
      status = HTTP_STATUS[code],
      issues,
      name,
    }: { status?: number; issues?: RestFailure['issues']; name?: RouteName } = {},
  ): void => {
    metrics.refused('route', code);
    const body: RestFailure = { success: false, code, message, ...(issues && { issues }) };
    const refuses = name === undefined ? undefined : (routes[name] as Route).refuses;
    response
      .status(status)
      .setHeader('Cache-Control', 'no-store')
      .json({
        ...body,
        ...(refuses === 'with-status' && { status: 'failed' }),
        ...(refuses === 'with-error' && { error: message }),
      });
  };

  const failWith = (response: Response, error: unknown, name: RouteName | 'http'): void => {
    const { code, message } = toRefusal(error, log, name);
    if (error instanceof RateLimitedError) response.setHeader('Retry-After', error.seconds);
    else if (error instanceof RouteRefusal) response.set(error.headers);
    else if (HTTP_STATUS[code] === 503) response.setHeader('Retry-After', RETRY_AFTER);
    const status = error instanceof RouteRefusal ? error.status : undefined;
    // Opening an invitation is a way to sign in, and all of those are refused with 401.
    fail(response, code, message, {
      ...(status !== undefined && { status }),
      ...(name !== 'http' && { name }),
      ...(name === 'invite' && code === 'visit_over' && { status: 401 }),
    });
  };

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy ? 1 : false);

  app.use((_request, response, next) => {
    // A connection that is kept alive would go on asking a server that stops.
    if (gate.isClosed()) response.setHeader('Connection', 'close');
    next();
  });
  app.use((request, response, next) => {
    if (!origins.isKnownHost(request.headers.host)) {
      fail(response, 'origin_refused', 'This server does not answer to that host name');
      return;
    }
    if (!origins.isAllowedOrigin(request.headers.origin, request.headers.host)) {
      fail(response, 'origin_refused', 'Pages of that origin may not use this server');
      return;
    }
    next();
  });
  app.use(...securityHeaders(config));
  app.use(
    cors({
      // Refused origins never come this far; a program without one needs no header.
      origin: true,
      credentials: true,
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['Authorization', 'token', 'dtoken', 'Content-Type', 'Range', UPLOAD_OFFSET_HEADER],
      exposedHeaders: [UPLOAD_OFFSET_HEADER, 'Content-Disposition'],
      maxAge: 600,
    }),
  );
  // Before anything is read of a body. A page asks for many files at once, and they cost little.
  app.use((request, response, next) => {
    // As the routes are matched: in either case of letters.
    const root = request.path.split('/')[1]?.toLowerCase();
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const isWatching = (root === 'health' || root === 'metrics') && isLoopbackRequest(request);
    if (isWatching || (isReading && !ROUTE_ROOTS.has(root))) {
      next();
      return;
    }
    rates.consume('request-address', address(request)).then(
      () => next(),
      (error: unknown) => failWith(response, error, 'http'),
    );
  });
  app.use(express.json({ limit: bodyBytes }));

  /** Who keeps using the clinic by a cookie stays signed in. */
  const renewCookie = (identity: Identity, token: string, response: Response): void => {
    const renewed = accessTokens.renewed(token, identity);
    if (renewed === null) return;
    response.setHeader('Set-Cookie', sessionCookie(config, renewed, LONG_TOKEN_SECONDS));
  };

  const identify = async (
    request: Request,
    response: Response,
    name: RouteName,
  ): Promise<Identity | null> => {
    const { access } = routes[name];
    if (access === 'anyone' || (access === 'local-or-admin' && isLoopbackRequest(request))) return null;
    const found = tokenOf(request.headers);
    if (found === null) throw new DomainError('unauthenticated', 'Authentication required');
    const identity = await authenticate(found.token);
    if (found.by === 'cookie') renewCookie(identity, found.token, response);
    await rates.consume('request-person', limitedPerson(identity));
    if ((access === 'doctor' || access === 'patient') && identity.role !== access) {
      const isDocumented = access === 'patient' || (routes[name] as Route).refuses !== undefined;
      throw new DomainError('forbidden', isDocumented ? 'No access' : 'only a doctor may do this');
    }
    if ((access === 'admin' || access === 'local-or-admin') && !identity.isAdmin)
      throw new DomainError('forbidden', 'only an admin may do this');
    return identity;
  };

  const mountRoute = <R extends RouteName>(
    name: R,
    handlers: RouteHandlers,
    fanOut: Pick<FanOut, 'carried'>,
  ): void => {
    const route = routes[name];
    app[route.method](route.path, (request, response) => {
      const started = performance.now();
      const respond = async (): Promise<void> => {
        if (NEWCOMERS.has(name)) gate.assertOpenForNewcomers();
        else gate.assertOpen();
        // Who first, what second: the shape of a body tells a stranger nothing.
        const identity = await identify(request, response, name);
        const body = route.body.safeParse(request.body ?? {});
        const query = route.query.safeParse(request.query);
        if (!body.success || !query.success) {
          const found = [
            ...(body.error?.issues ?? []).map((issue) => ({ issue, value: request.body as unknown })),
            ...(query.error?.issues ?? []).map((issue) => ({ issue, value: request.query as unknown })),
          ];
          const [first] = found;
          const { missing } = route as Route;
          const message =
            first === undefined
              ? 'body: invalid'
              : describeIssue(first.issue, { value: first.value, whole: 'body', missing });
          const issues = found.map(({ issue }) => ({
            path: issue.path.join('.'),
            message: issue.message,
          }));
          fail(response, 'bad_request', message, { issues, name });
          return;
        }
        // The contract pairs the route's name with its schemas; the compiler cannot see that correlation.
        const context = {
          body: body.data,
          query: query.data,
          params: request.params,
          identity,
          request,
        } as unknown as RouteContext<R>;
        const { status = 200, headers = {}, answer } = await handlers[name](context);
        const carrying = fanOut.carried();
        if (carrying !== undefined) await carrying;
        response.status(status);
        if (answer instanceof Uint8Array) {
          // A proxy that compressed it would falsify what is measured.
          response.setHeader('Cache-Control', 'no-store, no-transform').type('application/octet-stream');
          response.set(headers);
          response.end(answer);
          return;
        }
        response.setHeader('Cache-Control', 'no-store').set(headers);
        if (typeof answer === 'object' && Symbol.asyncIterator in answer) {
          // What fails after the first bytes can only be cut off: the length says that something is missing.
          pipeline(answer, response).catch(() => undefined);
          return;
        }
        if (typeof answer === 'string') response.type('text/plain; version=0.0.4').send(answer);
        else response.json(answer);
      };
      respond()
        .catch((error: unknown) => failWith(response, error, name))
        .finally(() => {
          const milliseconds = performance.now() - started;
          metrics.request(name, response.statusCode, milliseconds / 1000);
          log.debug('request', {
            route: name,
            method: request.method,
            status: response.statusCode,
            milliseconds: Math.round(milliseconds),
          });
        });
    });
  };

  const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { type, status } = error as { type?: unknown; status?: unknown };
    if (type === 'entity.too.large')
      fail(response, 'too_large', `A body may have at most ${bodyBytes} bytes`);
    else if (type === 'entity.parse.failed') fail(response, 'bad_request', 'The body is not valid JSON');
    else if (typeof status === 'number' && status >= 400 && status < 500) {
      // What Express itself cannot read: an encoding, a charset, an address.
      fail(response, 'bad_request', 'The request cannot be read');
    } else {
      failWith(response, error, 'http');
    }
  };

  return {
    app,
    mount(handlers, fanOut) {
      for (const name of Object.keys(routes) as RouteName[]) mountRoute(name, handlers, fanOut);
      if (config.webRoot !== null) mountWebClient(app, config.webRoot);
      app.use((_request, response) => {
        fail(response, 'not_found', 'There is nothing at this address');
      });
      app.use(onError);
    },
  };
};

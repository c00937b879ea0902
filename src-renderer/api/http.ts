import {
  errorCodeSchema,
  restFailureSchema,
  routes,
  type RouteAnswer,
  type RouteName,
} from '../../server/protocol/index.ts';
import type { z } from '../../server/protocol/zod.ts';
import { ApiError } from './api-error.ts';

type RouteParams<Path extends string> = Path extends `${string}/:${infer Name}/${infer Rest}`
  ? Record<Name, string> & RouteParams<`/${Rest}`>
  : Path extends `${string}/:${infer Name}`
    ? Record<Name, string>
    : object;

/** Optional where an empty object would do. */
type Part<Key extends string, T> =
  T extends Record<string, never>
    ? { [K in Key]?: T }
    : object extends T
      ? { [K in Key]?: T }
      : { [K in Key]: T };

/** What a caller says about a route: exactly the parts that the route needs. */
export type CallOptions<R extends RouteName> = Part<'params', RouteParams<(typeof routes)[R]['path']>> &
  Part<'query', z.input<(typeof routes)[R]['query']>> &
  Part<'body', z.input<(typeof routes)[R]['body']>> & {
    /** Sent as it is instead of a JSON body, to the routes that take a file. */
    upload?: Blob;
    headers?: Readonly<Record<string, string>>;
    /** Gives the request up; it then rejects as if the server could not be reached. */
    signal?: AbortSignal;
    /** Milliseconds until it counts as lost, where that takes longer than other requests do. */
    timeoutMs?: number;
  };

export type HttpOptions = {
  /** The server's base address without a trailing slash; null while none is known. */
  baseUrl: () => string | null;
  fetch: typeof globalThis.fetch;
  /** Lets the browser send and keep the cookies of the server; without it there are none. */
  cookies?: boolean;
  /** Milliseconds until a request counts as lost. */
  timeoutMs?: number;
};

export type SendOptions = {
  /** An empty one sends nothing: a cookie says who asks. */
  token?: string;
  timeoutMs?: number;
};

/** REST without a session: one request, one parsed answer. */
export type Http = {
  /** @throws ApiError */
  send<R extends RouteName>(
    route: R,
    options: CallOptions<R>,
    sendOptions?: SendOptions,
  ): Promise<RouteAnswer<R>>;
  /** A file. Without a token, the browser's cache may answer for it. @throws ApiError */
  download<R extends RouteName>(route: R, options: CallOptions<R>, sendOptions?: SendOptions): Promise<Blob>;
};

type Untyped = {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  upload?: Blob;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  timeoutMs?: number;
};

const address = (base: string, path: string, options: Untyped): string => {
  const filled = path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(options.params?.[name] ?? ''),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  const search = query.toString();
  return `${base}${filled}${search === '' ? '' : `?${search}`}`;
};

const refusal = async (response: Response): Promise<ApiError> => {
  const body: unknown = await response.json().catch(() => null);
  const failure = restFailureSchema.safeParse(body);
  if (failure.success) {
    const code = errorCodeSchema.safeParse(failure.data.code);
    return new ApiError(
      code.success ? code.data : 'internal',
      failure.data.message,
      failure.data.issues ?? [],
    );
  }
  // A gateway in front of the server speaks for itself: the server was not reached.
  const unreached = response.status >= 502 && response.status <= 504;
  return new ApiError(unreached ? 'offline' : 'internal', `unexpected answer, status ${response.status}`);
};

const BODIED: ReadonlySet<string> = new Set(['post', 'put', 'patch']);

const bodyOf = (method: string, { body, upload }: Untyped): { type?: string; body?: string | Blob } => {
  if (upload !== undefined) return { type: upload.type, body: upload };
  return BODIED.has(method) ? { type: 'application/json', body: JSON.stringify(body ?? {}) } : {};
};

export const createHttp = ({ baseUrl, fetch, cookies = false, timeoutMs = 15_000 }: HttpOptions): Http => {
  const exchange = async <T>(
    route: RouteName,
    options: Untyped,
    { token, timeoutMs: ownTimeoutMs, cache }: SendOptions & { cache: RequestCache },
    read: (response: Response) => Promise<T>,
  ): Promise<T> => {
    const { method, path } = routes[route];
    const base = baseUrl();
    if (base === null) throw new ApiError('offline', 'no server is known');
    const timeout = AbortSignal.timeout(ownTimeoutMs ?? options.timeoutMs ?? timeoutMs);
    const { signal } = options;
    const { type, body } = bodyOf(method, options);
    try {
      const response = await fetch(address(base, path, options), {
        method: method.toUpperCase(),
        credentials: cookies ? 'include' : 'omit',
        cache,
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        headers: {
          accept: 'application/json',
          ...(type === undefined ? {} : { 'content-type': type }),
          ...(token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      if (!response.ok) throw await refusal(response);
      return await read(response);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      if (timeout.aborted) throw new ApiError('timeout', 'no answer in time');
      if (error instanceof SyntaxError) throw new ApiError('internal', 'the answer is not JSON');
      throw new ApiError('offline', 'the server cannot be reached');
    }
  };

  return {
    async send(route, options, sendOptions = {}) {
      const parsed: unknown = await exchange(
        route,
        options as Untyped,
        { ...sendOptions, cache: 'no-store' },
        (response) => response.json(),
      );
      const result = routes[route].answer.safeParse(parsed);
      if (!result.success) throw new ApiError('internal', `unexpected answer to ${route}`);
      return result.data as RouteAnswer<typeof route>;
    },
    download: (route, options, sendOptions = {}) =>
      exchange(
        route,
        options as Untyped,
        { ...sendOptions, cache: sendOptions.token === undefined ? 'default' : 'no-store' },
        (response) => response.blob(),
      ),
  };
};

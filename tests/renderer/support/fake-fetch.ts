import { HTTP_STATUS, type ErrorCode } from '../../../server/protocol/index.ts';
import { afterTest } from './after-test.ts';

export type FakeRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  token: string | null;
};

/** What a route answers: a body, a refusal, or nothing at all. */
export type FakeAnswer = { json: unknown } | { code: ErrorCode } | 'unreachable' | 'never';
export type FakeRoutes = Record<string, (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>>;

export type FakeFetch = typeof globalThis.fetch & { readonly requests: FakeRequest[] };

/** A `fetch` over a table `"POST /auth/login": (request) => answer`. What is not in it is unreachable. */
export const createFakeFetch = (routes: FakeRoutes): FakeFetch => {
  const requests: FakeRequest[] = [];
  let isOver = false;
  // Services without jitter would ask what does not answer again and again, beside all the tests that follow.
  afterTest(() => {
    isOver = true;
  });
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (isOver) return new Promise(() => undefined);
    const url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    const request: FakeRequest = {
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : null,
      token: headers.get('authorization')?.replace('Bearer ', '') ?? null,
    };
    requests.push(request);
    const route = routes[`${request.method} ${request.path}`];
    const result = route === undefined ? 'unreachable' : await route(request);
    if (result === 'unreachable') throw new TypeError('fetch failed');
    if (result === 'never') {
      return new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'TimeoutError')));
      });
    }
    return 'json' in result
      ? Response.json(result.json)
      : Response.json(
          { success: false, code: result.code, message: result.code },
          { status: HTTP_STATUS[result.code] },
        );
  };
  return Object.assign(answer, { requests });
};

import { errorCodeSchema, restFailureSchema, routes } from '../../server/protocol/index.ts';
import { ApiError } from './api-error.ts';
import type { HttpOptions } from './http.ts';
import type { Session } from './session.ts';

/**
 * Moves bytes to and from the clinic's server, to measure the way there. Each call resolves with the
 * milliseconds that it took, and rejects with an `ApiError`.
 */
export type LineProbe = {
  /** @param bytes none for a bare round trip; at most `PROBE_MAX_BYTES` */
  download(bytes: number, signal: AbortSignal): Promise<number>;
  upload(bytes: number, signal: AbortSignal): Promise<number>;
};

/**
 * Milliseconds from the request to the first byte of the answer as the browser's network process saw them: the
 * page's own work is not in them. Null where the browser does not tell, for example across origins.
 */
const networkTime = (url: string): number | null => {
  const entry = performance.getEntriesByName(url, 'resource').at(-1) as PerformanceResourceTiming | undefined;
  if (entry === undefined || entry.requestStart === 0) return null;
  return entry.responseStart - entry.requestStart;
};

/** `crypto.getRandomValues` gives no more at once. */
const RANDOM_CHUNK = 65_536;

const noise = (bytes: number): Uint8Array<ArrayBuffer> => {
  const made = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += RANDOM_CHUNK) {
    crypto.getRandomValues(made.subarray(at, Math.min(bytes, at + RANDOM_CHUNK)));
  }
  return made;
};

const refusal = async (response: Response): Promise<ApiError> => {
  const failure = restFailureSchema.safeParse(await response.json().catch(() => null));
  const code = errorCodeSchema.safeParse(failure.success ? failure.data.code : null);
  return new ApiError(code.success ? code.data : 'internal', `status ${response.status}`);
};

export const createLineProbe = (
  { baseUrl, fetch }: Pick<HttpOptions, 'baseUrl' | 'fetch'>,
  session: Pick<Session, 'freshToken'>,
): LineProbe => {
  let calls = 0;

  const move = async (
    query: string,
    init: RequestInit,
    isBare: boolean,
    signal: AbortSignal,
  ): Promise<number> => {
    const base = baseUrl();
    if (base === null) throw new ApiError('offline', 'no server is known');
    const token = await session.freshToken();
    calls += 1;
    const url = `${base}${routes.probeDownload.path}?${query}&call=${calls}`;
    const startedAt = performance.now();
    try {
      const response = await fetch(url, {
        ...init,
        credentials: 'omit',
        cache: 'no-store',
        signal,
        headers: {
          authorization: `Bearer ${token}`,
          ...(init.body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
        },
      });
      if (!response.ok) throw await refusal(response);
      await response.arrayBuffer();
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new ApiError(signal.aborted ? 'timeout' : 'offline', 'the measurement was not answered');
    }
    const took = performance.now() - startedAt;
    return (isBare ? networkTime(url) : null) ?? took;
  };
  return {
    download: (bytes, signal) => move(`bytes=${bytes}`, { method: 'GET' }, bytes === 0, signal),
    upload: (bytes, signal) => move(`size=${bytes}`, { method: 'POST', body: noise(bytes) }, false, signal),
  };
};

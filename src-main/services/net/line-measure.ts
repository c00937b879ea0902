import { randomBytes } from 'node:crypto';
import {
  bandwidth,
  jitter,
  median,
  ROUND_TRIP_TIMEOUT_MS,
  ROUND_TRIPS,
  routes,
  STEP_TIMEOUT_MS,
} from '../../../server/protocol/index.ts';
import type { ClinicHttp } from './clinic-http.ts';

/** The way to the clinic's server, measured against `/probe` as the page does it, without a browser's share. */

export type LineFigures = {
  roundTripMs: number;
  jitterMs: number | null;
  downKbps: number | null;
  upKbps: number | null;
};

const within = (milliseconds: number, signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);

const isTimeout = (error: unknown): boolean => {
  const { name, cause } = error as { name?: unknown; cause?: unknown };
  return name === 'TimeoutError' || (name === 'AbortError' && isTimeout(cause ?? {}));
};

/** Rejects if the server does not answer, or does not let itself be measured. */
export const measureLine = async (
  http: ClinicHttp,
  token: string,
  signal: AbortSignal,
): Promise<LineFigures> => {
  const move = async (
    method: 'GET' | 'POST',
    path: string,
    timeoutMs: number,
    body?: Buffer,
  ): Promise<number> => {
    const { status, tookMs } = await http.request({
      method,
      path,
      token,
      body,
      signal: within(timeoutMs, signal),
    });
    if (status !== 200) throw new Error(`the clinic answered ${status}`);
    return tookMs;
  };
  const { path } = routes.probeDownload;
  const ping = () => move('GET', `${path}?bytes=0`, ROUND_TRIP_TIMEOUT_MS);
  // The first one also opens the connection.
  await ping();
  const trips: number[] = [];
  while (trips.length < ROUND_TRIPS) trips.push(await ping());
  const roundTripMs = median(trips);
  const down = (bytes: number) => move('GET', `${path}?bytes=${bytes}`, STEP_TIMEOUT_MS);
  const up = (bytes: number) => move('POST', path, STEP_TIMEOUT_MS, randomBytes(bytes));
  return {
    roundTripMs,
    jitterMs: jitter(trips),
    downKbps: await bandwidth(down, roundTripMs, isTimeout),
    upKbps: await bandwidth(up, roundTripMs, isTimeout),
  };
};

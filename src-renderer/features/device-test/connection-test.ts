import type { DeviceReport, IceServer } from '../../../server/protocol/index.ts';
import { codeOf } from '../../api/api-error.ts';
import type { LineProbe } from '../../api/line-probe.ts';

/** What was measured of the way to the clinic and of the way of a call. */
export type ConnectionFigures = NonNullable<DeviceReport['connection']>;
export type ConnectionTest = (signal: AbortSignal) => Promise<ConnectionFigures>;

/** Whether a WebRTC connection comes about with these servers, over a relay only if asked so. Never rejects. */
export type PathTest = (servers: IceServer[], relayOnly: boolean, signal: AbortSignal) => Promise<boolean>;

const ROUND_TRIPS = 9;
const ROUND_TRIP_TIMEOUT_MS = 5_000;
/**
 * Sizes that are moved one after the other, in bytes. After two steps that take long it is enough: a slow line
 * is known by then, and whoever else uses it, perhaps in a call, gets it back. One alone may be an accident.
 */
const STEPS = [16_384, 65_536, 196_608] as const;
const LONG_STEP_MS = 400;
const STEP_TIMEOUT_MS = 2_500;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/**
 * How far a round trip is typically from the median. Single ones that took long count little: on a busy machine
 * they waited for other work, not for the network.
 */
const jitter = (values: readonly number[]): number | null => {
  if (values.length < 2) return null;
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
};

const within = (milliseconds: number, signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);

const isTurn = ({ urls }: IceServer): boolean => [urls].flat().some((url) => /^turns?:/.test(url));

/** Bits a millisecond are kilobits a second. */
const kbps = (bytes: number, milliseconds: number): number =>
  Math.round((bytes * 8) / Math.max(1, milliseconds));

const bandwidth = async (
  move: (bytes: number, signal: AbortSignal) => Promise<number>,
  roundTripMs: number,
  signal: AbortSignal,
): Promise<number | null> => {
  let measured: number | null = null;
  let long = 0;
  for (const bytes of STEPS) {
    try {
      const took = await move(bytes, within(STEP_TIMEOUT_MS, signal));
      // The round trip is no matter of the bandwidth, but a short one may have varied by as much.
      const rate = kbps(bytes, Math.max(took - roundTripMs, took / 4));
      measured = Math.max(measured ?? 0, rate);
      if (took > LONG_STEP_MS) long += 1;
      if (long > 1) return measured;
    } catch (error) {
      // Even the smallest did not arrive in time: the line is at most this fast.
      if (codeOf(error) === 'timeout' && measured === null) return kbps(bytes, STEP_TIMEOUT_MS);
      return measured;
    }
  }
  return measured;
};

/** The clinic's ICE servers, and whether calls may only go through its relay. */
type PathSetup = { servers: IceServer[]; relayOnly: boolean };

const callPath = async (
  { servers, relayOnly }: PathSetup,
  testPath: PathTest,
  signal: AbortSignal,
): Promise<Pick<ConnectionFigures, 'webrtc' | 'relay'>> => {
  const [direct, relay] = await Promise.all([
    // Where the clinic allows no direct path, one that works is of no use.
    relayOnly ? false : testPath(servers, false, signal),
    servers.some(isTurn) ? testPath(servers, true, signal) : null,
  ]);
  return { webrtc: direct ? 'direct' : relay === true ? 'relay' : 'none', relay };
};

/**
 * Measures the way to the clinic's server (round trip, jitter, bandwidth both ways; less than 300 kB each) and
 * whether a call's connection comes about.
 * @returns a test that rejects with an `ApiError` if the server does not answer
 */
export const createConnectionTest =
  (deps: {
    line: LineProbe;
    /** Used where the server refuses to be measured once more; rejects if it does not answer. */
    socketRoundTrip: () => Promise<number>;
    iceServers: () => Promise<PathSetup>;
    /** Null in a browser without WebRTC. */
    testPath: PathTest | null;
  }): ConnectionTest =>
  async (signal) => {
    const { line, socketRoundTrip, iceServers, testPath } = deps;
    const ping = () => line.download(0, within(ROUND_TRIP_TIMEOUT_MS, signal));
    const path =
      testPath === null
        ? Promise.resolve({ webrtc: null, relay: null })
        : iceServers().then(
            (setup) => callPath(setup, testPath, signal),
            () => ({ webrtc: null, relay: null }),
          );
    const trips: number[] = [];
    let limited = false;
    try {
      // The first one also opens the connection.
      await ping();
      while (trips.length < ROUND_TRIPS) trips.push(await ping());
    } catch (error) {
      if (codeOf(error) !== 'rate_limited') throw error;
      limited = true;
      if (trips.length === 0) trips.push(await socketRoundTrip());
    }
    const roundTripMs = median(trips);
    return {
      roundTripMs,
      jitterMs: jitter(trips),
      downKbps: limited ? null : await bandwidth(line.download, roundTripMs, signal),
      upKbps: limited ? null : await bandwidth(line.upload, roundTripMs, signal),
      ...(await path),
    };
  };

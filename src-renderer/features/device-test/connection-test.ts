import {
  bandwidth,
  jitter,
  median,
  ROUND_TRIP_TIMEOUT_MS,
  ROUND_TRIPS,
  STEP_TIMEOUT_MS,
  type DeviceReport,
  type IceServer,
} from '../../../server/protocol/index.ts';
import { codeOf } from '../../api/api-error.ts';
import type { LineProbe } from '../../api/line-probe.ts';

/** What was measured of the way to the clinic and of the way of a call. */
export type ConnectionFigures = NonNullable<DeviceReport['connection']>;
export type ConnectionTest = (signal: AbortSignal) => Promise<ConnectionFigures>;

/** Whether a WebRTC connection comes about with these servers, over a relay only if asked so. Never rejects. */
export type PathTest = (servers: IceServer[], relayOnly: boolean, signal: AbortSignal) => Promise<boolean>;

const within = (milliseconds: number, signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);

const isTimeout = (error: unknown): boolean => codeOf(error) === 'timeout';

const isTurn = ({ urls }: IceServer): boolean => [urls].flat().some((url) => /^turns?:/.test(url));

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
    const speed = (move: LineProbe['download']) =>
      bandwidth((bytes) => move(bytes, within(STEP_TIMEOUT_MS, signal)), roundTripMs, isTimeout);
    return {
      roundTripMs,
      jitterMs: jitter(trips),
      downKbps: limited ? null : await speed(line.download),
      upKbps: limited ? null : await speed(line.upload),
      ...(await path),
    };
  };

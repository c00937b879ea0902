import { describe, expect, it, vi } from 'vitest';
import type { DeviceVerdict, IceServer, VerdictReason } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import {
  createConnectionTest,
  type ConnectionFigures,
} from '../../src-renderer/features/device-test/connection-test.ts';
import {
  connectionReasons,
  verdictOf,
  verdictWords,
} from '../../src-renderer/features/device-test/device-verdict.ts';

const TURN: IceServer[] = [{ urls: ['turn:turn.example'], username: 'u', credential: 'c' }];
const signal = () => new AbortController().signal;

/** A line of so many kilobits a second, with round trips of these lengths. */
const setUp = ({
  down = 8_000,
  up = 4_000,
  trips = [20],
  servers = [] as IceServer[],
  relayOnly = false,
} = {}) => {
  let trip = 0;
  const moved = { down: [] as number[], up: [] as number[] };
  const nextTrip = () => trips[trip++ % trips.length] ?? 0;
  const line = {
    download: vi.fn(async (bytes: number) => {
      if (bytes === 0) return nextTrip();
      moved.down.push(bytes);
      return (bytes * 8) / down + (trips[0] ?? 0);
    }),
    upload: vi.fn(async (bytes: number) => {
      moved.up.push(bytes);
      return (bytes * 8) / up + (trips[0] ?? 0);
    }),
  };
  const testPath = vi.fn(async (_servers: IceServer[], _relayOnly: boolean) => true);
  const socketRoundTrip = vi.fn(async () => 33);
  const test = createConnectionTest({
    line,
    socketRoundTrip,
    iceServers: async () => ({ servers, relayOnly }),
    testPath,
  });
  return { test, line, testPath, socketRoundTrip, moved };
};

describe('the connection test', () => {
  it('[S0-Z13, S0-Z15] measures round trip, jitter and the bandwidth both ways', async () => {
    const { test, line } = setUp({ trips: [20, 24, 20, 24, 28, 24, 28, 22, 24, 26] });
    const figures = await test(signal());
    expect(figures.roundTripMs).toBe(24);
    expect(figures.jitterMs).toBe(2);
    expect(figures.downKbps).toBeGreaterThan(7_500);
    expect(figures.downKbps).toBeLessThan(16_000);
    expect(figures.upKbps).toBeGreaterThan(3_800);
    expect(figures.upKbps).toBeLessThan(6_000);
    expect(line.download.mock.calls[0]?.[0]).toBe(0);
  });

  it('moves less than 300 kB each way, and stops early on a slow line', async () => {
    const fast = setUp();
    await fast.test(signal());
    for (const bytes of [fast.moved.down, fast.moved.up]) {
      expect(bytes.reduce((sum, next) => sum + next, 0)).toBeLessThan(300_000);
    }
    const slow = setUp({ down: 200, up: 100 });
    const figures = await slow.test(signal());
    expect(slow.moved).toEqual({ down: [16_384, 65_536], up: [16_384, 65_536] });
    expect(figures.downKbps).toBeCloseTo(200, -1);
    expect(figures.upKbps).toBeCloseTo(100, -1);
  });

  it('knows an upper bound where not even the smallest step arrives in time', async () => {
    const { test, line } = setUp();
    line.upload.mockRejectedValue(new ApiError('timeout'));
    expect((await test(signal())).upKbps).toBe(52);
  });

  it('is not misled by one step or one round trip that waited for the page', async () => {
    const { test, line } = setUp({ trips: [20, 20, 20, 900, 20, 20, 20] });
    line.upload.mockResolvedValueOnce(700);
    const figures = await test(signal());
    expect(figures.jitterMs).toBe(0);
    expect(figures.upKbps).toBeGreaterThan(3_000);
  });

  it('fails where the server does not answer, and measures by the socket where it refuses more', async () => {
    const lost = setUp();
    lost.line.download.mockRejectedValue(new ApiError('offline'));
    await expect(lost.test(signal())).rejects.toMatchObject({ code: 'offline' });
    const limited = setUp();
    limited.line.download.mockRejectedValue(new ApiError('rate_limited'));
    expect(await limited.test(signal())).toMatchObject({
      roundTripMs: 33,
      jitterMs: null,
      downKbps: null,
      upKbps: null,
    });
  });

  it.each([
    ['direct', [], true, false, { webrtc: 'direct', relay: null }],
    ['direct, and the relay works, too', TURN, true, true, { webrtc: 'direct', relay: true }],
    ['only over the relay', TURN, false, true, { webrtc: 'relay', relay: true }],
    ['none at all', TURN, false, false, { webrtc: 'none', relay: false }],
    ['none where there is no relay', [], false, true, { webrtc: 'none', relay: null }],
  ])('finds the path of a call: %s', async (_name, servers, direct, relay, expected) => {
    const { test, testPath } = setUp({ servers });
    testPath.mockImplementation(async (_servers, relayOnly) => (relayOnly ? relay : direct));
    expect(await test(signal())).toMatchObject(expected);
  });

  it('takes a direct path for none where the clinic lets calls go through its relay alone', async () => {
    const { test, testPath } = setUp({ servers: TURN, relayOnly: true });
    expect(await test(signal())).toMatchObject({ webrtc: 'relay', relay: true });
    testPath.mockResolvedValue(false);
    expect(await test(signal())).toMatchObject({ webrtc: 'none', relay: false });
  });
});

describe('the verdict', () => {
  const figures: ConnectionFigures = {
    roundTripMs: 40,
    jitterMs: 5,
    downKbps: 9_000,
    upKbps: 3_000,
    webrtc: 'direct',
    relay: null,
  };

  it.each<[Partial<ConnectionFigures>, VerdictReason[], string]>([
    [{}, [], 'good'],
    [{ upKbps: null, downKbps: null, jitterMs: null, webrtc: null }, [], 'good'],
    [{ upKbps: 800 }, ['slow'], 'usable'],
    [{ roundTripMs: 420 }, ['long-delay'], 'usable'],
    [{ jitterMs: 90 }, ['unsteady'], 'usable'],
    [{ downKbps: 200 }, ['very-slow'], 'audio-only'],
    [{ upKbps: 40 }, ['very-slow'], 'will-not-work'],
    [{ webrtc: 'relay' }, [], 'good'],
    [{ webrtc: 'none' }, ['no-call-path'], 'will-not-work'],
  ])('[S0-Z14] of a connection with %o', (changes, reasons, verdict) => {
    const connection = { ...figures, ...changes };
    expect(connectionReasons(connection)).toEqual(reasons);
    expect(verdictOf(reasons, connection)).toBe(verdict);
  });

  it.each<[VerdictReason[], string]>([
    [['no-camera'], 'audio-only'],
    [['black-picture'], 'audio-only'],
    [['no-microphone'], 'usable'],
    [['clipped-microphone'], 'usable'],
    [['no-camera', 'slow'], 'audio-only'],
    [['silent-microphone', 'no-speaker'], 'will-not-work'],
    [['browser-too-old'], 'will-not-work'],
    [['offline'], 'will-not-work'],
  ])('[S0-Z14] with %o is %s', (reasons, verdict) => {
    expect(verdictOf(reasons, figures)).toBe(verdict);
  });

  it.each<[VerdictReason[], DeviceVerdict, string]>([
    [['silent-microphone'], 'usable', 'unheard'],
    [['no-microphone'], 'usable', 'unheard'],
    [['no-microphone', 'no-camera'], 'audio-only', 'listening'],
    [['slow'], 'usable', 'usable'],
    [['silent-microphone', 'no-speaker'], 'will-not-work', 'will-not-work'],
  ])('tells who is not heard: %o as %s in the words of "%s"', (reasons, verdict, words) => {
    expect(verdictWords({ verdict, reasons })).toBe(words);
  });
});

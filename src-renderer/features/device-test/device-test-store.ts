import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeviceTestResults } from '../../../server/protocol/index.ts';
import { z } from '../../../server/protocol/zod.ts';
import { trackOf, type LocalMedia } from './local-media.ts';
import type { DeviceProbes } from './device-probes.ts';
import { MEDIA_PROBLEMS } from './media.ts';

/** What is tested, in the order in which it is shown. */
export const TEST_PARTS = ['camera', 'microphone', 'speakers', 'network', 'browser'] as const;
export type TestPart = (typeof TEST_PARTS)[number];

export const TEST_FAILURES = [
  ...MEDIA_PROBLEMS,
  'noFrames',
  'black',
  'silent',
  'notHeard',
  'noSound',
  'offline',
  'tooOld',
] as const;
export type TestFailure = (typeof TEST_FAILURES)[number];

export type TestState =
  | { status: 'untested' }
  | { status: 'running' }
  /** The sound was played; only the person knows whether it was heard. */
  | { status: 'asking' }
  /** `label` is the device's own name, or a measured value. */
  | { status: 'passed'; label: string | null }
  | { status: 'failed'; reason: TestFailure }
  | { status: 'skipped' };

export type DeviceTestState = {
  parts: Record<TestPart, TestState>;
  /** Whether the whole test was gone through, here or (after a reload) as the server knows it. */
  phase: 'untested' | 'running' | 'done';
  /** Results that the clinic has not confirmed yet. */
  unsent: boolean;
};

export type DeviceTest = {
  readonly state: StoreApi<DeviceTestState>;
  /** Goes through everything. */
  start(): Promise<void>;
  /** Tests one part again. */
  retry(part: TestPart): Promise<void>;
  /** The answer to the test sound. */
  answer(heard: boolean): void;
  /** Goes on without one part. */
  skip(part: TestPart): void;
  /** Results of an earlier page, as the server has them. Ignored once something was tested here. */
  restore(results: DeviceTestResults): void;
  /** Sends what the clinic has not confirmed, for example after a new connection. */
  flush(): Promise<void>;
  /** Gives up what is running. */
  stop(): void;
};

export type DeviceTestOptions = {
  media: LocalMedia;
  probes: DeviceProbes;
  /** Round trip to the clinic's server and back in milliseconds; rejects if there is none. */
  measureRoundTrip: () => Promise<number>;
  send: (results: DeviceTestResults) => Promise<void>;
  now?: () => number;
};

const SETTLED: ReadonlySet<TestState['status']> = new Set(['passed', 'failed', 'skipped']);

const restoredSchema = z.union([
  z.object({ status: z.literal('passed'), label: z.string().nullish() }),
  z.object({ status: z.literal('failed'), reason: z.enum(TEST_FAILURES).catch('unknown') }),
  z.object({ status: z.literal('skipped') }),
]);

/** A part as another page of this person, perhaps of another version, reported it. */
const restoredState = (value: unknown): TestState => {
  const parsed = restoredSchema.safeParse(value);
  if (!parsed.success) return { status: 'untested' };
  return parsed.data.status === 'passed'
    ? { status: 'passed', label: parsed.data.label ?? null }
    : parsed.data;
};

/** A part as the clinic gets it: without what is not known. */
const reportOf = (test: TestState): Record<string, string> => ({
  status: test.status,
  ...(test.status === 'passed' && test.label !== null ? { label: test.label } : {}),
  ...(test.status === 'failed' ? { reason: test.reason } : {}),
});

/** The device test: runs the parts, keeps their results, and tells the clinic. */
export const createDeviceTest = (options: DeviceTestOptions): DeviceTest => {
  const { media, probes, measureRoundTrip, send, now = Date.now } = options;
  const untested: TestState = { status: 'untested' };
  const state = createStore<DeviceTestState>(() => ({
    parts: {
      camera: untested,
      microphone: untested,
      speakers: untested,
      network: untested,
      browser: untested,
    },
    phase: 'untested',
    unsent: false,
  }));
  let abort = new AbortController();
  /** Counts the runs of a part, so that a late result of an older one is ignored. */
  const runs: Record<TestPart, number> = { camera: 0, microphone: 0, speakers: 0, network: 0, browser: 0 };
  let sending: Promise<void> | null = null;
  /** Counts the calls of `flush`. */
  let asks = 0;

  const set = (part: TestPart, next: TestState) =>
    state.setState(({ parts }) => ({ parts: { ...parts, [part]: next } }));

  const results = (): DeviceTestResults => {
    const { parts } = state.getState();
    return {
      camera: reportOf(parts.camera),
      microphone: reportOf(parts.microphone),
      speakers: reportOf(parts.speakers),
      network: reportOf(parts.network),
      browser: reportOf(parts.browser),
      timestamp: new Date(now()).toISOString(),
      allTestsPassed: TEST_PARTS.every((part) => parts[part].status === 'passed'),
    };
  };

  const sendAll = async (): Promise<void> => {
    while (state.getState().unsent) {
      const asked = asks;
      const report = results();
      state.setState({ unsent: false });
      try {
        await send(report);
      } catch {
        state.setState({ unsent: true });
        // The way may have opened while this attempt was failing.
        if (asked === asks) break;
      }
    }
    sending = null;
  };

  const flush = async (): Promise<void> => {
    asks += 1;
    if (!state.getState().unsent && sending === null) return;
    sending ??= sendAll();
    await sending;
  };

  const settle = () => {
    const { parts } = state.getState();
    if (!TEST_PARTS.every((part) => SETTLED.has(parts[part].status))) return;
    state.setState({ phase: 'done', unsent: true });
    void flush();
  };

  const testDevice = async (kind: 'audio' | 'video', signal: AbortSignal): Promise<TestState> => {
    media.setWanted(kind, true);
    await media.open([kind]);
    const device = media.state.getState()[kind];
    if (device.status === 'failed') return { status: 'failed', reason: device.problem };
    const track = trackOf(media.state.getState(), kind);
    if (track === null) return { status: 'failed', reason: 'unknown' };
    const verdict =
      kind === 'video' ? await probes.camera(track, signal) : await probes.microphone(track, signal);
    return verdict === 'good' || verdict === 'heard'
      ? { status: 'passed', label: track.label === '' ? null : track.label }
      : { status: 'failed', reason: verdict };
  };

  const tests: Record<TestPart, (signal: AbortSignal) => Promise<TestState>> = {
    camera: (signal) => testDevice('video', signal),
    microphone: (signal) => testDevice('audio', signal),
    speakers: () =>
      probes.testSound().then(
        () => ({ status: 'asking' }),
        () => ({ status: 'failed', reason: 'noSound' }),
      ),
    network: () =>
      measureRoundTrip().then(
        (milliseconds) => ({ status: 'passed', label: `${Math.round(milliseconds)} ms` }),
        () => ({ status: 'failed', reason: 'offline' }),
      ),
    browser: async () =>
      probes.missingFeatures().length === 0
        ? { status: 'passed', label: null }
        : { status: 'failed', reason: 'tooOld' },
  };

  const run = async (part: TestPart): Promise<void> => {
    runs[part] += 1;
    const mine = runs[part];
    if (abort.signal.aborted) abort = new AbortController();
    const { signal } = abort;
    set(part, { status: 'running' });
    const result = await tests[part](signal);
    if (mine !== runs[part] || signal.aborted) return;
    set(part, result);
    settle();
  };

  return {
    state,
    start: async () => {
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      state.setState({ phase: 'running' });
      for (const part of TEST_PARTS) set(part, part === 'speakers' ? untested : { status: 'running' });
      // One question of the browser for both devices.
      media.setWanted('audio', true);
      media.setWanted('video', true);
      await media.open(['audio', 'video']);
      if (signal.aborted) return;
      await Promise.all([run('browser'), run('network'), run('camera'), run('microphone')]);
      if (!signal.aborted) await run('speakers');
    },
    retry: run,
    answer: (heard) => {
      if (state.getState().parts.speakers.status !== 'asking') return;
      set('speakers', heard ? { status: 'passed', label: null } : { status: 'failed', reason: 'notHeard' });
      settle();
    },
    skip: (part) => {
      runs[part] += 1;
      set(part, { status: 'skipped' });
      settle();
    },
    restore: (known) => {
      if (state.getState().phase !== 'untested') return;
      const parts = Object.fromEntries(
        TEST_PARTS.map((part) => [part, restoredState(known[part])]),
      ) as Record<TestPart, TestState>;
      state.setState({ parts, phase: 'done' });
    },
    flush,
    stop: () => {
      abort.abort();
    },
  };
};

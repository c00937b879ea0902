import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeviceReport, DeviceTestResults } from '../../../server/protocol/index.ts';
import { z } from '../../../server/protocol/zod.ts';
import { trackOf, type LocalMedia } from './local-media.ts';
import type { DeviceProbes } from './device-probes.ts';
import { appPartOf, buildReport, reportIn, type ClientFacts, type Measured } from './device-report.ts';
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
  /** The server answers, but no connection for a call comes about. */
  'noPath',
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
  /** Measured so far; kept from an earlier page where nothing was measured here. */
  measured: Measured;
  /** What it all means for the call; null until everything was gone through. */
  report: DeviceReport | null;
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
  /** Goes on without one part. A device that is gone on without stays off in the call, too. */
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
  clientKind: ClientFacts['kind'];
  send: (results: DeviceTestResults) => Promise<void>;
  now?: () => number;
};

/** Names of devices are cut to this, as in the report's schema. */
const LABEL_MAX = 120;

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
  const { media, probes, clientKind, send, now = Date.now } = options;
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
    measured: { camera: null, microphone: null, connection: null, app: null },
    report: null,
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

  const measure = (found: Partial<Measured>) =>
    state.setState(({ measured }) => ({ measured: { ...measured, ...found } }));

  const results = (): DeviceTestResults => {
    const { parts, report } = state.getState();
    return {
      camera: reportOf(parts.camera),
      microphone: reportOf(parts.microphone),
      speakers: reportOf(parts.speakers),
      network: reportOf(parts.network),
      browser: reportOf(parts.browser),
      timestamp: new Date(now()).toISOString(),
      allTestsPassed: TEST_PARTS.every((part) => parts[part].status === 'passed'),
      ...(report === null ? {} : { report }),
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
    const { parts, measured } = state.getState();
    if (!TEST_PARTS.every((part) => SETTLED.has(parts[part].status))) return;
    const client = { kind: clientKind, missing: probes.missingFeatures() };
    state.setState({ phase: 'done', report: buildReport(parts, measured, client), unsent: true });
    void flush();
  };

  const testDevice = async (kind: 'audio' | 'video', signal: AbortSignal): Promise<TestState> => {
    measure(kind === 'video' ? { camera: null } : { microphone: null });
    media.setWanted(kind, true);
    await media.open([kind]);
    const device = media.state.getState()[kind];
    if (device.status === 'failed') return { status: 'failed', reason: device.problem };
    const track = trackOf(media.state.getState(), kind);
    if (track === null) return { status: 'failed', reason: 'unknown' };
    const named = track.label === '' ? {} : { label: track.label.slice(0, LABEL_MAX) };
    const passed: TestState = { status: 'passed', label: named.label ?? null };
    if (kind === 'video') {
      const { verdict, width, height, frameRate } = await probes.camera(track, signal);
      if (signal.aborted) return passed;
      const black = verdict === 'black';
      measure({ camera: { ...named, resolution: { width, height }, frameRate, black } });
      return verdict === 'good' ? passed : { status: 'failed', reason: verdict };
    }
    const { verdict, level } = await probes.microphone(track, signal);
    if (signal.aborted) return passed;
    const silent = verdict === 'silent';
    measure({ microphone: { ...named, level, silent, clipped: verdict === 'clipped' } });
    return silent ? { status: 'failed', reason: 'silent' } : passed;
  };

  const testConnection = async (signal: AbortSignal): Promise<TestState> => {
    const measureInTurn = async () => {
      try {
        return await probes.connection(signal);
      } finally {
        // Afterwards: two measurements of one line at once would measure each other.
        const app = await probes.app?.().catch(() => null);
        if (!signal.aborted) measure({ app: app ?? null });
      }
    };
    measure({ connection: null, app: null });
    try {
      const figures = await measureInTurn();
      if (!signal.aborted) measure({ connection: figures });
      return figures.webrtc === 'none'
        ? { status: 'failed', reason: 'noPath' }
        : { status: 'passed', label: `${Math.round(figures.roundTripMs)} ms` };
    } catch {
      return { status: 'failed', reason: 'offline' };
    }
  };

  const tests: Record<TestPart, (signal: AbortSignal) => Promise<TestState>> = {
    camera: (signal) => testDevice('video', signal),
    microphone: (signal) => testDevice('audio', signal),
    speakers: () =>
      probes.testSound().then(
        () => ({ status: 'asking' }),
        () => ({ status: 'failed', reason: 'noSound' }),
      ),
    network: testConnection,
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
      state.setState({ phase: 'running', report: null });
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
      const kind = part === 'camera' ? 'video' : part === 'microphone' ? 'audio' : null;
      if (kind !== null) {
        media.setWanted(kind, false);
        media.close(kind);
      }
      set(part, { status: 'skipped' });
      settle();
    },
    restore: (known) => {
      if (state.getState().phase !== 'untested') return;
      const parts = Object.fromEntries(
        TEST_PARTS.map((part) => [part, restoredState(known[part])]),
      ) as Record<TestPart, TestState>;
      const report = reportIn(known);
      state.setState({
        parts,
        phase: 'done',
        report,
        ...(report === null
          ? {}
          : {
              measured: {
                camera: report.camera,
                microphone: report.microphone,
                connection: report.connection,
                app: appPartOf(report),
              },
            }),
      });
    },
    flush,
    stop: () => {
      abort.abort();
    },
  };
};

import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../server/metrics.ts';
import { LOOK_AT } from '../../server/monitoring/abuse.ts';
import { checksOf, THRESHOLDS } from '../../server/monitoring/checks.ts';
import { latenciesSince, quantileOf } from '../../server/monitoring/latency.ts';
import { createMonitor, SAMPLE_MS } from '../../server/monitoring/monitor.ts';
import { ERROR_CODES, MONITORING_CHECKS, type Monitoring } from '../../server/protocol/index.ts';

const HOUR_SAMPLES = 360;
const T0 = Date.UTC(2026, 0, 1);

const createFakeMonitor = () => {
  let time = T0;
  let pause = 0;
  const metrics = createMetrics();
  const monitor = createMonitor({
    metrics,
    version: '1.2.3',
    now: () => time,
    memory: () => 50_000_000,
    lag: {
      longest: () => pause,
      restart: () => {
        pause = 0;
      },
      stop: () => undefined,
    },
  });
  return {
    metrics,
    monitor,
    hang: (milliseconds: number) => {
      pause = milliseconds;
    },
    pass: async (samples: number) => {
      for (let index = 0; index < samples; index += 1) {
        time += SAMPLE_MS;
        await monitor.sample();
      }
    },
  };
};

const abuseOf = ({ abuse }: Monitoring, kind: string) => abuse.find((entry) => entry.kind === kind);

describe('[S0-L07, S0-L08, S1-L03, S2-X06] the history of the server', () => {
  it('has what came in each step, not the sums since the start', async () => {
    const { metrics, monitor, pass } = createFakeMonitor();
    metrics.messagesStored(3);
    await pass(1);
    metrics.messagesStored(1);
    metrics.refused('event', 'forbidden');
    await pass(2);
    const { history, startedAt, version } = await monitor.report('hour');
    expect(history.at).toEqual([T0 + SAMPLE_MS, T0 + 2 * SAMPLE_MS, T0 + 3 * SAMPLE_MS]);
    expect(history.series.messages).toEqual([3, 1, 0]);
    expect(history.series.refusals).toEqual([0, 1, 0]);
    expect({ startedAt, version }).toEqual({ startedAt: new Date(T0).toISOString(), version: '1.2.3' });
  });

  it('counts the last minute with what came since the last sample', async () => {
    const { metrics, monitor, pass } = createFakeMonitor();
    metrics.messagesStored(5);
    await pass(1);
    metrics.messagesStored(2);
    expect((await monitor.report('hour')).now.messages).toBe(7);
    await pass(6);
    expect((await monitor.report('hour')).now.messages).toBe(0);
  });

  it('keeps a pause for a minute, at its longest', async () => {
    const { monitor, pass, hang } = createFakeMonitor();
    hang(1_700);
    await pass(1);
    hang(40);
    await pass(2);
    const report = await monitor.report('hour');
    expect(report.now.lag).toBe(1_700);
    expect(report.checks.lag).toBe('look');
    await pass(4);
    expect((await monitor.report('hour')).checks.lag).toBe('good');
  });

  it('keeps an hour of samples and a day of minutes, and no more', async () => {
    const { metrics, monitor, pass, hang } = createFakeMonitor();
    metrics.messagesStored(2);
    hang(300);
    await pass(1);
    metrics.messagesStored(4);
    await pass(HOUR_SAMPLES + 5);
    const hour = (await monitor.report('hour')).history;
    expect(hour.every).toBe(10);
    expect(hour.at).toHaveLength(HOUR_SAMPLES);
    expect(Math.max(...hour.series.messages.map(Number))).toBe(0);
    const day = (await monitor.report('day')).history;
    expect(day.every).toBe(60);
    expect(day.at).toHaveLength(61);
    // Of a minute the messages are added, and the longest pause stays.
    expect(day.series.messages.slice(0, 2)).toEqual([6, 0]);
    expect(day.series.lag.slice(0, 2)).toEqual([300, 0]);
  });

  it('forgets what was refused more than an hour ago', async () => {
    const { metrics, monitor, pass } = createFakeMonitor();
    for (let index = 0; index < LOOK_AT.signIns; index += 1) metrics.refused('route', 'wrong_credentials');
    metrics.overrun();
    await pass(HOUR_SAMPLES);
    const before = await monitor.report('hour');
    expect(abuseOf(before, 'signIns')).toMatchObject({ count: LOOK_AT.signIns, attention: 'look' });
    expect(abuseOf(before, 'notReading')).toMatchObject({ count: 1, attention: 'good' });
    expect(before.refusals).toEqual([{ code: 'wrong_credentials', count: LOOK_AT.signIns }]);
    await pass(1);
    const after = await monitor.report('hour');
    expect(abuseOf(after, 'signIns')).toMatchObject({ count: 0, attention: 'good' });
    expect(after.refusals).toEqual([]);
  });

  it('goes on without the store, and says that the queue is not known', async () => {
    const { metrics, monitor, pass } = createFakeMonitor();
    metrics.watch({
      connections: () => 1,
      connected: () => ({ people: { doctor: 1, patient: 0 }, sockets: [] }),
      calls: () => ({ rooms: 0, members: 0 }),
      rooms: () => 0,
      waiting: () => Promise.reject(new Error('the store is starting again')),
      servers: () => null,
    });
    await pass(1);
    const report = await monitor.report('hour');
    expect(report.now).toMatchObject({ doctors: 1, waiting: null });
    expect(report.checks.waiting).toBe('look');
    expect(report.history.series.waiting).toEqual([null]);
  });

  it('knows the newest backup, and whether the disk is full', async () => {
    const { metrics, monitor } = createFakeMonitor();
    metrics.backup({ at: T0 - 60_000, bytes: 4_096 });
    metrics.storeWritable(false);
    expect(await monitor.report('hour')).toMatchObject({
      now: { backupAt: new Date(T0 - 60_000).toISOString(), writable: false },
      checks: { backup: 'good', disk: 'look' },
    });
    const text = await metrics.text();
    expect(text).toMatch(/^anteroom_backup_age_seconds \d+/m);
    expect(text).toContain('anteroom_backup_bytes 4096\n');
    expect(text).toContain('anteroom_store_writable 0\n');
    metrics.storeWritable(true);
    expect((await monitor.report('hour')).checks.disk).toBe('good');
  });

  it('takes a refused handshake for a stranger at the door, whatever its code', async () => {
    const { metrics, monitor } = createFakeMonitor();
    for (const code of ERROR_CODES) metrics.refused('connection', code);
    const report = await monitor.report('hour');
    expect(abuseOf(report, 'trespassing')).toMatchObject({ count: 0 });
    expect(abuseOf(report, 'malformed')).toMatchObject({ count: 0 });
    expect(abuseOf(report, 'connections')?.count).toBeGreaterThan(0);
  });
});

describe('what needs a look', () => {
  const GOOD: Monitoring['now'] = {
    doctors: 1,
    patients: 1,
    connections: 2,
    rooms: 1,
    waiting: { ready: 1, preparing: 0, away: 0 },
    calls: { rooms: 0, people: 0 },
    messages: 1,
    requests: 1,
    refusals: 0,
    errors: 0,
    lag: 5,
    storeWrite: 3,
    storeRead: 1,
    storeQueue: 0,
    writable: true,
    memory: 100_000_000,
    backupAt: new Date(T0).toISOString(),
  };
  const looks = (changes: Partial<Monitoring['now']>, at = T0) => {
    const checks = checksOf({ ...GOOD, ...changes }, { at, startedAt: T0 });
    return MONITORING_CHECKS.filter((check) => checks[check] === 'look');
  };

  it.each<[string, Partial<Monitoring['now']>, string[]]>([
    ['nothing', {}, []],
    ['patients without a doctor', { doctors: 0 }, ['waiting']],
    ['nobody here', { doctors: 0, waiting: { ready: 0, preparing: 0, away: 2 } }, []],
    ['many refusals', { refusals: THRESHOLDS.refusals }, ['refusals']],
    ['an error', { errors: 1 }, ['errors']],
    ['a pause', { lag: THRESHOLDS.lagMs }, ['lag']],
    ['slow writes', { storeWrite: THRESHOLDS.storeWriteMs }, ['store']],
    ['slow reads', { storeRead: THRESHOLDS.storeReadMs }, ['store']],
    ['a long queue of the store', { storeQueue: THRESHOLDS.storeQueue }, ['store']],
    ['a quiet store', { storeWrite: null, storeRead: null }, []],
    ['memory', { memory: THRESHOLDS.memory }, ['memory']],
    ['a full disk', { writable: false }, ['disk']],
  ])('%s', (_what, changes, expected) => {
    expect(looks(changes)).toEqual(expected);
  });

  it('is a backup that is overdue, also where none was ever made', () => {
    const late = T0 + THRESHOLDS.backupAgeMs;
    expect(looks({}, late - 1)).toEqual([]);
    expect(looks({}, late)).toEqual(['backup']);
    expect(looks({ backupAt: null }, late - 1)).toEqual([]);
    expect(looks({ backupAt: null }, late)).toEqual(['backup']);
    // What the server does not make is not overdue.
    expect(looks({ backupAt: null, ownBackups: false }, late)).toEqual([]);
  });
});

describe('a latency', () => {
  const buckets = (...counts: number[]) =>
    counts.map((count, index) => ({ bound: [0.01, 0.1, 1, Infinity][index] ?? Infinity, count }));

  it('is read from the buckets of a histogram', () => {
    expect(quantileOf(buckets(0, 0, 0, 0), 0.95)).toBeNull();
    expect(quantileOf(buckets(10, 10, 10, 10), 0.5)).toBeCloseTo(0.005);
    expect(quantileOf(buckets(0, 10, 10, 10), 1)).toBeCloseTo(0.1);
    // What is beyond the last bound is at least that long.
    expect(quantileOf(buckets(0, 0, 0, 3), 0.95)).toBe(1);
  });

  it('is of what came since the reading before', () => {
    expect(latenciesSince(buckets(5, 5, 5, 5), buckets(5, 9, 9, 9))).toEqual(buckets(0, 4, 4, 4));
    expect(latenciesSince([], buckets(1, 1, 1, 1))).toEqual(buckets(1, 1, 1, 1));
  });
});

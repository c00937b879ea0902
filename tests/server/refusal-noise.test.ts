import { expect, it, vi } from 'vitest';
import type { Log } from '../../server/log.ts';
import { createRefusalLog } from '../../server/transport/refusal-log.ts';
import { refusals } from '../support/metric.ts';
import { startTestServer } from '../support/server.ts';

it('refusals cannot fill the log: beyond some of one person they are counted, exactly in the metrics', async () => {
  const server = await startTestServer();
  const { doctorSocket, patientSocket } = await server.arrangeWaiting();
  for (let count = 0; count < 100; count += 1) {
    await doctorSocket.refusal('join-room', { roomId: 'a room that is none' });
  }
  await patientSocket.refusal('no such event', {});
  expect(await refusals(server, 'event', 'bad_request')).toBe(100);
  await server.server.stop();
  const log = server.logEvents();
  expect(log.filter(({ event, name }) => event === 'event-refused' && name === 'join-room')).toHaveLength(10);
  expect(log.filter(({ event, name }) => event === 'event-refused' && name === 'unknown')).toHaveLength(1);
  expect(log.filter(({ event }) => event === 'refusals-suppressed')).toMatchObject([{ count: 90 }]);
});

it('after a while, the log says how many lines were left out, and shows new ones', () => {
  vi.useFakeTimers();
  try {
    const info = vi.fn<Log['info']>();
    const log = createRefusalLog({ info } as unknown as Log);
    const refuse = (source: string, times: number) => {
      for (let count = 0; count < times; count += 1) log.write(source, 'refused', {});
    };
    refuse('a', 12);
    refuse('b', 3);
    expect(info).toHaveBeenCalledTimes(13);
    vi.advanceTimersByTime(60_000);
    expect(info).toHaveBeenLastCalledWith('refusals-suppressed', { count: 2 });
    refuse('a', 1);
    expect(info).toHaveBeenCalledTimes(15);
    // Nor do many sources fill it, or the memory.
    for (let source = 0; source < 10_000; source += 1) refuse(`source ${source}`, 1);
    expect(info).toHaveBeenCalledTimes(314);
    expect(vi.getTimerCount()).toBeLessThan(400);
    vi.advanceTimersByTime(60_000);
    expect(info).toHaveBeenLastCalledWith('refusals-suppressed', { count: 9_701 });
  } finally {
    vi.useRealTimers();
  }
});

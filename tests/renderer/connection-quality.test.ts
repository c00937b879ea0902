import { describe, expect, it } from 'vitest';
import {
  createQualityJudge,
  judgeMeasurement,
} from '../../src-renderer/features/consultation/connection-quality.ts';
import {
  createConnectionMeter,
  noConnectionStatistics,
  readConnection,
  type Measurement,
} from '../../src-renderer/features/consultation/connection-statistics.ts';

const measurement = (changes: Partial<Measurement> = {}): Measurement => ({
  lossIn: 0,
  lossOut: 0,
  bitrateIn: 1_000_000,
  bitrateOut: 1_000_000,
  roundTrip: 40,
  jitter: 5,
  frozen: 0,
  framesIn: 30,
  framesOut: 30,
  limitation: 'none',
  availableUpload: 2_000_000,
  ...changes,
});

describe('connection statistics', () => {
  it('read both directions, and what the browser leaves out as not known', () => {
    const read = readConnection([
      { type: 'inbound-rtp', kind: 'audio', bytesReceived: 100, packetsReceived: 10, jitter: 0.02 },
      {
        type: 'inbound-rtp',
        kind: 'video',
        bytesReceived: 900,
        packetsReceived: 40,
        packetsLost: 2,
        jitter: 0.5,
        framesPerSecond: 24,
        totalFreezesDuration: 1.5,
      },
      { type: 'outbound-rtp', kind: 'audio', bytesSent: 80, packetsSent: 9 },
      {
        type: 'outbound-rtp',
        kind: 'video',
        bytesSent: 700,
        packetsSent: 31,
        framesPerSecond: 15,
        qualityLimitationReason: 'cpu',
      },
      { type: 'remote-inbound-rtp', kind: 'video', packetsLost: 4 },
      {
        type: 'candidate-pair',
        nominated: true,
        state: 'succeeded',
        currentRoundTripTime: 0.04,
        availableOutgoingBitrate: 900_000,
      },
      { type: 'outbound-rtp', kind: 'video', qualityLimitationReason: 'something new' },
      null,
    ]);
    expect(read.received).toEqual({
      bytes: 1_000,
      packets: 50,
      lost: 2,
      jitter: 0.02,
      framesPerSecond: 24,
      frozen: 1.5,
    });
    expect(read.sent).toMatchObject({ bytes: 780, packets: 40, lost: 4 });
    expect(read).toMatchObject({ roundTripTime: 0.04, availableUpload: 900_000 });
    expect(readConnection([])).toEqual(noConnectionStatistics());
  });

  it('become shares and rates between two moments of one peer', () => {
    const meter = createConnectionMeter();
    const at = (seconds: number) => {
      const statistics = noConnectionStatistics();
      statistics.received = {
        ...statistics.received,
        bytes: seconds * 1_000,
        packets: seconds * 90,
        lost: seconds * 10,
        frozen: seconds / 4,
      };
      statistics.sent = {
        ...statistics.sent,
        bytes: seconds * 500,
        packets: seconds * 100,
        lost: seconds * 5,
      };
      return statistics;
    };
    expect(meter.measure(at(1), 1_000)).toBeNull();
    expect(meter.measure(at(3), 3_000)).toMatchObject({
      lossIn: 0.1,
      lossOut: 0.05,
      bitrateIn: 8_000,
      bitrateOut: 4_000,
      frozen: 0.25,
    });
    // The counters of a new peer begin anew.
    expect(meter.measure(at(1), 5_000)).toBeNull();
    meter.reset();
    expect(meter.measure(at(2), 7_000)).toBeNull();
  });
});

describe('the quality of a call', () => {
  it.each([
    [{}, 'good', null],
    [{ lossOut: 0.05 }, 'fair', 'upload'],
    [{ lossOut: 0.2 }, 'poor', 'upload'],
    [{ lossIn: 0.2 }, 'poor', 'theirConnection'],
    [{ jitter: 80 }, 'fair', 'theirConnection'],
    [{ frozen: 0.7 }, 'poor', 'theirConnection'],
    [{ lossIn: 0.05, lossOut: 0.2 }, 'poor', 'both'],
    [{ roundTrip: 500 }, 'fair', 'delay'],
    [{ limitation: 'cpu', framesOut: 6 }, 'fair', 'computer'],
    // The browser copes: nobody sees a difference.
    [{ limitation: 'cpu', framesOut: 25 }, 'good', null],
    [{ limitation: 'bandwidth' }, 'good', null],
  ] as const)('with %o is %s, because of %s', (changes, level, reason) => {
    expect(judgeMeasurement(measurement(changes))).toEqual({ level, reason });
  });

  it('is not changed by one measurement, and gets better slower than it gets worse', () => {
    const judge = createQualityJudge();
    const weak = measurement({ lossIn: 0.2 });
    expect(judge.update(weak).level).toBe('good');
    expect(judge.update(measurement()).level).toBe('good');
    judge.update(weak);
    expect(judge.update(weak)).toEqual({ level: 'poor', reason: 'theirConnection' });
    for (let times = 0; times < 3; times += 1) {
      expect(judge.update(measurement()).level).toBe('poor');
    }
    expect(judge.update(measurement()).level).toBe('good');
  });

  it('says the same object while nothing changes, and keeps it while nothing can be measured', () => {
    const judge = createQualityJudge();
    const first = judge.update(measurement());
    expect(judge.update(measurement())).toBe(first);
    expect(judge.update(null)).toBe(first);
  });
});

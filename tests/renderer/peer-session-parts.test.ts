import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemTimers } from '../../src-renderer/features/consultation/call-types.ts';
import {
  createIceServerSource,
  NO_ICE_SERVERS,
} from '../../src-renderer/features/consultation/ice-servers.ts';
import { createFlowMeter, summarise } from '../../src-renderer/features/consultation/media-statistics.ts';
import { rebuildDelay } from '../../src-renderer/features/consultation/recovery-policy.ts';
import {
  opensPeer,
  toCallSignal,
  toPeerInput,
} from '../../src-renderer/features/consultation/signal-mapping.ts';

describe('signals', () => {
  it('leave under the event that the contract gives them', () => {
    expect(toCallSignal({ type: 'offer', sdp: 'v=0' })?.event).toBe('offer');
    expect(toCallSignal({ type: 'renegotiate', renegotiate: true })?.event).toBe('offer');
    expect(toCallSignal({ type: 'answer', sdp: 'v=0' })?.event).toBe('answer');
    const candidate = { type: 'candidate', candidate: { candidate: 'candidate:1', sdpMid: '0' } };
    expect(toCallSignal(candidate)?.event).toBe('ice-candidate');
  });

  it('that the contract does not know do not leave', () => {
    expect(toCallSignal({ type: 'rollback' })).toBeNull();
    expect(toCallSignal(null)).toBeNull();
    expect(toCallSignal('offer')).toBeNull();
  });

  it('that would break simple-peer are not fed to it', () => {
    const candidate = (init: object) => ({ event: 'ice-candidate' as const, signal: init as never });
    expect(toPeerInput(candidate({ candidate: '' }))).toBeNull();
    expect(toPeerInput(candidate({ candidate: 'candidate:1' }))).toBeNull();
    expect(toPeerInput({ event: 'ice-candidate', signal: null })).toBeNull();
    expect(toPeerInput(candidate({ candidate: 'candidate:1', sdpMLineIndex: 0 }))).toEqual({
      type: 'candidate',
      candidate: { candidate: 'candidate:1', sdpMLineIndex: 0 },
    });
  });

  it('open a peer only if they are a real offer', () => {
    expect(opensPeer({ event: 'offer', signal: { type: 'offer', sdp: 'v=0' } })).toBe(true);
    expect(opensPeer({ event: 'offer', signal: { type: 'renegotiate', renegotiate: true } })).toBe(false);
  });
});

describe('media statistics', () => {
  it('add up what arrives and read the round trip of the path in use', () => {
    expect(
      summarise([
        { type: 'inbound-rtp', kind: 'audio', bytesReceived: 100, packetsLost: 1 },
        { type: 'inbound-rtp', kind: 'video', bytesReceived: 900, framesDecoded: 30, packetsLost: 2 },
        { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.04 },
        { type: 'candidate-pair', nominated: false, state: 'failed', currentRoundTripTime: 9 },
        { type: 'codec' },
        null,
      ]),
    ).toMatchObject({ bytesReceived: 1_000, framesDecoded: 30, packetsLost: 3, roundTripTime: 0.04 });
  });

  it('show a stall after four seconds without a byte, and its end with the next one', () => {
    const meter = createFlowMeter(0);
    const bytes = (bytesReceived: number) => summarise([{ type: 'inbound-rtp', bytesReceived }]);
    expect(meter.update(bytes(0), 1_000)).toBe('unknown');
    expect(meter.update(bytes(10), 2_000)).toBe('flowing');
    expect(meter.update(bytes(10), 5_900)).toBe('flowing');
    expect(meter.update(bytes(10), 6_000)).toBe('stalled');
    expect(meter.update(bytes(11), 7_000)).toBe('flowing');
  });
});

describe('the waits between rebuilds', () => {
  it('grow from 0.2 s to 2.5 s and never beyond, with jitter', () => {
    const longest = Array.from({ length: 12 }, (_, failures) => rebuildDelay(failures, () => 0));
    expect(longest.slice(0, 4)).toEqual([200, 500, 1_000, 1_500]);
    expect(Math.max(...longest)).toBe(2_500);
    expect(rebuildDelay(3, () => 0.99)).toBeLessThan(rebuildDelay(3, () => 0));
  });
});

describe('ICE servers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const server = { urls: ['turn:relay.example:3478'], username: 'u', credential: 'c' };

  it('are asked for once until their credentials are about to end', async () => {
    const fetch = vi.fn(async () => ({ iceServers: [server], expiresAt: '2026-01-01T01:00:00Z' }));
    const source = createIceServerSource(fetch, systemTimers);
    expect(await source()).toEqual({ servers: [server], relayOnly: false });
    await vi.advanceTimersByTimeAsync(58 * 60_000);
    expect(await source()).toEqual({ servers: [server], relayOnly: false });
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(90_000);
    await source();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('are asked for once by all who ask while the answer is under way', async () => {
    let answer: (given: object) => void = () => undefined;
    const fetch = vi.fn(() => new Promise<never>((resolve) => (answer = resolve as typeof answer)));
    const source = createIceServerSource(fetch, systemTimers);
    const both = Promise.all([source(), source()]);
    answer({ iceServers: [server], expiresAt: null });
    expect(await both).toEqual([
      { servers: [server], relayOnly: false },
      { servers: [server], relayOnly: false },
    ]);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('are none while they cannot be had, and asked for again at the next attempt', async () => {
    const fetch = vi.fn().mockRejectedValueOnce(new Error('offline'));
    fetch.mockResolvedValue({ iceServers: [server], expiresAt: null });
    const source = createIceServerSource(fetch, systemTimers);
    expect(await source()).toEqual(NO_ICE_SERVERS);
    expect(await source()).toEqual({ servers: [server], relayOnly: false });
  });

  it('do not hold an attempt for longer than three seconds', async () => {
    const source = createIceServerSource(() => new Promise(() => undefined), systemTimers);
    const servers = source();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await servers).toEqual(NO_ICE_SERVERS);
  });

  it('keep the clinic’s wish for relays alone, even while they cannot be had', async () => {
    const fetch = vi.fn();
    const expiresAt = '2026-01-01T00:10:00Z';
    fetch.mockResolvedValueOnce({ iceServers: [server], expiresAt, iceTransportPolicy: 'relay' });
    fetch.mockRejectedValueOnce(new Error('offline'));
    const source = createIceServerSource(fetch, systemTimers);
    expect(await source()).toEqual({ servers: [server], relayOnly: true });
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(await source()).toEqual({ servers: [], relayOnly: true });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  FIRST_PIXELS,
  pixelsAfter,
  scaleToFit,
} from '../../src-renderer/features/consultation/first-picture.ts';
import { noConnectionStatistics } from '../../src-renderer/features/consultation/connection-statistics.ts';
import { createCall } from './peer-session-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the first picture', () => {
  it('is made to fit by a whole factor, and never larger than it is', () => {
    expect(scaleToFit({ width: 1280, height: 720 }, FIRST_PIXELS)).toBe(4);
    expect(scaleToFit({ width: 720, height: 1280 }, FIRST_PIXELS)).toBe(4);
    expect(scaleToFit({ width: 640, height: 480 }, FIRST_PIXELS)).toBe(2);
    expect(scaleToFit({ width: 320, height: 180 }, FIRST_PIXELS)).toBe(1);
    expect(scaleToFit({ width: 1280, height: 720 }, Infinity)).toBe(1);
    // A browser that does not tell the size of a track sends it as it is.
    expect(scaleToFit({}, FIRST_PIXELS)).toBe(1);
  });

  it('grows with what the line bears', () => {
    expect(pixelsAfter(1, 200_000)).toBe(FIRST_PIXELS);
    expect(pixelsAfter(1, 300_000)).toBe(640 * 480);
    expect(pixelsAfter(1, 500_000)).toBe(Infinity);
  });

  it('is left to the browser that does not estimate, and in the end to every one', () => {
    expect(pixelsAfter(1, null)).toBe(Infinity);
    expect(pixelsAfter(4, 100_000)).toBe(FIRST_PIXELS);
    expect(pixelsAfter(5, 100_000)).toBe(Infinity);
  });

  it('is small until a look at the line says that there is room', async () => {
    const { pass, connectBoth, network } = createCall();
    await connectBoth();
    const peer = network.alive('doctor');
    expect(peer.videoPixels).toBe(FIRST_PIXELS);
    peer.connection = { ...noConnectionStatistics(), availableUpload: 100_000 };
    await pass(2_000);
    expect(peer.videoPixels).toBe(FIRST_PIXELS);
    peer.connection = { ...noConnectionStatistics(), availableUpload: 2_000_000 };
    await pass(1_000);
    expect(peer.videoPixels).toBe(Infinity);
  });
});

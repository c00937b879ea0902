import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loudness } from '../../src-renderer/features/device-test/level-meter.ts';
import { createLocalMedia, trackOf } from '../../src-renderer/features/device-test/local-media.ts';
import { createWantedMemory } from '../../src-renderer/features/device-test/wanted-memory.ts';
import { classifyMediaError, openDevices } from '../../src-renderer/features/device-test/media.ts';
import { createFakeDevices, mediaError } from './device-test-harness.ts';

describe('the cause of a refusal', () => {
  it.each([
    [mediaError('NotAllowedError', 'Permission denied'), 'refused'],
    [mediaError('NotAllowedError', 'Permission denied by system'), 'refusedBySystem'],
    [mediaError('NotFoundError', 'Requested device not found'), 'noDevice'],
    [mediaError('OverconstrainedError'), 'noDevice'],
    [mediaError('NotReadableError', 'Could not start video source'), 'busy'],
    [mediaError('AbortError'), 'busy'],
    [mediaError('InvalidStateError'), 'unknown'],
    ['no error at all', 'unknown'],
  ])('of %s is %s', (error, problem) => {
    expect(classifyMediaError(error)).toBe(problem);
  });
});

describe('opening devices', () => {
  it('asks once for both, with echo cancellation', async () => {
    const { environment, getUserMedia } = createFakeDevices();
    const opened = await openDevices(['audio', 'video'], environment);
    expect(opened.audio?.ok && opened.video?.ok).toBe(true);
    expect(getUserMedia).toHaveBeenCalledTimes(1);
    expect(getUserMedia.mock.calls[0]?.[0].audio).toMatchObject({ echoCancellation: true });
  });

  it('opens the microphone alone where there is no camera', async () => {
    const { environment } = createFakeDevices({ video: mediaError('NotFoundError') });
    const opened = await openDevices(['audio', 'video'], environment);
    expect(opened.audio).toMatchObject({ ok: true });
    expect(opened.video).toEqual({ ok: false, problem: 'noDevice' });
  });

  it('does not ask again for what was just refused', async () => {
    const refusal = mediaError('NotAllowedError', 'Permission denied');
    const { environment, getUserMedia } = createFakeDevices(
      { audio: refusal, video: refusal },
      { audio: 'denied', video: 'denied' },
    );
    const opened = await openDevices(['audio', 'video'], environment);
    expect(opened).toEqual({
      audio: { ok: false, problem: 'refused' },
      video: { ok: false, problem: 'refused' },
    });
    expect(getUserMedia).toHaveBeenCalledTimes(1);
  });

  it('keeps the microphone where only the camera is refused', async () => {
    const { environment } = createFakeDevices(
      { video: mediaError('NotAllowedError', 'Permission denied') },
      { audio: 'granted', video: 'denied' },
    );
    const opened = await openDevices(['audio', 'video'], environment);
    expect(opened.audio).toMatchObject({ ok: true });
    expect(opened.video).toEqual({ ok: false, problem: 'refused' });
  });

  it('says so on a page that is not secure, and in a browser without devices', async () => {
    const { environment } = createFakeDevices();
    const none = { ...environment, getUserMedia: null };
    expect(await openDevices(['video'], { ...none, isSecure: false })).toEqual({
      video: { ok: false, problem: 'insecure' },
    });
    expect(await openDevices(['video'], none)).toEqual({ video: { ok: false, problem: 'unsupported' } });
  });
});

describe('own camera and microphone', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('stay open from one page to the next, and are released when no page holds them', async () => {
    const { environment, opened } = createFakeDevices();
    const media = createLocalMedia(environment);
    const leaveWaitingRoom = media.hold();
    await media.open(['audio', 'video']);
    media.setWanted('audio', false);
    leaveWaitingRoom();
    await vi.advanceTimersByTimeAsync(500);
    const leaveCall = media.hold();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(opened.map(({ readyState }) => readyState)).toEqual(['live', 'live']);
    expect(media.state.getState().wanted).toEqual({ audio: false, video: true });
    leaveCall();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
    expect(media.state.getState()).toMatchObject({
      video: { status: 'off' },
      wanted: { audio: true, video: true },
    });
  });

  it('stay off over a reload, until no page holds them any more', async () => {
    const { environment } = createFakeDevices();
    const media = createLocalMedia(environment, createWantedMemory(window.sessionStorage));
    const leaveCall = media.hold();
    media.setWanted('audio', false);
    const reloaded = createLocalMedia(environment, createWantedMemory(window.sessionStorage));
    expect(reloaded.state.getState().wanted).toEqual({ audio: false, video: true });
    leaveCall();
    await vi.advanceTimersByTimeAsync(2_000);
    const later = createLocalMedia(environment, createWantedMemory(window.sessionStorage));
    expect(later.state.getState().wanted).toEqual({ audio: true, video: true });
  });

  it('are opened once however often it is asked', async () => {
    const { environment, getUserMedia } = createFakeDevices();
    const media = createLocalMedia(environment);
    await Promise.all([media.open(['audio', 'video']), media.open(['video'])]);
    await media.open(['audio']);
    expect(getUserMedia).toHaveBeenCalledTimes(1);
  });

  it('do not come on if they were switched off while they opened', async () => {
    const { environment, opened } = createFakeDevices();
    const media = createLocalMedia(environment);
    const opening = media.open(['video']);
    media.close('video');
    await opening;
    expect(media.state.getState().video).toEqual({ status: 'off' });
    expect(opened[0]?.readyState).toBe('ended');
  });

  it('that are unplugged are shown as lost and can be opened again', async () => {
    const { environment, opened } = createFakeDevices();
    const media = createLocalMedia(environment);
    await media.open(['video']);
    opened[0]?.end();
    expect(media.state.getState().video).toEqual({ status: 'failed', problem: 'lost' });
    await media.open(['video']);
    expect(trackOf(media.state.getState(), 'video')).toBe(opened[1]);
  });

  it('open without a question only if both are granted', async () => {
    const granted = createFakeDevices({}, { audio: 'granted', video: 'granted' });
    expect(await createLocalMedia(granted.environment).mayOpenSilently(['audio', 'video'])).toBe(true);
    const half = createFakeDevices({}, { audio: 'granted' });
    expect(await createLocalMedia(half.environment).mayOpenSilently(['audio', 'video'])).toBe(false);
  });
});

describe('loudness', () => {
  it('goes from silence to full on a scale of decibels', () => {
    expect(loudness(new Float32Array(64))).toBe(0);
    expect(loudness(new Float32Array(64).fill(1))).toBe(1);
    const speech = loudness(new Float32Array(64).fill(0.05));
    expect(speech).toBeGreaterThan(0.4);
    expect(speech).toBeLessThan(0.7);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { LocalMediaState } from '../../src-renderer/features/device-test/local-media.ts';
import { NO_CHOICES } from '../../src-renderer/features/device-test/device-choices.ts';
import { createVoiceRecording, type Record } from '../../src-renderer/features/files/voice-recording.ts';
import { fakeTrack } from './device-test-harness.ts';

const setUp = (audio: LocalMediaState['audio'], extension: string | null = 'webm') => {
  const state = createStore<LocalMediaState>(() => ({
    audio: { status: 'off' },
    video: { status: 'off' },
    wanted: { audio: true, video: true },
    available: { audio: [], video: [], speaker: [] },
    chosen: NO_CHOICES,
    replaced: null,
    refused: null,
  }));
  const media = {
    state,
    open: vi.fn(async () => state.setState({ audio })),
    close: vi.fn(() => state.setState({ audio: { status: 'off' } })),
  };
  const tracks: MediaStreamTrack[] = [];
  const record = vi.fn<Record>((track, done) => {
    tracks.push(track);
    return { stop: () => done(new Blob(['sound'], { type: 'audio/webm' })) };
  });
  let time = 1_000;
  const voice = createVoiceRecording({ media, record, extension, now: () => time, longestMs: 60_000 });
  return { voice, media, record, tracks, pass: (ms: number) => (time += ms) };
};

const microphone = () => {
  const track = fakeTrack('audio');
  track.enabled = false;
  return { status: 'on', track } as const;
};

describe('a voice message', () => {
  it('[S0-Z06] is what the chosen microphone hears, muted elsewhere or not, and gives it back', async () => {
    const { voice, media, tracks, pass } = setUp(microphone());
    await voice.begin();
    expect(voice.state.getState()).toMatchObject({ status: 'recording', since: 1_000 });
    expect(tracks[0]?.enabled).toBe(true);
    pass(4_000);
    voice.stop();
    expect(voice.state.getState()).toMatchObject({
      status: 'recorded',
      milliseconds: 4_000,
      extension: 'webm',
    });
    expect(tracks[0]?.readyState).toBe('ended');
    expect(media.close).toHaveBeenCalledWith('audio');
  });

  it('ends by itself when it is long enough', async () => {
    vi.useFakeTimers();
    const { voice, pass } = setUp(microphone());
    await voice.begin();
    pass(61_000);
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(voice.state.getState()).toMatchObject({ status: 'recorded', milliseconds: 60_000 });
  });

  it('says why it cannot be recorded, and can be tried again', async () => {
    const refused = setUp({ status: 'failed', problem: 'refused' });
    await refused.voice.begin();
    expect(refused.voice.state.getState()).toEqual({ status: 'refused', problem: 'refused' });
    refused.media.open.mockImplementation(async () => refused.media.state.setState({ audio: microphone() }));
    await refused.voice.begin();
    expect(refused.voice.state.getState().status).toBe('recording');
    const { voice, media } = setUp(microphone(), null);
    await voice.begin();
    expect([voice.state.getState(), media.open.mock.calls]).toEqual([
      { status: 'refused', problem: 'unsupported' },
      [],
    ]);
  });

  it('is nothing once it was given up, also while the microphone is still being opened', async () => {
    const { voice, tracks, record } = setUp(microphone());
    const opening = voice.begin();
    voice.end();
    await opening;
    expect(record).not.toHaveBeenCalled();
    await voice.begin();
    voice.end();
    expect(tracks[0]?.readyState).toBe('ended');
    expect(voice.state.getState().status).toBe('recording');
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeviceChoices } from '../../src-renderer/features/consultation/device-choices.ts';
import { createLocalMedia, trackOf } from '../../src-renderer/features/device-test/local-media.ts';
import {
  FakeStream,
  fakeTrack,
  installFakeMedia,
  mediaError,
  createFakeDevices,
} from './device-test-harness.ts';

let uninstall: () => void;
beforeEach(() => {
  uninstall = installFakeMedia(createFakeDevices());
});
afterEach(() => {
  uninstall();
});

const listed = (kind: MediaDeviceKind, deviceId: string, label = deviceId) =>
  ({ kind, deviceId, label, groupId: '' }) as MediaDeviceInfo;

/** Two cameras and two microphones, of which the ones on the desk are in use, and a speaker. */
const setUp = async () => {
  const plugged = [
    listed('videoinput', 'Desk camera'),
    listed('videoinput', 'Room camera'),
    listed('audioinput', 'Desk microphone'),
    listed('audioinput', 'Headset'),
    listed('audiooutput', 'Loudspeaker'),
  ];
  const devices = createFakeDevices();
  const busy = { times: 0 };
  const getUserMedia = vi.fn(async (constraints: MediaStreamConstraints) => {
    if (busy.times-- > 0) throw mediaError('NotReadableError');
    const kind = constraints.audio === undefined ? 'video' : 'audio';
    const { deviceId } = constraints[kind] as { deviceId: { exact: string } };
    const track = fakeTrack(kind, deviceId.exact);
    return new FakeStream([track]) as unknown as MediaStream;
  });
  const source = Object.assign(new EventTarget(), {
    getUserMedia,
    enumerateDevices: async () => [...plugged],
  });
  const media = createLocalMedia(devices.environment);
  await media.open(['audio', 'video']);
  const choices = createDeviceChoices(source, media);
  const stop = choices.watch();
  await vi.waitFor(() => expect(choices.state.getState().options.video).toHaveLength(2));
  const change = (next: MediaDeviceInfo[]) => {
    plugged.splice(0, plugged.length, ...next);
    source.dispatchEvent(new Event('devicechange'));
  };
  const track = (kind: 'audio' | 'video') => trackOf(media.state.getState(), kind);
  return { choices, media, devices, getUserMedia, busy, plugged, change, track, stop };
};

describe('the devices of a running call', () => {
  it('are listed with the ones in use', async () => {
    const { choices } = await setUp();
    expect(choices.state.getState()).toMatchObject({
      options: { speaker: [{ id: 'Loudspeaker', label: 'Loudspeaker' }] },
      chosen: { video: 'Desk camera', audio: 'Desk microphone', speaker: '' },
      notice: null,
    });
  });

  it('are changed without a gap: the old one is released when the new one is there', async () => {
    const { choices, media, track } = await setUp();
    const before = track('video');
    const seen: string[] = [];
    media.state.subscribe(({ video }) => seen.push(video.status));
    await choices.choose('video', 'Room camera');
    expect(track('video')?.label).toBe('Room camera');
    expect(before?.readyState).toBe('ended');
    expect(new Set(seen)).toEqual(new Set(['on']));
    expect(choices.state.getState().chosen.video).toBe('Room camera');
  });

  it('are closed first where the system opens only one at a time', async () => {
    const { choices, busy, track } = await setUp();
    busy.times = 1;
    await choices.choose('audio', 'Headset');
    expect(track('audio')?.label).toBe('Headset');
    expect(choices.state.getState().notice).toBeNull();
  });

  it('stay as they were when the new one cannot be opened, and it is said', async () => {
    const { choices, busy, track } = await setUp();
    busy.times = 2;
    await choices.choose('video', 'Room camera');
    expect(track('video')?.label).toBe('Desk camera');
    const notice = { what: 'failed', kind: 'video', label: 'Room camera' };
    expect(choices.state.getState().notice).toEqual(notice);
    choices.dismissNotice();
    expect(choices.state.getState().notice).toBeNull();
  });

  it('that are plugged in appear, and nothing changes by itself', async () => {
    const { choices, change, plugged, track } = await setUp();
    change([...plugged, listed('audioinput', 'New headset')]);
    await vi.waitFor(() => expect(choices.state.getState().options.audio).toHaveLength(3));
    expect(track('audio')?.label).toBe('Desk microphone');
  });

  it('that are unplugged are replaced, and it is said by what', async () => {
    const { choices, devices, track } = await setUp();
    const lost = devices.opened.find(({ kind }) => kind === 'audio');
    lost?.end();
    await vi.waitFor(() => expect(track('audio')).not.toBeNull());
    expect(track('audio')).not.toBe(lost);
    await vi.waitFor(() =>
      expect(choices.state.getState().notice).toEqual({
        what: 'replaced',
        kind: 'audio',
        label: 'Desk microphone',
      }),
    );
  });

  it('go back to the system’s speaker when the chosen one is gone', async () => {
    const { choices, change, plugged } = await setUp();
    await choices.choose('speaker', 'Loudspeaker');
    expect(choices.state.getState().chosen.speaker).toBe('Loudspeaker');
    change(plugged.filter(({ kind }) => kind !== 'audiooutput'));
    await vi.waitFor(() => expect(choices.state.getState().chosen.speaker).toBe(''));
    expect(choices.state.getState().notice).toMatchObject({ what: 'replaced', kind: 'speaker' });
  });

  it('are not followed after the call', async () => {
    const { choices, change, stop } = await setUp();
    stop();
    change([]);
    await Promise.resolve();
    expect(choices.state.getState().options.video).toHaveLength(2);
  });
});

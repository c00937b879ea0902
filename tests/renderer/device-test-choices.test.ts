import { describe, expect, it, vi } from 'vitest';
import {
  createChoiceMemory,
  NO_CHOICES,
  sortDevices,
} from '../../src-renderer/features/device-test/device-choices.ts';
import { createLocalMedia, trackOf } from '../../src-renderer/features/device-test/local-media.ts';
import { createFakeDevices, mediaError, type FakeDevices, type FakeTrack } from './device-test-harness.ts';

const CAMERAS = [
  { kind: 'videoinput', deviceId: 'desk', label: 'Desk camera' },
  { kind: 'videoinput', deviceId: 'usb', label: 'USB camera' },
] as const;

const setUp = () => {
  const devices = createFakeDevices();
  devices.plugged.push(...CAMERAS);
  localStorage.clear();
  const memory = createChoiceMemory(localStorage);
  const media = createLocalMedia(devices.environment, null, memory);
  media.hold();
  const camera = () => trackOf(media.state.getState(), 'video') as FakeTrack | null;
  return { devices, memory, media, camera };
};

/** The next openings find the device in use. */
const refuse = (devices: FakeDevices, times: number) => {
  const { getUserMedia } = devices;
  for (let time = 0; time < times; time += 1) {
    getUserMedia.mockRejectedValueOnce(mediaError('NotReadableError'));
  }
};

describe('the choice of devices', () => {
  it('lists what the browser names, and nothing before the person has allowed anything', () => {
    const unnamed = { kind: 'audioinput', deviceId: '', label: '' } as const;
    expect(sortDevices([...CAMERAS, unnamed])).toEqual({
      video: [
        { deviceId: 'desk', label: 'Desk camera' },
        { deviceId: 'usb', label: 'USB camera' },
      ],
      audio: [],
      speaker: [],
    });
  });

  it('exchanges a camera that is on, and stops the one before', async () => {
    const { devices, media, camera } = setUp();
    await media.open(['video']);
    const before = camera();
    await media.choose('video', 'usb');
    expect(camera()?.label).toBe('USB camera');
    expect(before?.readyState).toBe('ended');
    expect(devices.opened).toHaveLength(2);
  });

  it('counts for a camera that is just being opened, and the last choice wins', async () => {
    const { devices, media, camera } = setUp();
    const opening = media.open(['video']);
    const choices = [media.choose('video', 'desk'), media.choose('video', 'usb')];
    await Promise.all([opening, ...choices]);
    expect(camera()?.label).toBe('USB camera');
    expect(devices.opened.filter(({ readyState }) => readyState === 'live')).toEqual([camera()]);
  });

  it('opens nothing where the camera was closed meanwhile', async () => {
    const { devices, media, camera } = setUp();
    const opening = media.open(['video']);
    const choice = media.choose('video', 'usb');
    media.close('video');
    await Promise.all([opening, choice]);
    expect(camera()).toBeNull();
    expect(devices.opened.filter(({ readyState }) => readyState === 'live')).toEqual([]);
  });

  it('goes back to the camera that works where the chosen one cannot be opened, and says so', async () => {
    const { devices, media, camera } = setUp();
    await media.open(['video']);
    refuse(devices, 2);
    await media.choose('video', 'usb');
    expect(camera()?.label).toBe('Desk camera');
    expect(media.state.getState().refused).toEqual({ kind: 'video', label: 'USB camera' });
    media.dismissReplaced();
    expect(media.state.getState().refused).toBeNull();
  });

  it('closes the one before first where the system opens only one at a time', async () => {
    const { devices, media, camera } = setUp();
    await media.open(['video']);
    const before = camera();
    refuse(devices, 1);
    await media.choose('video', 'usb');
    expect(camera()?.label).toBe('USB camera');
    expect(before?.readyState).toBe('ended');
    expect(media.state.getState().refused).toBeNull();
  });

  it('is remembered on this device', async () => {
    const { devices, media, memory } = setUp();
    await media.choose('video', 'usb');
    await media.choose('speaker', 'headset');
    expect(memory.read()).toEqual({ video: 'usb', audio: null, speaker: 'headset' });
    const next = createLocalMedia(devices.environment, null, memory);
    await next.open(['video']);
    expect(trackOf(next.state.getState(), 'video')?.label).toBe('USB camera');
  });

  it('takes another device where the chosen one is not there any more', async () => {
    const { devices, media, camera } = setUp();
    await media.choose('video', 'usb');
    devices.plugged.pop();
    await media.open(['video']);
    expect(camera()?.label).toBe('Desk camera');
  });

  it.each(['', '{', '{"video":7}', 'null'])('starts anew where %o is remembered', (stored) => {
    localStorage.setItem('anteroom.devices', stored);
    expect(createChoiceMemory(localStorage).read()).toEqual(NO_CHOICES);
  });

  it('follows what is plugged in', async () => {
    const { devices, media } = setUp();
    devices.plugged.push({ kind: 'audioinput', deviceId: 'mic', label: 'Headset' });
    for (const listener of devices.changed) listener();
    await vi.waitFor(() =>
      expect(media.state.getState().available.audio).toEqual([{ deviceId: 'mic', label: 'Headset' }]),
    );
  });
});

describe('a speaker that is unplugged (shimmed)', () => {
  const speaker = (deviceId: string, label: string) => ({ kind: 'audiooutput', deviceId, label }) as const;
  const setUpSpeakers = async () => {
    const world = setUp();
    world.devices.plugged.push(
      speaker('default', 'Default - Headset'),
      speaker('headset', 'Headset'),
      speaker('built-in', 'Built-in speakers'),
    );
    await world.media.refreshDevices();
    const replug = async (...devices: ReturnType<typeof speaker>[]) => {
      world.devices.plugged.splice(CAMERAS.length, Infinity, ...devices);
      for (const changed of world.devices.changed) changed();
      await vi.waitFor(() =>
        expect(world.media.state.getState().available.speaker).toHaveLength(devices.length),
      );
    };
    return { ...world, replug, now: () => world.media.state.getState() };
  };
  const ONLY_BUILT_IN = [
    speaker('default', 'Default - Built-in speakers'),
    speaker('built-in', 'Built-in speakers'),
  ];

  it('[S0-H08] [S0-H11] [S0-H13] gives way to the system’s own, that is said, and it is used again when it is back', async () => {
    const { media, replug, now, memory } = await setUpSpeakers();
    await media.choose('speaker', 'headset');
    await replug(...ONLY_BUILT_IN);
    expect(now().chosen.speaker).toBeNull();
    expect(now().replaced).toEqual({ kind: 'speaker', label: 'Built-in speakers' });
    expect(memory.read().speaker).toBe('headset');
    await replug(...ONLY_BUILT_IN, speaker('headset', 'Headset'));
    expect(now().chosen.speaker).toBe('headset');
    expect(now().replaced).toBeNull();
  });

  it('is missed also where nobody chose it, and where there is no other', async () => {
    const { media, replug, now } = await setUpSpeakers();
    await replug(...ONLY_BUILT_IN);
    expect(now().replaced).toEqual({ kind: 'speaker', label: 'Built-in speakers' });
    media.dismissReplaced();
    await replug();
    expect(now().replaced).toEqual({ kind: 'speaker', label: '' });
  });

  it('is nothing to tell where another one is used', async () => {
    const { media, replug, now } = await setUpSpeakers();
    await media.choose('speaker', 'built-in');
    await replug(...ONLY_BUILT_IN);
    expect(now().replaced).toBeNull();
    expect(now().chosen.speaker).toBe('built-in');
  });
});

describe('a device that disappears (shimmed)', () => {
  it('[S0-H11, S0-H13] is replaced by another one, and that is said', async () => {
    const { devices, media, camera } = setUp();
    await media.open(['video']);
    const lost = camera();
    devices.plugged.shift();
    lost?.end();
    await vi.waitFor(() => expect(camera()?.label).toBe('USB camera'));
    expect(media.state.getState().replaced).toEqual({ kind: 'video', label: 'USB camera' });
    media.dismissReplaced();
    expect(media.state.getState().replaced).toBeNull();
  });

  it('stays lost where there is no other, and does not come on again after it was switched off', async () => {
    const { devices, media, camera } = setUp();
    await media.open(['video']);
    devices.plugged.splice(1);
    camera()?.end();
    await media.refreshDevices();
    expect(media.state.getState().video).toEqual({ status: 'failed', problem: 'lost' });
    devices.plugged.push(CAMERAS[1]);
    await media.open(['video']);
    camera()?.end();
    media.close('video');
    await media.refreshDevices();
    expect(media.state.getState().video).toEqual({ status: 'off' });
  });
});

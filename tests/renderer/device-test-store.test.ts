import { describe, expect, it, vi } from 'vitest';
import type { DeviceTestResults } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import type {
  CameraVerdict,
  MicrophoneVerdict,
} from '../../src-renderer/features/device-test/device-probes.ts';
import { createDeviceTest } from '../../src-renderer/features/device-test/device-test-store.ts';
import { createLocalMedia } from '../../src-renderer/features/device-test/local-media.ts';
import { createFakeDevices, mediaError, type FakeDevices } from './device-test-harness.ts';

const setUp = (devices: FakeDevices = createFakeDevices()) => {
  const sent: DeviceTestResults[] = [];
  const send = vi.fn(async (results: DeviceTestResults) => {
    sent.push(results);
  });
  const probes = {
    camera: vi.fn(async (): Promise<CameraVerdict> => 'good'),
    microphone: vi.fn(async (): Promise<MicrophoneVerdict> => 'heard'),
    testSound: vi.fn(async () => undefined),
    missingFeatures: vi.fn((): string[] => []),
  };
  const measureRoundTrip = vi.fn(async () => 41.6);
  const media = createLocalMedia(devices.environment);
  const deviceTest = createDeviceTest({
    media,
    probes,
    measureRoundTrip,
    send,
    now: () => Date.parse('2026-01-01T10:00:00Z'),
  });
  const parts = () => deviceTest.state.getState().parts;
  return { deviceTest, parts, probes, measureRoundTrip, media, send, sent, devices };
};

describe('the device test', () => {
  it('passes with devices that work, and tells the clinic', async () => {
    const { deviceTest, parts, sent, devices } = setUp();
    await deviceTest.start();
    expect(parts().speakers).toEqual({ status: 'asking' });
    expect(sent).toEqual([]);
    deviceTest.answer(true);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      camera: { status: 'passed', label: 'Desk camera' },
      microphone: { status: 'passed', label: 'Desk microphone' },
      speakers: { status: 'passed' },
      network: { status: 'passed', label: '42 ms' },
      browser: { status: 'passed' },
      timestamp: '2026-01-01T10:00:00.000Z',
      allTestsPassed: true,
    });
    expect(deviceTest.state.getState()).toMatchObject({ phase: 'done', unsent: false });
    expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
  });

  it('names the cause of each failure', async () => {
    const { deviceTest, parts, probes, measureRoundTrip, sent } = setUp(
      createFakeDevices({ video: mediaError('NotReadableError') }),
    );
    probes.microphone.mockResolvedValue('silent');
    probes.missingFeatures.mockReturnValue(['RTCPeerConnection']);
    measureRoundTrip.mockRejectedValue(new ApiError('offline'));
    await deviceTest.start();
    deviceTest.answer(false);
    expect(parts()).toEqual({
      camera: { status: 'failed', reason: 'busy' },
      microphone: { status: 'failed', reason: 'silent' },
      speakers: { status: 'failed', reason: 'notHeard' },
      network: { status: 'failed', reason: 'offline' },
      browser: { status: 'failed', reason: 'tooOld' },
    });
    await vi.waitFor(() => expect(sent[0]?.allTestsPassed).toBe(false));
    expect(sent[0]).toMatchObject({ camera: { status: 'failed', reason: 'busy' } });
  });

  it('tells a black picture from none', async () => {
    const { deviceTest, parts, probes } = setUp();
    probes.camera.mockResolvedValue('black');
    await deviceTest.start();
    expect(parts().camera).toEqual({ status: 'failed', reason: 'black' });
    probes.camera.mockResolvedValue('noFrames');
    await deviceTest.retry('camera');
    expect(parts().camera).toEqual({ status: 'failed', reason: 'noFrames' });
  });

  it('repeats one part and tells the clinic the new results', async () => {
    const { deviceTest, parts, sent, devices } = setUp(
      createFakeDevices({ video: mediaError('NotFoundError') }),
    );
    await deviceTest.start();
    deviceTest.answer(true);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    delete devices.problems.video;
    await deviceTest.retry('camera');
    expect(parts().camera).toEqual({ status: 'passed', label: 'Desk camera' });
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.allTestsPassed).toBe(true);
  });

  it('goes on without a part that is skipped', async () => {
    const { deviceTest, parts, sent } = setUp(createFakeDevices({ video: mediaError('NotFoundError') }));
    await deviceTest.start();
    deviceTest.skip('camera');
    deviceTest.skip('speakers');
    expect(parts().camera).toEqual({ status: 'skipped' });
    await vi.waitFor(() =>
      expect(sent[0]).toMatchObject({ allTestsPassed: false, speakers: { status: 'skipped' } }),
    );
  });

  it('sends again what the clinic did not confirm', async () => {
    const { deviceTest, send, sent } = setUp();
    // A connection before anything was tested has nothing to send.
    await deviceTest.flush();
    expect(send).not.toHaveBeenCalled();
    send.mockRejectedValueOnce(new ApiError('offline'));
    await deviceTest.start();
    deviceTest.answer(true);
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    expect(deviceTest.state.getState().unsent).toBe(true);
    await deviceTest.flush();
    expect(sent).toHaveLength(1);
    expect(deviceTest.state.getState().unsent).toBe(false);
    await deviceTest.flush();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('sends again at once if the way opens while an attempt fails', async () => {
    const { deviceTest, send, sent } = setUp();
    let fail: (error: ApiError) => void = () => undefined;
    send.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
    await deviceTest.start();
    deviceTest.answer(true);
    const flushed = deviceTest.flush();
    fail(new ApiError('offline'));
    await flushed;
    expect(sent).toHaveLength(1);
    expect(deviceTest.state.getState().unsent).toBe(false);
  });

  it('says that no sound could be played', async () => {
    const { deviceTest, parts, probes } = setUp();
    probes.testSound.mockRejectedValue(new Error('suspended'));
    await deviceTest.start();
    expect(parts().speakers).toEqual({ status: 'failed', reason: 'noSound' });
  });

  it('ignores the late result of a run that was given up', async () => {
    const { deviceTest, parts, probes } = setUp();
    let finish: (verdict: 'heard') => void = () => undefined;
    probes.microphone.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const first = deviceTest.start();
    await vi.waitFor(() => expect(probes.microphone).toHaveBeenCalledTimes(1));
    probes.microphone.mockResolvedValue('silent');
    const second = deviceTest.start();
    await second;
    finish('heard');
    await first;
    expect(parts().microphone).toEqual({ status: 'failed', reason: 'silent' });
  });

  it('shows the results of before a reload, whoever wrote them', () => {
    const { deviceTest, parts } = setUp();
    deviceTest.restore({
      camera: { status: 'passed', label: 'Desk camera' },
      microphone: { status: 'failed', reason: 'silent' },
      speakers: { status: 'failed', reason: 'a reason of another version' },
      network: true,
      allTestsPassed: false,
    });
    expect(deviceTest.state.getState().phase).toBe('done');
    expect(parts()).toEqual({
      camera: { status: 'passed', label: 'Desk camera' },
      microphone: { status: 'failed', reason: 'silent' },
      speakers: { status: 'failed', reason: 'unknown' },
      network: { status: 'untested' },
      browser: { status: 'untested' },
    });
  });

  it('is not overwritten by older results once it has begun', async () => {
    const { deviceTest, parts } = setUp();
    await deviceTest.start();
    deviceTest.restore({ camera: { status: 'failed', reason: 'busy' } });
    expect(parts().camera).toMatchObject({ status: 'passed' });
  });
});

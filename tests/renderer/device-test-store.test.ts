import { describe, expect, it, vi } from 'vitest';
import type { DeviceTestResults, SystemReport } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import type {
  CameraFinding,
  MicrophoneFinding,
} from '../../src-renderer/features/device-test/device-probes.ts';
import type { ConnectionFigures } from '../../src-renderer/features/device-test/connection-test.ts';
import { createDeviceTest } from '../../src-renderer/features/device-test/device-test-store.ts';
import { createLocalMedia } from '../../src-renderer/features/device-test/local-media.ts';
import { createFakeDevices, mediaError, type FakeDevices } from './device-test-harness.ts';

const seen = (verdict: CameraFinding['verdict']): CameraFinding => ({
  verdict,
  width: 1280,
  height: 720,
  frameRate: 30,
});
const listened = (verdict: MicrophoneFinding['verdict']): MicrophoneFinding => ({ verdict, level: 0.6 });
const figures: ConnectionFigures = {
  roundTripMs: 41.6,
  jitterMs: 3,
  downKbps: 20_000,
  upKbps: 5_000,
  webrtc: 'direct',
  relay: null,
};

const setUp = (devices: FakeDevices = createFakeDevices()) => {
  const sent: DeviceTestResults[] = [];
  const send = vi.fn(async (results: DeviceTestResults) => {
    sent.push(results);
  });
  const probes = {
    camera: vi.fn(async (): Promise<CameraFinding> => seen('good')),
    microphone: vi.fn(async (): Promise<MicrophoneFinding> => listened('heard')),
    testSound: vi.fn(async () => undefined),
    connection: vi.fn(async (): Promise<ConnectionFigures> => figures),
    app: null as (() => Promise<SystemReport>) | null,
    missingFeatures: vi.fn((): string[] => []),
  };
  const media = createLocalMedia(devices.environment);
  const deviceTest = createDeviceTest({
    media,
    probes,
    clientKind: 'browser',
    send,
    now: () => Date.parse('2026-01-01T10:00:00Z'),
  });
  const parts = () => deviceTest.state.getState().parts;
  return { deviceTest, parts, probes, media, send, sent, devices };
};

describe('the device test', () => {
  it('[S0-I04, S0-I05] passes with devices that work, and tells the clinic', async () => {
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
      report: {
        version: 1,
        verdict: 'good',
        reasons: [],
        camera: {
          label: 'Desk camera',
          resolution: { width: 1280, height: 720 },
          frameRate: 30,
          black: false,
        },
        microphone: { label: 'Desk microphone', level: 0.6, silent: false, clipped: false },
        speaker: { heard: true },
        client: { kind: 'browser', missing: [] },
        connection: figures,
      },
    });
    expect(deviceTest.state.getState()).toMatchObject({ phase: 'done', unsent: false });
    expect(devices.getUserMedia).toHaveBeenCalledTimes(1);
  });

  it('names the cause of each failure', async () => {
    const { deviceTest, parts, probes, sent } = setUp(
      createFakeDevices({ video: mediaError('NotReadableError') }),
    );
    probes.microphone.mockResolvedValue(listened('silent'));
    probes.missingFeatures.mockReturnValue(['RTCPeerConnection']);
    probes.connection.mockRejectedValue(new ApiError('offline'));
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
    probes.camera.mockResolvedValue(seen('black'));
    await deviceTest.start();
    expect(parts().camera).toEqual({ status: 'failed', reason: 'black' });
    probes.camera.mockResolvedValue(seen('noFrames'));
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
    const { deviceTest, parts, sent, media } = setUp(
      createFakeDevices({ video: mediaError('NotFoundError') }),
    );
    await deviceTest.start();
    expect(media.state.getState().wanted.video).toBe(true);
    deviceTest.skip('camera');
    // Carried into the call.
    expect(media.state.getState()).toMatchObject({
      video: { status: 'off' },
      wanted: { audio: true, video: false },
    });
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
    let finish: (finding: MicrophoneFinding) => void = () => undefined;
    probes.microphone.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const first = deviceTest.start();
    await vi.waitFor(() => expect(probes.microphone).toHaveBeenCalledTimes(1));
    probes.microphone.mockResolvedValue(listened('silent'));
    const second = deviceTest.start();
    await second;
    finish(listened('heard'));
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

  it('[S0-I04] takes the report of before a reload, and measures a microphone that distorts as usable', async () => {
    const first = setUp();
    first.probes.microphone.mockResolvedValue(listened('clipped'));
    await first.deviceTest.start();
    first.deviceTest.answer(true);
    await vi.waitFor(() => expect(first.sent).toHaveLength(1));
    expect(first.parts().microphone).toMatchObject({ status: 'passed' });
    const again = setUp();
    again.deviceTest.restore(first.sent[0] ?? {});
    expect(again.deviceTest.state.getState().report).toMatchObject({
      verdict: 'usable',
      reasons: ['clipped-microphone'],
      microphone: { clipped: true },
    });
  });

  it('tells a network without a path for calls from a server that does not answer', async () => {
    const { deviceTest, parts, probes } = setUp();
    probes.connection.mockResolvedValue({ ...figures, webrtc: 'none' });
    await deviceTest.start();
    expect(parts().network).toEqual({ status: 'failed', reason: 'noPath' });
  });

  it('is not overwritten by older results once it has begun', async () => {
    const { deviceTest, parts } = setUp();
    await deviceTest.start();
    deviceTest.restore({ camera: { status: 'failed', reason: 'busy' } });
    expect(parts().camera).toMatchObject({ status: 'passed' });
  });
});

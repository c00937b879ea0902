import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCall } from '../../src-renderer/features/consultation/call.ts';
import { systemTimers } from '../../src-renderer/features/consultation/call-types.ts';
import { initials } from '../../src-renderer/features/consultation/call-words.ts';
import { createLocalMedia } from '../../src-renderer/features/device-test/local-media.ts';
import { createFakeDevices, fakeTrack, mediaError, type FakeDevices } from './device-test-harness.ts';
import { createCall as createWorld } from './peer-session-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A doctor's call with its devices, and a patient's plain session on the other side. */
const setUp = async (devices: FakeDevices = createFakeDevices()) => {
  const world = createWorld();
  const doctor = world.open('doctor');
  const patient = world.open('patient');
  const media = createLocalMedia(devices.environment);
  const screens: ReturnType<typeof fakeTrack>[] = [];
  const openScreen = vi.fn(async (): Promise<MediaStreamTrack> => {
    const track = fakeTrack('video', 'screen');
    screens.push(track);
    return track;
  });
  const call = createCall({ session: doctor.session, media, openScreen, timers: systemTimers });
  call.begin();
  world.start(patient, 'patient');
  await world.pass(4_000);
  const sending = () => world.network.alive('doctor').sending;
  const seenByPatient = () => patient.session.view().other;
  return { ...world, call, media, devices, openScreen, screens, doctor, patient, sending, seenByPatient };
};

describe('a call with its devices', () => {
  it('joins with camera and microphone', async () => {
    const { call, sending, expectConnected, doctor, patient } = await setUp();
    expectConnected(doctor, patient);
    expect(sending().video.label).toBe('Desk camera');
    expect(call.state.getState()).toMatchObject({ on: { audio: true, video: true }, sharing: false });
  });

  it('joins without them when the person was asked and does not answer, and takes them when they come', async () => {
    const devices = createFakeDevices();
    let allow: () => void = () => undefined;
    const { getUserMedia } = devices.environment;
    devices.environment.getUserMedia = async (constraints) => {
      await new Promise<void>((resolve) => (allow = resolve));
      if (getUserMedia === null) throw new Error('no devices');
      return getUserMedia(constraints);
    };
    const { sending, pass, seenByPatient } = await setUp(devices);
    expect(seenByPatient()).toMatchObject({ audioEnabled: false, videoEnabled: false });
    allow();
    await pass(500);
    expect(sending().audio.label).toBe('Desk microphone');
    expect(seenByPatient()).toMatchObject({ audioEnabled: true, videoEnabled: true });
  });

  it('stays in the call with the sound when the camera is refused, and tries again when asked', async () => {
    const devices = createFakeDevices(
      { video: mediaError('NotAllowedError') },
      { audio: 'granted', video: 'denied' },
    );
    const { call, media, sending, pass, seenByPatient } = await setUp(devices);
    expect(media.state.getState().video).toEqual({ status: 'failed', problem: 'refused' });
    expect(seenByPatient()).toMatchObject({ audioEnabled: true, videoEnabled: false });
    expect(call.state.getState().on).toEqual({ audio: true, video: false });
    delete devices.problems.video;
    call.retryDevices();
    await pass(500);
    expect(sending().video.label).toBe('Desk camera');
    expect(seenByPatient()).toMatchObject({ videoEnabled: true });
  });

  it('carries what was switched off in the waiting room into the call', async () => {
    const world = createWorld();
    const side = world.open('doctor');
    const devices = createFakeDevices();
    const media = createLocalMedia(devices.environment);
    media.setWanted('video', false);
    const call = createCall({ session: side.session, media, openScreen: null, timers: systemTimers });
    expect(call.state.getState().on).toEqual({ audio: true, video: false });
    call.begin();
    await world.pass(500);
    expect(devices.opened.map(({ kind }) => kind)).toEqual(['audio']);
    call.toggleVideo();
    await world.pass(100);
    expect(devices.opened.map(({ kind }) => kind)).toEqual(['audio', 'video']);
    expect(side.session.view().videoEnabled).toBe(true);
  });

  it('mutes and unmutes', async () => {
    const { call, sending, pass, seenByPatient } = await setUp();
    call.toggleAudio();
    await pass(100);
    expect(sending().audio.enabled).toBe(false);
    expect(seenByPatient()).toMatchObject({ audioEnabled: false });
    call.toggleAudio();
    await pass(100);
    expect(sending().audio.enabled).toBe(true);
    expect(call.state.getState().on.audio).toBe(true);
  });

  it('goes on with what is left when the camera is unplugged', async () => {
    const { sending, devices, pass, seenByPatient } = await setUp();
    devices.opened.find(({ kind }) => kind === 'video')?.end();
    await pass(100);
    expect(sending().video.label).toBe('no video of doctor');
    expect(seenByPatient()).toMatchObject({ audioEnabled: true, videoEnabled: false });
  });
});

describe('sharing the screen', () => {
  it('replaces the camera, and gives it back', async () => {
    const { call, sending, screens, pass, seenByPatient } = await setUp();
    call.toggleVideo();
    call.toggleShare();
    await pass(100);
    expect(sending().video).toBe(screens[0]);
    expect(call.state.getState()).toMatchObject({ sharing: true, picture: screens[0] });
    // Shared although the camera was off: that is why one shares.
    expect(seenByPatient()).toMatchObject({ videoEnabled: true });
    call.toggleShare();
    await pass(100);
    expect(sending().video.label).toBe('Desk camera');
    expect(sending().video.enabled).toBe(false);
    expect(screens[0]?.readyState).toBe('ended');
    expect(seenByPatient()).toMatchObject({ videoEnabled: false });
  });

  it('ends with the browser’s own button', async () => {
    const { call, sending, screens, pass } = await setUp();
    call.toggleShare();
    await pass(100);
    screens[0]?.end();
    expect(call.state.getState().sharing).toBe(false);
    expect(sending().video.label).toBe('Desk camera');
  });

  it('that the person cancels says nothing; one that fails says so', async () => {
    const { call, openScreen, pass } = await setUp();
    openScreen.mockRejectedValueOnce(mediaError('NotAllowedError', 'Permission denied'));
    call.toggleShare();
    await pass(50);
    expect(call.state.getState()).toMatchObject({ sharing: false, shareFailed: false });
    openScreen.mockRejectedValueOnce(mediaError('NotAllowedError', 'Permission denied by system'));
    call.toggleShare();
    await pass(50);
    expect(call.state.getState()).toMatchObject({ sharing: false, shareFailed: true });
    call.dismissShareProblem();
    expect(call.state.getState().shareFailed).toBe(false);
  });

  it('stops when the call is left', async () => {
    const { call, screens, pass } = await setUp();
    call.toggleShare();
    await pass(100);
    call.leave();
    expect(screens[0]?.readyState).toBe('ended');
  });
});

describe('a call that is left', () => {
  it('may be begun again, as React does with every page in development', async () => {
    const { call, pass, expectConnected, doctor, patient } = await setUp();
    call.leave();
    await pass(200);
    call.begin();
    await pass(4_000);
    expectConnected(doctor, patient);
  });
});

describe('initials', () => {
  it('are of the first and the last name, without titles', () => {
    expect(initials('Dr Ada One')).toBe('AO');
    expect(initials('Pat')).toBe('P');
    expect(initials('Prof. Émile van der Berg')).toBe('ÉB');
    expect(initials('')).toBe('');
  });
});

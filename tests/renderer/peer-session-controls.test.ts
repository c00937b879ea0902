import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCall, fakeTrack } from './peer-session-harness.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('toggles', () => {
  it('switch the own track and are shown on the other side', async () => {
    const { pass, connectBoth, network } = createCall();
    const { doctor, patient } = await connectBoth();
    patient.session.setAudioEnabled(false);
    await pass(100);
    expect(network.alive('patient').sending.audio.enabled).toBe(false);
    expect(patient.session.view().audioEnabled).toBe(false);
    expect(doctor.session.view().other).toMatchObject({ audioEnabled: false, videoEnabled: true });
    patient.session.setVideoEnabled(false);
    patient.session.setAudioEnabled(true);
    await pass(100);
    expect(doctor.session.view().other).toMatchObject({ audioEnabled: true, videoEnabled: false });
  });

  it('made before the other joins are known to them from the start', async () => {
    const { pass, open, start } = createCall();
    const patient = open('patient');
    start(patient, 'patient');
    patient.session.setVideoEnabled(false);
    await pass(100);
    const doctor = open('doctor');
    start(doctor, 'doctor');
    await pass(500);
    expect(doctor.session.view().other).toMatchObject({ audioEnabled: true, videoEnabled: false });
  });

  it('are announced again after a restart of the server, which forgot them', async () => {
    const { world, pass, connectBoth } = createCall();
    const { doctor, patient } = await connectBoth();
    patient.session.setAudioEnabled(false);
    await pass(100);
    world.restart();
    patient.signalling.connect();
    await pass(100);
    doctor.signalling.connect();
    await pass(1_000);
    expect(doctor.session.view().other).toMatchObject({ audioEnabled: false });
  });
});

describe('tracks', () => {
  it('that are missing are replaced by stand-ins and announced as off', async () => {
    const { pass, open, start, network, expectConnected } = createCall();
    const doctor = open('doctor');
    start(doctor, 'doctor');
    await pass(100);
    const patient = open('patient');
    patient.session.start(
      { audio: fakeTrack('audio', 'microphone'), video: null },
      { audio: true, video: true },
    );
    await pass(500);
    expectConnected(doctor, patient);
    expect(network.alive('patient').sending.video.label).toBe('no video of patient');
    expect(doctor.session.view().other).toMatchObject({ audioEnabled: true, videoEnabled: false });

    const camera = fakeTrack('video', 'camera');
    patient.session.setTrack('video', camera);
    await pass(100);
    expect(network.alive('patient').sending.video).toBe(camera);
    expect(doctor.session.view().other).toMatchObject({ videoEnabled: true });

    patient.session.setTrack('video', null);
    await pass(100);
    expect(network.alive('patient').sending.video.label).toBe('no video of patient');
    expect(doctor.session.view().other).toMatchObject({ videoEnabled: false });
  });

  it('that were replaced are those of the next peer, too', async () => {
    const { pass, connectBoth, network } = createCall();
    const { doctor } = await connectBoth();
    const screen = fakeTrack('video', 'screen');
    doctor.session.setTrack('video', screen);
    network.alive('doctor').fail();
    await pass(1_000);
    expect(network.alive('doctor').sending.video).toBe(screen);
  });

  it('that are switched off stay off when they are replaced', async () => {
    const { connectBoth } = createCall();
    const { doctor } = await connectBoth();
    doctor.session.setVideoEnabled(false);
    const other = fakeTrack('video', 'other camera');
    doctor.session.setTrack('video', other);
    expect(other.enabled).toBe(false);
  });
});

describe('the end', () => {
  it('by one side ends the other, and both peers are gone', async () => {
    const { world, pass, connectBoth, network } = createCall();
    const { doctor, patient } = await connectBoth();
    const ended = doctor.session.end();
    expect(doctor.session.view().state).toEqual({ status: 'ended', by: 'self' });
    expect(doctor.session.view().remoteStream).toBeNull();
    await pass(200);
    await ended;
    expect(patient.session.view().state).toEqual({ status: 'ended', by: 'other' });
    expect(network.peers.every((peer) => peer.destroyed)).toBe(true);
    expect(world.members()).toEqual([]);
  });

  it('while offline stops the media at once and is told to the server later', async () => {
    const { pass, connectBoth, network } = createCall();
    const { doctor, patient } = await connectBoth();
    doctor.signalling.disconnect();
    const ended = doctor.session.end();
    expect(network.of('doctor').every((peer) => peer.destroyed)).toBe(true);
    await pass(5_000);
    expect(patient.session.view().state).toMatchObject({ status: 'recovering' });
    doctor.signalling.connect();
    await pass(2_000);
    await ended;
    expect(patient.session.view().state).toEqual({ status: 'ended', by: 'other' });
  });

  it('lets nothing run on', async () => {
    const { pass, connectBoth, network } = createCall();
    const { doctor, patient } = await connectBoth();
    void doctor.session.end();
    await pass(200);
    const before = network.peers.length;
    doctor.signalling.disconnect();
    doctor.signalling.connect();
    patient.signalling.disconnect();
    patient.signalling.connect();
    await pass(30_000);
    expect(network.peers).toHaveLength(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not the same as leaving, after which the other waits', async () => {
    const { world, pass, connectBoth } = createCall();
    const { doctor, patient } = await connectBoth();
    patient.session.leave();
    await pass(1_000);
    expect(world.members()).toEqual(['doctor-id']);
    expect(doctor.session.view().state).toMatchObject({ status: 'recovering' });
    expect(doctor.session.view().other?.present).toBe(false);
  });
});

describe('the start', () => {
  it('is announced once, by the doctor', async () => {
    const { world, pass, connectBoth, network } = createCall();
    await connectBoth();
    network.alive('doctor').fail();
    await pass(2_000);
    expect(world.sent.filter(({ event }) => event === 'start-call')).toEqual([
      { from: 'doctor-id', event: 'start-call' },
    ]);
  });
});

describe('statistics', () => {
  it('tell what arrived over the peer in use', async () => {
    const { pass, connectBoth, open } = createCall();
    const { doctor } = await connectBoth();
    await pass(3_000);
    const statistics = await doctor.session.getStats();
    expect(statistics?.framesDecoded).toBeGreaterThan(0);
    expect(await open('patient').session.getStats()).toBeNull();
  });
});

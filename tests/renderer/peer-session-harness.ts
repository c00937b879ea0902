import { expect, vi } from 'vitest';
import { systemTimers } from '../../src-renderer/features/consultation/call-types.ts';
import { NO_ICE_SERVERS } from '../../src-renderer/features/consultation/ice-servers.ts';
import {
  createPeerSession,
  type LocalTracks,
  type PeerSession,
  type PeerSessionOptions,
} from '../../src-renderer/features/consultation/peer-session.ts';
import { FakeNetwork } from './peer-session-network.ts';
import { SignallingWorld, type FakeSignalling } from './peer-session-world.ts';

export type Who = 'doctor' | 'patient';
export type Side = { session: PeerSession; signalling: FakeSignalling; states: string[] };

export const fakeTrack = (kind: 'audio' | 'video', label: string): MediaStreamTrack =>
  ({ kind, label, id: label, enabled: true }) as MediaStreamTrack;

const NAMES = { doctor: 'Dr Ada One', patient: 'Pat Alpha' } as const;

/** Two people, one room, one network. Each `open` is a page; a second one of the same person is a reload. */
export const createCall = () => {
  // The same numbers in every run, but never twice in one: two pages begin at different attempts.
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const world = new SignallingWorld();
  const network = new FakeNetwork();
  /** Lets time pass, in small steps, delivering what is sent meanwhile. */
  const pass = async (milliseconds: number) => {
    await world.flush();
    for (let passed = 0; passed < milliseconds; passed += 50) {
      await vi.advanceTimersByTimeAsync(Math.min(50, milliseconds - passed));
      await world.flush();
    }
  };
  const open = (who: Who, options: Partial<PeerSessionOptions> = {}): Side => {
    const signalling = world.client(`${who}-id`, who, NAMES[who]);
    signalling.connect();
    const session = createPeerSession({
      userType: who,
      signalling,
      iceServers: async () => NO_ICE_SERVERS,
      createPeer: network.creator(who),
      placeholders: { track: (kind) => fakeTrack(kind, `no ${kind} of ${who}`), stop: () => undefined },
      timers: systemTimers,
      random,
      ...options,
    });
    const states: string[] = [];
    session.subscribe(({ state }) => {
      if (states.at(-1) !== state.status) states.push(state.status);
    });
    return { session, signalling, states };
  };
  const devices = (who: Who): LocalTracks => ({
    audio: fakeTrack('audio', `microphone of ${who}`),
    video: fakeTrack('video', `camera of ${who}`),
  });
  const start = (side: Side, who: Who) => side.session.start(devices(who), { audio: true, video: true });
  /** Both in the call and connected. */
  const connectBoth = async (): Promise<Record<Who, Side>> => {
    const doctor = open('doctor');
    const patient = open('patient');
    start(doctor, 'doctor');
    await pass(100);
    start(patient, 'patient');
    await pass(500);
    expectConnected(doctor, patient);
    return { doctor, patient };
  };
  const expectConnected = (...sides: Side[]) => {
    for (const side of sides) expect(side.session.view().state).toEqual({ status: 'connected' });
    const doctor = network.alive('doctor');
    const patient = network.alive('patient');
    expect(doctor.remote()).toBe(patient);
    expect(patient.remote()).toBe(doctor);
    expect(network.violations).toEqual([]);
  };
  return { world, network, pass, open, start, devices, connectBoth, expectConnected };
};

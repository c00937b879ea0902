import { mock } from 'node:test';
import { serverEvents } from '../../../server/protocol/index.ts';
import { ApiError } from '../../../src-renderer/api/api-error.ts';
import {
  systemTimers,
  type CallSignal,
  type CallSignalling,
} from '../../../src-renderer/features/consultation/call-types.ts';
import { NO_ICE_SERVERS } from '../../../src-renderer/features/consultation/ice-servers.ts';
import { createPeerSession } from '../../../src-renderer/features/consultation/peer-session.ts';
import type { CreatePeer } from '../../../src-renderer/features/consultation/simple-peer-adapter.ts';
import { FakeNetwork } from '../../renderer/peer-session-network.ts';
import { SignallingWorld } from '../../renderer/peer-session-world.ts';
import type { Dice } from './dice.ts';
import type { SignalEvent } from './signal-frames.ts';

/** What the server let through, as the other side received it. */
export type Forwarded = { event: SignalEvent; payload: Record<string, unknown> };

const ATTEMPT_MAX = 2 ** 31 - 1;
const BATCH = 40;
/** After so many, the attack rests and the call must come back. */
const ATTACK = 2_000;
const RECOVERY_MS = 90_000;

const track = (kind: 'audio' | 'video'): MediaStreamTrack =>
  // Tests of the session never look into a track.
  ({ kind, id: kind, enabled: true }) as unknown as MediaStreamTrack;

/** A signal of the world of these tests, as against one that a stranger made up. */
const isOwn = (input: object): boolean => {
  const { sdp, candidate } = input as { sdp?: string; candidate?: { candidate?: string } };
  if (sdp !== undefined) return /^(offer \d+|answer \d+ to \d+)$/.test(sdp);
  return /^candidate \d+$/.test(candidate?.candidate ?? '');
};

/**
 * Peers that do with a stranger's signals what simple-peer does: a description that the browser refuses, and half
 * of the candidates, destroy the peer a moment later; requests are heeded and change nothing.
 */
const vulnerable =
  (create: CreatePeer, dice: Dice): CreatePeer =>
  (options, events) => {
    const peer = create(options, events);
    const { signal } = peer;
    peer.signal = (input) => {
      if (isOwn(input)) {
        signal.call(peer, input);
        return;
      }
      const { sdp, candidate } = input as { sdp?: unknown; candidate?: unknown };
      if (sdp === undefined && candidate === undefined) return;
      if (sdp !== undefined || dice.chance(0.5))
        setTimeout(() => (peer as { fail?: () => void }).fail?.(), 1);
    };
    return peer;
  };

const toSignal = ({ event, payload }: Forwarded): CallSignal | null => {
  if (event === 'offer') {
    const parsed = serverEvents.offer.safeParse(payload);
    return parsed.success ? { event, signal: parsed.data.offer } : null;
  }
  if (event === 'answer') {
    const parsed = serverEvents.answer.safeParse(payload);
    return parsed.success ? { event, signal: parsed.data.answer } : null;
  }
  const parsed = serverEvents['ice-candidate'].safeParse(payload);
  return parsed.success ? { event, signal: parsed.data.candidate } : null;
};

/**
 * Two of our own clients in a call, one of whose sockets also sends these signals to the other; time is
 * pretended. Nothing may end the call, and it must come back after each attack.
 */
export const attackCall = async (
  forwarded: readonly Forwarded[],
  dice: Dice,
): Promise<{ fed: number; rebuilt: number; failures: string[] }> => {
  const failures = new Set<string>();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.now() });
  let leaving = false;
  const world = new SignallingWorld();
  const network = new FakeNetwork();
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await world.flush();
      await Promise.resolve();
    }
  };
  const pass = async (milliseconds: number) => {
    await settle();
    for (let passed = 0; passed < milliseconds; passed += 50) {
      mock.timers.tick(50);
      await settle();
    }
  };
  const open = (who: 'doctor' | 'patient') => {
    const signalling = world.client(`${who}-id`, who, who);
    signalling.connect();
    const { send } = signalling;
    const limited: CallSignalling['send'] = (to, attempt, signal) =>
      attempt > ATTEMPT_MAX
        ? Promise.reject(new ApiError('bad_request'))
        : send.call(signalling, to, attempt, signal);
    signalling.send = limited;
    const session = createPeerSession({
      userType: who,
      signalling,
      iceServers: async () => NO_ICE_SERVERS,
      createPeer: vulnerable(network.creator(who), dice),
      placeholders: { track, stop: () => undefined },
      timers: systemTimers,
      random: () => dice.next(),
    });
    session.subscribe(({ state }) => {
      if (leaving) return;
      if (state.status === 'ended' || state.status === 'failed')
        failures.add(`the ${who}'s call ${state.status}`);
    });
    session.start({ audio: track('audio'), video: track('video') }, { audio: true, video: true });
    return { session, signalling };
  };
  try {
    const doctor = open('doctor');
    await pass(100);
    const patient = open('patient');
    await pass(2_000);
    const connected = () =>
      [doctor, patient].every(({ session }) => session.view().state.status === 'connected');
    if (!connected()) failures.add('the call did not begin');
    let fed = 0;
    for (let start = 0; start < forwarded.length; start += BATCH) {
      const [from, to] = [patient.signalling.socketId(), doctor.signalling.socketId()];
      const running = world.sent.findLast(({ attempt }) => attempt !== undefined)?.attempt ?? null;
      for (const item of forwarded.slice(start, start + BATCH)) {
        const signal = toSignal(item);
        if (signal === null) {
          failures.add(`our own client cannot read ${JSON.stringify(item).slice(0, 200)}`);
          continue;
        }
        const named = typeof item.payload['attempt'] === 'number' ? item.payload['attempt'] : null;
        // Half of them are aimed at the peer that is in use.
        const attempt = dice.chance(0.5) ? running : named;
        fed += 1;
        try {
          world.relay(from, to, (events, person) =>
            events.signal({ ...signal, from, attempt }, signal.event === 'ice-candidate' ? null : person),
          );
          if (dice.chance(0.2)) await settle();
        } catch (error) {
          failures.add(`our own client threw ${String(error)}`);
        }
      }
      await pass(dice.pick([0, 50, 200, 2_000]));
      const isRest = Math.floor(start / ATTACK) !== Math.floor((start + BATCH) / ATTACK);
      if (!isRest && start + BATCH < forwarded.length) continue;
      for (let waited = 0; waited < RECOVERY_MS && !connected(); waited += 1_000) await pass(1_000);
      if (!connected()) {
        const states = [doctor, patient].map(({ session }) => session.view().state.status).join(', ');
        failures.add(`not connected ${RECOVERY_MS / 1000} s after an attack: ${states}`);
      }
    }
    const rebuilt = network.peers.length - 2;
    leaving = true;
    for (const { session } of [doctor, patient]) session.leave();
    return { fed, rebuilt, failures: [...failures] };
  } finally {
    mock.timers.reset();
  }
};

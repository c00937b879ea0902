import type { IceOutcome } from '../net/ice-probe.ts';
import { probeStun, probeTurn } from '../net/ice-probe.ts';
import { iceTargets, type IceTargets } from '../net/ice-servers.ts';
import type { StunFailure, StunTransport } from '../net/stun-channel.ts';
import { finding, type Check, type Finding, type ReachContext } from './context.ts';

/** Whether a call finds its way out of this network: the clinic's STUN server, and its relay on each transport. */

/** The targets, or why there are none to try. */
const targetsOf = async ({ clinic, iceServers }: ReachContext): Promise<IceTargets | Finding> => {
  if (clinic === null) return finding('unknown', 'clinic-not-running');
  if (iceServers === null) return finding('unknown', 'not-signed-in');
  try {
    return iceTargets(await iceServers());
  } catch {
    return finding('unknown', 'clinic-not-running');
  }
};

type Outcome<State> = Extract<IceOutcome, { state: State }>;

const works = (code: 'stun-works' | 'turn-works', { host, port, roundTripMs }: Outcome<'works'>): Finding =>
  finding('ok', code, { host, port, roundTripMs });

/** Who asks a relay by UDP hears its own address from it, too: browsers need no other server for that. */
const stunOf = ({ stun, turn }: IceTargets): IceTargets['stun'] =>
  stun.length > 0 ? stun : turn.filter(({ transport }) => transport === 'udp');

export const checkStun: Check = async (context) => {
  const targets = await targetsOf(context);
  if ('code' in targets) return targets;
  const outcome = await probeStun({ ...targets, stun: stunOf(targets) }, context);
  if (outcome.state === 'works') return works('stun-works', outcome);
  if (outcome.state === 'none') return finding('warning', 'stun-none');
  const { host, port } = outcome;
  const code =
    outcome.state === 'name-unknown'
      ? 'ice-name-unknown'
      : outcome.state === 'unreachable'
        ? 'stun-unreachable'
        : 'ice-unexpected';
  return finding('failed', code, { host, port });
};

const TURN_CODES = {
  'name-unknown': 'ice-name-unknown',
  unreachable: 'turn-unreachable',
  certificate: 'turn-certificate',
  refused: 'turn-refused',
  full: 'turn-full',
  unexpected: 'ice-unexpected',
} as const satisfies Record<StunFailure, string>;

/** Gets a relayed address and gives it back, as a call would. */
export const checkTurn =
  (transport: StunTransport): Check =>
  async (context) => {
    const targets = await targetsOf(context);
    if ('code' in targets) return targets;
    if (targets.turn.length === 0) return finding('warning', 'turn-none');
    const outcome = await probeTurn(targets, transport, context);
    if (outcome.state === 'works') return works('turn-works', outcome);
    if (outcome.state === 'none') return finding('warning', 'turn-not-offered');
    const { host, port } = outcome;
    return finding('failed', TURN_CODES[outcome.state], { host, port });
  };

import type { IceServer } from '../../../server/protocol/index.ts';
import {
  REACH_CHECKS,
  type HostedServerState,
  type ReachCheck,
  type ReachResult,
} from '../../../src-preload/contract.ts';
import type { Log } from '../logs.ts';
import { createClinicHttp } from '../net/clinic-http.ts';
import { clinicIceServers } from '../net/clinic-ice.ts';
import { checkAddress } from './check-address.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkClock } from './check-clock.ts';
import { checkFirewall } from './check-firewall.ts';
import { checkStun, checkTurn } from './check-ice.ts';
import { checkPort } from './check-port.ts';
import { checkServer } from './check-server.ts';
import { checkSleep } from './check-sleep.ts';
import { finding, type Check, type ReachContext, type RunningClinic } from './context.ts';

/** "Can patients reach me?": the lines of the list, side by side. Nothing is changed by looking. */

const CHECKS: Record<ReachCheck, Check> = {
  server: checkServer,
  port: checkPort,
  address: checkAddress,
  certificate: checkCertificate,
  firewall: checkFirewall,
  sleep: checkSleep,
  clock: checkClock,
  stun: checkStun,
  'turn-udp': checkTurn('udp'),
  'turn-tcp': checkTurn('tcp'),
  'turn-tls': checkTurn('tls'),
};

export type Reachability = {
  /**
   * Goes through all lines, or through one. A run of all ends the one before it, whose lines then say that they
   * could not be checked.
   * @param token of the doctor; null if nobody is signed in
   * @param onResult gets each line as soon as it is done
   */
  run(options: {
    token: string | null;
    only?: ReachCheck | undefined;
    onResult: (result: ReachResult) => void;
  }): Promise<ReachResult[]>;
};

export type ReachabilityOptions = Omit<
  ReachContext,
  'state' | 'clinic' | 'addresses' | 'iceServers' | 'signal'
> & {
  state: () => HostedServerState;
  addresses: () => readonly string[];
  log: Log;
};

const clinicOf = (state: HostedServerState): RunningClinic | null => {
  if (state.status !== 'running') return null;
  const { url, publicUrl, pin = null } = state;
  return { url: new URL(url), publicUrl: new URL(publicUrl ?? url), pin };
};

/** Asked for once in a run, however many lines want them. */
const iceServersOf = (
  clinic: RunningClinic,
  token: string,
  signal: AbortSignal,
): (() => Promise<IceServer[]>) => {
  let answer: Promise<IceServer[]> | null = null;
  const ask = async () => {
    const http = createClinicHttp({ url: clinic.url.origin, pin: clinic.pin });
    try {
      return await clinicIceServers(http, token, signal);
    } finally {
      http.close();
    }
  };
  return () => (answer ??= ask());
};

export const createReachability = ({ state, addresses, log, ...rest }: ReachabilityOptions): Reachability => {
  let abort = new AbortController();

  const runOne = async (check: ReachCheck, context: ReachContext): Promise<ReachResult> => {
    try {
      return { check, ...(await CHECKS[check](context)) };
    } catch (error) {
      log.error('reach-check-failed', { code: check }, error);
      return { check, ...finding('unknown', 'check-broken') };
    }
  };

  return {
    run: async ({ token, only, onResult }) => {
      if (only === undefined) {
        abort.abort();
        abort = new AbortController();
      }
      const { signal } = abort;
      const now = state();
      const clinic = clinicOf(now);
      const context: ReachContext = {
        ...rest,
        state: now,
        clinic,
        addresses: addresses(),
        iceServers: clinic === null || token === null ? null : iceServersOf(clinic, token, signal),
        signal,
      };
      return Promise.all(
        (only === undefined ? REACH_CHECKS : [only]).map(async (check) => {
          const result = await runOne(check, context);
          if (!signal.aborted) onResult(result);
          return result;
        }),
      );
    },
  };
};

import type { IceState, SystemReport } from '../../server/protocol/index.ts';
import type { Log } from './logs.ts';
import { createClinicHttp, type ClinicHttp, type ClinicTarget } from './net/clinic-http.ts';
import { clinicIceServers } from './net/clinic-ice.ts';
import { measureLoss, probeStun, probeTurn, type IceOutcome } from './net/ice-probe.ts';
import { iceTargets, type IceTargets } from './net/ice-servers.ts';
import { measureLine, type LineFigures } from './net/line-measure.ts';
import type { SystemSettings } from './system-settings.ts';

/** What of a device test only the main process can find out (server/protocol/device-report.ts). */

export type DeviceProbe = {
  /** Never rejects: what could not be found out says so. */
  run(token: string): Promise<SystemReport>;
};

/** Longer than all its parts together take on a slow line. */
const TIMEOUT_MS = 40_000;

const stateOf = ({ state }: IceOutcome): IceState => {
  if (state === 'works' || state === 'none' || state === 'refused') return state;
  return 'unreachable';
};

/** The doctor reads decimals of milliseconds as more than they are. */
const rounded = (value: number): number => Math.round(value * 10) / 10;

/** The call's own way, as far as UDP goes: to a STUN server, or to a relay, which answers to STUN as well. */
const lossOf = async ({ stun, turn }: IceTargets, signal: AbortSignal): Promise<number | null> => {
  const target = [...stun, ...turn].find(({ transport }) => transport === 'udp');
  return target === undefined ? null : measureLoss(target, signal);
};

export const createDeviceProbe = ({
  settings,
  clinic,
  log,
  ca,
}: {
  settings: Pick<SystemSettings, 'permissions'>;
  /** The clinic that this app is at; null while it is at none. */
  clinic: () => ClinicTarget | null;
  log: Log;
  /** Only for tests: what TLS trusts in the place of the built-in certificates. */
  ca?: string | undefined;
}): DeviceProbe => {
  const line = async (http: ClinicHttp, token: string, signal: AbortSignal): Promise<LineFigures | null> => {
    try {
      return await measureLine(http, token, signal);
    } catch (error) {
      log.warn('line-not-measured', {}, error);
      return null;
    }
  };

  const targets = async (
    http: ClinicHttp,
    token: string,
    signal: AbortSignal,
  ): Promise<IceTargets | null> => {
    try {
      return iceTargets(await clinicIceServers(http, token, signal));
    } catch (error) {
      log.warn('ice-servers-not-known', {}, error);
      return null;
    }
  };

  return {
    run: async (token) => {
      const system = settings.permissions();
      const untried = { udp: 'unknown', tcp: 'unknown', tls: 'unknown' } as const;
      const target = clinic();
      if (target === null) return { system, path: null, stun: 'unknown', turn: untried };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const http = createClinicHttp(target);
      try {
        // One after the other: what is measured must not share the line with the rest.
        const figures = await line(http, token, signal);
        const found = figures === null ? null : await targets(http, token, signal);
        if (figures === null || found === null) {
          const path = figures === null ? null : pathOf(figures, null);
          return { system, path, stun: 'unknown', turn: untried };
        }
        const options = { signal, ca };
        const lossPercent = await lossOf(found, signal);
        const [stun, udp, tcp, tls] = await Promise.all([
          probeStun(found, options),
          probeTurn(found, 'udp', options),
          probeTurn(found, 'tcp', options),
          probeTurn(found, 'tls', options),
        ]);
        return {
          system,
          path: pathOf(figures, lossPercent),
          stun: stateOf(stun),
          turn: { udp: stateOf(udp), tcp: stateOf(tcp), tls: stateOf(tls) },
        };
      } finally {
        http.close();
      }
    },
  };
};

const pathOf = (
  { roundTripMs, jitterMs, downKbps, upKbps }: LineFigures,
  lossPercent: number | null,
): NonNullable<SystemReport['path']> => ({
  roundTripMs: rounded(roundTripMs),
  jitterMs: jitterMs === null ? null : rounded(jitterMs),
  lossPercent,
  downKbps,
  upKbps,
});

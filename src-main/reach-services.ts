import { readFile } from 'node:fs/promises';
import { lookup } from 'node:dns/promises';
import type { ElectronParts } from './electron-parts.ts';
import type { HostedServer } from './hosted-server.ts';
import { createDeviceProbe, type DeviceProbe } from './services/device-probe.ts';
import type { Log } from './services/logs.ts';
import type { ClinicTarget } from './services/net/clinic-http.ts';
import type { TimeServer } from './services/net/sntp.ts';
import { createReachability, type Reachability } from './services/reachability/reachability.ts';
import { runSystemCommand } from './services/system-command.ts';
import { systemName } from './services/system-name.ts';
import { createSystemSettings, type SystemSettings } from './services/system-settings.ts';

/** The services that look at this machine and its networks, put together for the app. */

export type ReachServices = {
  reachability: Reachability;
  deviceProbe: DeviceProbe;
  systemSettings: SystemSettings;
};

/** Asked only when somebody looks at the check list, one after the other until one answers. */
const TIME_SERVERS: readonly TimeServer[] = [
  { host: 'time.cloudflare.com', port: 123 },
  { host: 'pool.ntp.org', port: 123 },
];

export const createReachServices = ({
  electron,
  hostedServer,
  addresses,
  keepsAwake,
  clinic,
  timeServers = TIME_SERVERS,
  log,
}: {
  electron: Pick<ElectronParts, 'shell' | 'systemPreferences'>;
  hostedServer: Pick<HostedServer, 'state'>;
  /** This machine's own. */
  addresses: () => readonly string[];
  /** The app keeps this machine awake as long as the clinic runs. */
  keepsAwake: () => boolean;
  /** The clinic that this app is at. */
  clinic: () => ClinicTarget | null;
  timeServers?: readonly TimeServer[];
  log: Log;
}): ReachServices => {
  const system = systemName();
  const systemSettings = createSystemSettings({ electron, system });
  return {
    systemSettings,
    deviceProbe: createDeviceProbe({ settings: systemSettings, clinic, log }),
    reachability: createReachability({
      state: () => hostedServer.state(),
      addresses,
      system,
      keepsAwake,
      executable: process.execPath,
      run: runSystemCommand,
      readText: (path) => readFile(path, 'utf8').catch(() => null),
      resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
      timeServers,
      now: () => Date.now(),
      log,
    }),
  };
};

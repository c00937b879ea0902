import type { BridgePushPayload } from '../src-preload/contract.ts';
import { createAppHandlers } from './bridge/app.ts';
import { createClinicsHandlers } from './bridge/clinics.ts';
import { createAttentionHandlers } from './bridge/attention.ts';
import { createDiagnosticsHandlers } from './bridge/diagnostics.ts';
import { createAutostartHandlers } from './bridge/autostart.ts';
import { createClinicBackupsHandlers } from './bridge/clinic-backups.ts';
import { createClinicKeyHandlers } from './bridge/clinic-key.ts';
import { createCertificatesHandlers } from './bridge/certificates.ts';
import { createRelayHandlers } from './bridge/relay.ts';
import { createHostedServerHandlers } from './bridge/hosted-server.ts';
import { createLeavingHandlers } from './bridge/leaving.ts';
import { createDeviceProbeHandlers } from './bridge/device-probe.ts';
import { createPowerHandlers } from './bridge/power.ts';
import { createMessageCacheHandlers } from './bridge/message-cache.ts';
import { createReachabilityHandlers } from './bridge/reachability.ts';
import { createSecretsHandlers } from './bridge/secrets.ts';
import { createSettingsHandlers } from './bridge/settings.ts';
import { createShellHandlers } from './bridge/shell.ts';
import { createTokensHandlers } from './bridge/tokens.ts';
import { createUpdatesHandlers } from './bridge/updates.ts';
import { createWindowsHandlers } from './bridge/windows.ts';
import type { AttentionServices } from './attention-services.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { HostedServer } from './hosted-server.ts';
import type { Hosting } from './hosting.ts';
import type { BridgeHandlers } from './ipc.ts';
import type { ReachServices } from './reach-services.ts';
import type { Autostart } from './services/autostart.ts';
import type { ClinicBackups } from './services/clinic-backups.ts';
import type { ClinicKey } from './services/clinic-key.ts';
import type { LogTail } from './services/log-tail.ts';
import type { RecoveryByKey } from './services/recovery-by-key.ts';
import type { SecretsLock } from './services/secrets.ts';
import type { Clinics } from './services/clinics.ts';
import type { DeepLinks } from './services/deep-links.ts';
import type { MessageCache } from './services/message-cache/message-cache.ts';
import type { SettingsStore } from './services/settings.ts';
import type { Tokens } from './services/tokens.ts';
import type { Sessions } from './sessions.ts';
import type { WindowServices } from './window-services.ts';

/** What each call of the bridge contract does; a file of `bridge/` for each subject. */
export const createBridgeHandlers = (deps: {
  electron: Pick<ElectronParts, 'app' | 'dialog' | 'powerMonitor' | 'shell'>;
  settings: SettingsStore;
  hostedServer: HostedServer;
  clinics: Clinics;
  deepLinks: DeepLinks;
  tokens: Tokens;
  messageCache: MessageCache;
  sessions: Pick<Sessions, 'clinicOf'>;
  attention: AttentionServices;
  windowServices: WindowServices;
  reach: ReachServices;
  onReachResult: (result: BridgePushPayload<'reachability:result'>) => void;
  clinicLog: Pick<LogTail, 'after'>;
  clinicBackups: ClinicBackups;
  autostart: Autostart;
  clinicKey: ClinicKey;
  recoveryByKey: RecoveryByKey;
  secrets: SecretsLock;
  hosting: Hosting;
}): BridgeHandlers => ({
  ...createAppHandlers(deps),
  ...createSettingsHandlers(deps),
  ...createHostedServerHandlers(deps),
  ...createClinicBackupsHandlers(deps),
  ...createAutostartHandlers(deps),
  ...createClinicKeyHandlers(deps),
  ...createSecretsHandlers(deps),
  ...createCertificatesHandlers(deps),
  ...createRelayHandlers(deps),
  ...createShellHandlers(deps),
  ...createClinicsHandlers(deps),
  ...createTokensHandlers(deps),
  ...createMessageCacheHandlers(deps),
  ...createAttentionHandlers(deps.attention),
  ...createLeavingHandlers(deps.attention),
  ...createPowerHandlers(deps),
  ...createWindowsHandlers(deps.windowServices),
  ...createUpdatesHandlers(deps.windowServices.updates),
  ...createDiagnosticsHandlers(deps.windowServices.diagnostics),
  ...createReachabilityHandlers({ ...deps.reach, onReachResult: deps.onReachResult }),
  ...createDeviceProbeHandlers(deps.reach),
});

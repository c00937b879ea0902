import { createAppHandlers } from './bridge/app.ts';
import { createClinicsHandlers } from './bridge/clinics.ts';
import { createCertificatesHandlers } from './bridge/certificates.ts';
import { createHostedServerHandlers } from './bridge/hosted-server.ts';
import { createSettingsHandlers } from './bridge/settings.ts';
import { createShellHandlers } from './bridge/shell.ts';
import { createTokensHandlers } from './bridge/tokens.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { HostedServer } from './hosted-server.ts';
import type { Hosting } from './hosting.ts';
import type { BridgeHandlers } from './ipc.ts';
import type { Clinics } from './services/clinics.ts';
import type { DeepLinks } from './services/deep-links.ts';
import type { SettingsStore } from './services/settings.ts';
import type { Tokens } from './services/tokens.ts';

/** What each call of the bridge contract does; a file of `bridge/` for each subject. */
export const createBridgeHandlers = (deps: {
  electron: Pick<ElectronParts, 'app' | 'dialog' | 'shell'>;
  settings: SettingsStore;
  hostedServer: HostedServer;
  clinics: Clinics;
  deepLinks: DeepLinks;
  tokens: Tokens;
  hosting: Hosting;
}): BridgeHandlers => ({
  ...createAppHandlers(deps),
  ...createSettingsHandlers(deps),
  ...createHostedServerHandlers(deps),
  ...createCertificatesHandlers(deps),
  ...createShellHandlers(deps),
  ...createClinicsHandlers(deps),
  ...createTokensHandlers(deps),
});

import { join } from 'node:path';
import type { BridgePush, BridgePushPayload } from '../src-preload/contract.ts';
import { createAppRequestHandler } from './app-protocol.ts';
import type { ElectronParts } from './electron-parts.ts';
import { askClinic } from './services/ask-clinic.ts';
import { createClinics, type Clinics } from './services/clinics.ts';
import { createDeepLinks, type DeepLinks } from './services/deep-links.ts';
import type { Log } from './services/logs.ts';
import { createMessageCache, type MessageCache } from './services/message-cache/message-cache.ts';
import type { Secrets, SecretsLock } from './services/secrets.ts';
import type { SettingsStore } from './services/settings.ts';
import { createTokens, type Tokens } from './services/tokens.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { systemTimers } from './timers.ts';
import type { Windows } from './windows.ts';

/** The clinics that this app can be in: which one it is, the way to another, and who is signed in there. */
export type ClinicServices = {
  readonly clinics: Clinics;
  readonly deepLinks: DeepLinks;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly messageCache: MessageCache;
};

export const createClinicServices = ({
  electron,
  argv,
  userData,
  rendererFolder,
  cacheWorker,
  settings,
  secrets,
  windows,
  prepareSession,
  ownPins,
  onLink,
  push,
  log,
}: {
  electron: Pick<ElectronParts, 'app' | 'session'>;
  /** Of this process: what the system started the app with. */
  argv: readonly string[];
  /** Absolute folder of the app's data. */
  userData: string;
  /** Absolute folder of the built pages. */
  rendererFolder: string;
  /** Absolute path of the built thread of the copies of conversations. */
  cacheWorker: string;
  settings: SettingsStore;
  secrets: Secrets & SecretsLock;
  windows: Pick<Windows, 'replace'>;
  /** For every session that windows run in. */
  prepareSession: (session: Electron.Session) => void;
  /** Keys of the clinic that this computer hosts. */
  ownPins: () => readonly string[];
  /** A link has come, and the window is not told yet. */
  onLink: () => void;
  push: <P extends BridgePush>(name: P, payload: BridgePushPayload<P>) => void;
  log: Log;
}): ClinicServices => {
  const tokens = createTokens({
    secrets,
    canKeep: async () => ['system', 'unlocked'].includes((await secrets.state()).status),
    log,
  });
  const messageCache = createMessageCache({
    folder: join(userData, 'conversations'),
    workerFile: cacheWorker,
    secrets,
    tokens,
    timers: systemTimers,
    log,
  });
  const sessions = createSessions({
    electron,
    serveApp: createAppRequestHandler(rendererFolder),
    prepare: prepareSession,
    ownPins,
    onVerdict: (id, isAccepted) => clinics.judged(id, isAccepted),
  });
  const clinics = createClinics({
    settings,
    ask: askClinic,
    showWindow: windows.replace,
    forget: async (clinic) => {
      await tokens.write(clinic.id, null);
      await messageCache.forgetClinic(clinic.id);
      await sessions.clear(clinic);
    },
    onChanged: (current) => push('clinics:changed', current),
    log,
  });
  const deepLinks = createDeepLinks({
    app: electron.app,
    argv,
    onLink: (arrived) => {
      onLink();
      push('clinics:link', arrived);
    },
    log,
  });
  return { clinics, deepLinks, sessions, tokens, messageCache };
};

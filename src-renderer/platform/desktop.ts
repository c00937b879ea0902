import { createStore } from 'zustand/vanilla';
import type {
  AnteroomBridge,
  CurrentClinic,
  HostedServerState,
  Settings,
  TokenKeeping,
} from '../../src-preload/contract.ts';
import { createNetworkSource } from './browser.ts';
import { createBridgeCache } from './conversation-cache.ts';
import type { ClientSettings, Platform, TokenStore } from './platform.ts';

declare global {
  interface Window {
    /** Only in the desktop app. */
    readonly anteroom?: AnteroomBridge;
  }
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const clientSettings = ({ theme, language, messageAlerts }: Settings): ClientSettings => ({
  theme,
  language,
  messageAlerts,
});

/**
 * The refresh token of this window's clinic, which the main process keeps.
 * @param clinic its `id`; null for the clinic that this computer hosts
 */
const createBridgeTokenStore = (
  bridge: AnteroomBridge,
  clinic: string | null,
  onKeeping: (keeping: TokenKeeping) => void,
): TokenStore => ({
  read: async () => {
    const { token, keeping } = await bridge.tokens.read({ clinic });
    onKeeping(keeping);
    return token;
  },
  write: async (token) => onKeeping((await bridge.tokens.write({ clinic, token })).keeping),
});

/**
 * The desktop app, over the bridge of its preload script. Its clinic is the one that it joined, else the one
 * that it hosts.
 */
export const createDesktopPlatform = async (bridge: AnteroomBridge, window: Window): Promise<Platform> => {
  const [initialSettings, initialHost, initialClinic] = await Promise.all([
    bridge.settings.get(),
    bridge.hostedServer.state(),
    bridge.clinics.current(),
  ]);
  const { clinic } = initialClinic;
  const current = createStore<CurrentClinic>(() => initialClinic);
  const tokenKeeping = createStore<TokenKeeping>(() => 'safe');
  const host = createStore<HostedServerState>(() => initialHost);
  const settings = createStore<ClientSettings>(() => clientSettings(initialSettings));

  const currentUrl = (previous: string | null): string | null => {
    if (clinic !== null) return `https://${clinic.host}`;
    const state = host.getState();
    if (state.status === 'running') return withoutSlash(state.url);
    // While the hosted server restarts, its address stays: what is shown is offline, not unknown.
    return state.status === 'starting' || state.status === 'restarting' ? previous : null;
  };
  const serverUrl = createStore<string | null>(() => currentUrl(null));
  const updateUrl = () => serverUrl.setState(currentUrl(serverUrl.getState()), true);

  const setHost = (state: HostedServerState) => {
    host.setState(state, true);
    updateUrl();
  };
  bridge.hostedServer.onChanged(setHost);
  bridge.settings.onChanged((changed) => {
    settings.setState(clientSettings(changed), true);
  });
  bridge.clinics.onChanged((changed) => {
    // Of another clinic: this window is about to be replaced.
    if (changed.clinic?.id === clinic?.id) current.setState(changed, true);
  });

  const ofWindow = createNetworkSource(window);

  return {
    kind: 'desktop',
    serverUrl,
    tokens: createBridgeTokenStore(bridge, clinic?.id ?? null, (keeping) =>
      tokenKeeping.setState(keeping, true),
    ),
    conversations: createBridgeCache(bridge, clinic?.id ?? null),
    settings,
    updateSettings: async (changes) => {
      settings.setState(clientSettings(await bridge.settings.update(changes)), true);
    },
    openExternal: (url) => bridge.shell.openExternal({ url }),
    desktop: bridge,
    joined: { current, tokenKeeping },
    host: {
      state: host,
      start: async () => setHost(await bridge.hostedServer.start()),
      stop: async () => setHost(await bridge.hostedServer.stop()),
      restart: async () => setHost(await bridge.hostedServer.restart()),
    },
    onNetwork: (listener) => {
      const ends = [
        ofWindow(listener),
        bridge.power.onChanged(({ moment }) => {
          if (moment === 'resume') listener('slept');
          else if (moment === 'unlock') listener('resume');
        }),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
  };
};

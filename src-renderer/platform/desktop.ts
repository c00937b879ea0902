import { createStore } from 'zustand/vanilla';
import type { AnteroomBridge, HostedServerState, Settings } from '../../src-preload/contract.ts';
import { createNetworkSource, createSessionTokenStore } from './browser.ts';
import type { ClientSettings, Platform } from './platform.ts';

declare global {
  interface Window {
    /** Only in the desktop app. */
    readonly anteroom?: AnteroomBridge;
  }
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const clientSettings = ({ theme, language }: Settings): ClientSettings => ({ theme, language });

/**
 * The desktop app, over the bridge of its preload script. Its clinic is the one that it joined, else the one
 * that it hosts.
 */
export const createDesktopPlatform = async (bridge: AnteroomBridge, window: Window): Promise<Platform> => {
  const [initialSettings, initialHost] = await Promise.all([
    bridge.settings.get(),
    bridge.hostedServer.state(),
  ]);
  let joinedUrl = initialSettings.clinicUrl;
  const host = createStore<HostedServerState>(() => initialHost);
  const settings = createStore<ClientSettings>(() => clientSettings(initialSettings));

  const currentUrl = (previous: string | null): string | null => {
    if (joinedUrl !== null) return withoutSlash(joinedUrl);
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
    joinedUrl = changed.clinicUrl;
    settings.setState(clientSettings(changed), true);
    updateUrl();
  });

  const ofWindow = createNetworkSource(window);

  return {
    kind: 'desktop',
    serverUrl,
    tokens: createSessionTokenStore(window.sessionStorage),
    settings,
    updateSettings: async (changes) => {
      settings.setState(clientSettings(await bridge.settings.update(changes)), true);
    },
    openExternal: (url) => bridge.shell.openExternal({ url }),
    desktop: bridge,
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

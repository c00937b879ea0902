import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clinic } from '../../server/protocol/index.ts';
import type { Platform } from '../platform/platform.ts';
import { codeOf, type ApiErrorCode } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Http } from './http.ts';
import { pause } from './pause.ts';

export type ClinicState = {
  /** What the server last said about its clinic; kept while it cannot be asked. */
  clinic: Clinic | null;
  /** Set while the server cannot be asked. */
  problem: ApiErrorCode | null;
  /** Address of the logo within this page; null without one, and until it has come. */
  logo: string | null;
};

/** What anyone may know about the clinic: its name and logo, when it is open, and whether it is set up. */
export type ClinicStore = {
  readonly state: StoreApi<ClinicState>;
  /** Asks until the server answers; parallel calls are one. */
  load(): Promise<void>;
};

export const createClinicStore = (options: {
  http: Http;
  platform: Pick<Platform, 'serverUrl' | 'onNetwork'>;
  random?: () => number;
}): ClinicStore => {
  const { http, platform, random = Math.random } = options;
  const state = createStore<ClinicState>(() => ({ clinic: null, problem: null, logo: null }));
  let shownVersion: string | null = null;
  let loading: Promise<void> | null = null;

  /**
   * As an address of this page's own: the desktop's page may fetch from the clinic's server, but shows pictures
   * of its own only.
   */
  const showLogo = async (version: string | null): Promise<void> => {
    if (version === shownVersion) return;
    shownVersion = version;
    try {
      const picture = version === null ? null : await http.download('clinicLogo', { query: { v: version } });
      if (shownVersion !== version) return;
      const before = state.getState().logo;
      state.setState({ logo: picture === null ? null : URL.createObjectURL(picture) });
      if (before !== null) URL.revokeObjectURL(before);
    } catch {
      // A clinic is recognised by its name, too; the next answer about it tries again.
      if (shownVersion === version) shownVersion = null;
    }
  };

  const ask = async (): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { data } = await http.send('clinic', {});
        state.setState({ clinic: data, problem: null });
        void showLogo(data.logo?.version ?? null);
        return;
      } catch (error) {
        state.setState({ problem: codeOf(error) });
        await pause(fullJitter(attempt, random), platform);
      }
    }
  };

  return {
    state,
    load: () => {
      loading ??= ask().finally(() => {
        loading = null;
      });
      return loading;
    },
  };
};

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
};

/** What anyone may know about the clinic: its name, and whether it is set up. */
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
  const state = createStore<ClinicState>(() => ({ clinic: null, problem: null }));
  let loading: Promise<void> | null = null;

  const ask = async (): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { data } = await http.send('clinic', {});
        state.setState({ clinic: data, problem: null }, true);
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

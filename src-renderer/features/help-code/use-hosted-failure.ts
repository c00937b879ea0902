import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CurrentClinic, HostedServerState } from '../../../src-preload/contract.ts';
import { useServices } from '../../services.tsx';
import type { Failure } from './failures.ts';

const NOT_HOSTED = createStore<HostedServerState | null>(() => null);
const NONE_JOINED = createStore<CurrentClinic | null>(() => null);

/** What a clinic that this computer hosts has failed at; null while it runs or is about to. */
export const hostingFailureOf = ({ status }: HostedServerState): Failure | null => {
  if (status === 'failed') return 'hosting-failed';
  return status === 'stopped' || status === 'restarting' ? 'hosting-stopped' : null;
};

/** State of the clinic that this computer hosts, where this window is in it; null in every other one, and in a browser. */
export const useOwnClinic = (): HostedServerState | null => {
  const { host, joined } = useServices().platform;
  const state = useStore(host?.state ?? NOT_HOSTED);
  const current = useStore(joined?.current ?? NONE_JOINED);
  return (current?.clinic ?? null) === null ? state : null;
};

/** What it has failed at. */
export const useHostedFailure = (): Failure | null => {
  const state = useOwnClinic();
  return state === null ? null : hostingFailureOf(state);
};

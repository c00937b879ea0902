import type { HostedServerState, Settings } from '../src-preload/contract.ts';
import type { ClinicTarget } from './services/net/clinic-http.ts';

/** The clinic that this app is at: the one that it joined, else the one that it hosts; null while there is none. */
export const currentClinic = (
  { clinicUrl }: Pick<Settings, 'clinicUrl'>,
  state: HostedServerState,
): ClinicTarget | null => {
  if (clinicUrl !== null) return { url: clinicUrl.replace(/\/+$/, ''), pin: null };
  if (state.status !== 'running') return null;
  const { url, pin = null } = state;
  return { url, pin };
};

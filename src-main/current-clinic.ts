import type { HostedServerState, JoinedClinic } from '../src-preload/contract.ts';
import { clinicUrl } from './services/clinic-identity.ts';
import type { ClinicTarget } from './services/net/clinic-http.ts';

/** The clinic that this app is at: the one that it joined, else the one that it hosts; null while there is none. */
export const currentClinic = (joined: JoinedClinic | null, state: HostedServerState): ClinicTarget | null => {
  if (joined !== null) return { url: clinicUrl(joined), pin: joined.pin };
  if (state.status !== 'running') return null;
  const { url, pin = null } = state;
  return { url, pin };
};

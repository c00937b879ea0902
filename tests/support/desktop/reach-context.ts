import type { ReachContext } from '../../../src-main/services/reachability/context.ts';
import type { HostedServerState } from '../../../src-preload/contract.ts';
import { recorded } from './system-outputs.ts';

const RUNNING: HostedServerState = {
  status: 'running',
  url: 'https://127.0.0.1:4000',
  startedAt: '2027-03-09T08:00:00Z',
};

/** What a line of "Can patients reach me?" is given: a computer with no network, of a clinic that runs. */
export const reachContext = (changes: Partial<ReachContext>): ReachContext => ({
  state: RUNNING,
  clinic: null,
  system: 'linux',
  addresses: [],
  executable: '/opt/Anteroom/anteroom',
  run: recorded({}),
  readText: async () => null,
  resolve: async () => {
    throw new Error('no such name');
  },
  iceServers: null,
  keepsAwake: () => false,
  timeServers: [],
  now: Date.now,
  signal: AbortSignal.timeout(10_000),
  ...changes,
});

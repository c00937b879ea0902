import type { ClinicLogLine, HostedServerState } from '../src-preload/contract.ts';

/** What the supervisor does, as lines of the clinic's log: the server itself cannot log its own crash. */
export const describeState = (
  state: HostedServerState,
): [level: ClinicLogLine['level'], event: string, detail: string] => {
  switch (state.status) {
    case 'starting':
      return ['info', 'server-starting', state.attempt === 0 ? '' : `attempt ${state.attempt}`];
    case 'running':
      return ['info', 'server-running', ''];
    case 'stopped':
      return ['info', 'server-stopped', ''];
    case 'restarting':
      return ['error', 'server-crashed', `attempt ${state.attempt}, ${state.cause}`];
    case 'failed':
      // Its text may name folders; the panel shows it where it belongs.
      return ['error', 'server-failed', ''];
  }
};

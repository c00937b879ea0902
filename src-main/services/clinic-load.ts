import type { HostedServer } from '../hosted-server.ts';
import type { ClinicLoad } from './interlock.ts';

const TIMEOUT_MS = 1_000;

/** Who is in the hosted clinic, as its server says; null if none runs or answers. */
export const clinicLoadOf =
  (hostedServer: Pick<HostedServer, 'ask'>) => async (): Promise<ClinicLoad | null> => {
    const answer = await hostedServer.ask({ about: 'report' }, TIMEOUT_MS);
    if (answer?.about !== 'report') return null;
    const { waiting, calls } = answer.report.now;
    return {
      waiting: (waiting?.ready ?? 0) + (waiting?.preparing ?? 0),
      // Of the two people of a visit, one is the patient; who is there alone counts as one, too.
      inCall: Math.ceil(calls.people / 2),
    };
  };

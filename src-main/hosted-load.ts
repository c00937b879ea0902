import type { HostedServer } from './hosted-server.ts';
import type { ClinicLoad } from './services/interlock.ts';

const ANSWER_MS = 1_000;

/**
 * Who is in the hosted clinic now, as its server knows: also while no doctor is signed in at this computer.
 * @returns null if it does not run or does not answer in time
 */
export const askForLoad = async (hostedServer: Pick<HostedServer, 'ask'>): Promise<ClinicLoad | null> => {
  const answer = await hostedServer.ask({ about: 'report' }, ANSWER_MS);
  const now = answer?.about === 'report' ? answer.report?.now : null;
  if (now?.waiting == null) return null;
  return { waiting: now.waiting.ready + now.waiting.preparing, inCall: now.calls.rooms };
};

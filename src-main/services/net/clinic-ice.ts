import { routes, type IceServer } from '../../../server/protocol/index.ts';
import type { ClinicHttp } from './clinic-http.ts';

/**
 * The ICE servers that the clinic gives to whoever holds this token, with credentials that work for some hours.
 * Rejects if the clinic does not answer with them.
 */
export const clinicIceServers = async (
  http: ClinicHttp,
  token: string,
  signal: AbortSignal,
): Promise<IceServer[]> => {
  const { status, body } = await http.request({
    method: 'GET',
    path: routes.iceServers.path,
    token,
    signal,
  });
  if (status !== 200) throw new Error(`the clinic answered ${status}`);
  return routes.iceServers.answer.parse(JSON.parse(body.toString('utf8'))).iceServers;
};

import { routes } from '../../../server/protocol/index.ts';
import { createClinicHttp } from '../net/clinic-http.ts';
import { ANY_KEY } from '../pinned-tls.ts';
import { finding, portOf, type Check } from './context.ts';

const TIMEOUT_MS = 4_000;

/** Whether the clinic runs, and answers. Which key it shows is another line's. */
export const checkServer: Check = async ({ state, clinic, signal }) => {
  if (state.status === 'starting') return finding('unknown', 'server-starting');
  if (clinic === null) {
    const code =
      state.status === 'failed'
        ? 'server-failed'
        : state.status === 'restarting'
          ? 'server-restarting'
          : 'server-stopped';
    return finding('failed', code);
  }
  const http = createClinicHttp({ url: clinic.url.origin, pin: ANY_KEY });
  try {
    const askedWithin = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const { status, tookMs } = await http.request({
      method: 'GET',
      path: routes.health.path,
      signal: askedWithin,
    });
    if (status !== 200) return finding('failed', 'server-silent');
    return finding('ok', 'server-running', { port: portOf(clinic.url), roundTripMs: Math.round(tookMs) });
  } catch {
    return finding('failed', 'server-silent', { port: portOf(clinic.url) });
  } finally {
    http.close();
  }
};

import { routes } from '../../server/protocol/index.ts';
import { z } from '../../server/protocol/zod.ts';
import type { JoinedClinic, JoinRefusal } from '../../src-preload/contract.ts';
import { clinicUrl } from './clinic-identity.ts';
import { pinnedFetch, PinMismatchError } from './pinned-tls.ts';

/** What a server said of itself, or why it is none that can be joined. */
export type ClinicAnswer = { name: string | null } | { refused: JoinRefusal };

/** What makes it a clinic; one of another version is told apart in its own window. */
const answerSchema = z.object({
  success: z.literal(true),
  data: z.object({ name: z.string().nullable(), protocol: z.int() }),
});

/** Somebody answered, but does not speak TLS or HTTP. */
const NO_CLINIC = /^(ERR_SSL_|HPE_|EPROTO$)/;
/** The certificate was judged, and not trusted; Node's codes are OpenSSL's names. */
const UNTRUSTED = /CERT|SELF_SIGNED|ERR_TLS_|UNABLE_TO_/;

/** Says in the contract's words what an error of the connection means. */
export const refusalOf = (error: unknown): JoinRefusal => {
  if (error instanceof PinMismatchError) return 'key_changed';
  if (error instanceof RangeError) return 'not_a_clinic';
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return 'unreachable';
  if (NO_CLINIC.test(code)) return 'not_a_clinic';
  return UNTRUSTED.test(code) ? 'untrusted' : 'unreachable';
};

/** Asks a server what anyone may know of its clinic, if it shows the right key. */
export const askClinic = async (
  clinic: Pick<JoinedClinic, 'host' | 'pin'>,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<ClinicAnswer> => {
  let response: Response;
  try {
    response = await pinnedFetch(`${clinicUrl(clinic)}${routes.clinic.path}`, {
      pin: clinic.pin,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  } catch (error) {
    return { refused: refusalOf(error) };
  }
  // A gateway speaks for a clinic that it does not reach.
  if (response.status >= 500) return { refused: 'unreachable' };
  const answer = answerSchema.safeParse(await response.json().catch(() => null));
  if (!response.ok || !answer.success) return { refused: 'not_a_clinic' };
  return { name: answer.data.data.name?.slice(0, 200) ?? null };
};

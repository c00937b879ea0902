import type { IncomingMessage } from 'node:http';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { Sessions } from '../domain/sessions.ts';
import { handshakeSchema, PROTOCOL_VERSION, type ErrorCode } from '../protocol/index.ts';
import type { AccessTokens } from '../security/access-tokens.ts';
import { bearerToken, tokenOf } from './credentials.ts';
import type { LinkGuests } from './link-guests.ts';

export type Authenticate = (token: string) => Promise<Identity>;

/** From an access token to the identity behind it; the account decides, the token only names it. */
export const createAuthenticate =
  (deps: { accessTokens: AccessTokens; sessions: Sessions }): Authenticate =>
  async (token) => {
    const claims = deps.accessTokens.verify(token);
    return deps.sessions.identify(claims);
  };

/** Texts that existing waiting-room and chat pages show or match (S0-A03, S1-A02). */
const WAITING_ROOM_TEXTS: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Authentication error: Invalid token',
  token_expired: 'Authentication error: Invalid token',
  session_ended: 'Authentication error: Invalid token',
  opened_elsewhere: 'Authentication error: Invalid token',
  forbidden: 'Authentication error: User type does not match the account',
};

/** Of who came by the link in an email (S0-A02). */
const LINK_TEXTS: Partial<Record<ErrorCode, string>> = {
  invitation_invalid: 'Authentication error: Invalid consultation token',
  invitation_used_up: 'Authentication error: Invalid consultation token',
  invitation_expired: 'Authentication error: Consultation has expired',
  visit_over: 'Authentication error: Consultation has expired',
};

const CHAT_TEXTS: Partial<Record<ErrorCode, string>> = {
  session_ended: 'Token has been expired',
  opened_elsewhere: 'Token has been expired',
};

export type HandshakeRefusal = { code: ErrorCode; message: string };

/**
 * Identifies a new connection by its handshake (reference-systems.md 8.1).
 * @throws DomainError whose message is the text of the `connect_error`
 */
export const identifyHandshake = async (
  { authenticate, linkGuests }: { authenticate: Authenticate; linkGuests: Pick<LinkGuests, 'identify'> },
  auth: unknown,
  headers: IncomingMessage['headers'],
  onFalseClaim: (identity: Identity) => Promise<void>,
): Promise<{ identity: Identity; isWaitingRoom: boolean }> => {
  const parsed = handshakeSchema.safeParse(auth ?? {});
  if (!parsed.success) throw new DomainError('bad_request', 'Authentication error: malformed handshake');
  const { userType, protocol } = parsed.data;
  const isWaitingRoom = userType !== null && userType !== undefined;
  if (protocol !== null && protocol !== undefined && protocol !== PROTOCOL_VERSION) {
    throw new DomainError(
      'protocol_mismatch',
      `This server speaks version ${PROTOCOL_VERSION} of the protocol, the client version ${protocol}`,
    );
  }
  const { consultationToken } = parsed.data;
  // Before any token: existing pages put the link's into that place, too.
  if (userType === 'patient' && consultationToken != null) {
    try {
      return { identity: await linkGuests.identify(consultationToken), isWaitingRoom };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new DomainError(error.code, LINK_TEXTS[error.code] ?? error.message);
    }
  }
  const token = bearerToken(parsed.data.token ?? undefined) ?? tokenOf(headers)?.token ?? null;
  if (token === null) {
    throw new DomainError(
      'unauthenticated',
      isWaitingRoom ? 'Authentication error: No token provided' : 'Authentication token required',
    );
  }
  try {
    const identity = await authenticate(token);
    if (isWaitingRoom && userType !== identity.role) {
      await onFalseClaim(identity);
      throw new DomainError('forbidden', 'the claimed user type is not the account’s');
    }
    return { identity, isWaitingRoom };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const texts = isWaitingRoom ? WAITING_ROOM_TEXTS : CHAT_TEXTS;
    throw new DomainError(error.code, texts[error.code] ?? error.message);
  }
};

import { z } from './zod.ts';

/**
 * The closed list of error codes: in acks, in REST answers (`code`) and in `connect_error.data.code`.
 * A code is a contract with every client; the words for people are the renderer's (translated there).
 */
export const ERROR_CODES = [
  /** The payload or body does not have the documented shape. */
  'bad_request',
  /** A frame, body or field is larger than allowed. */
  'too_large',
  /** The event name is not part of the contract. */
  'unknown_event',
  /** No token, or one that does not verify. */
  'unauthenticated',
  'token_expired',
  /** The session was ended: by logout, by an administrator, or by reuse of a refresh token. */
  'session_ended',
  /** The session of an invitation was ended by opening it on another device. */
  'opened_elsewhere',
  'wrong_credentials',
  /** The password was right; signing in needs a code of the second factor, too. */
  'second_factor_required',
  /** The code at sign-in is wrong or was used before. */
  'second_factor_wrong',
  /** The current password, asked of somebody who is signed in, is wrong: the session goes on. */
  'wrong_password',
  /** A code of the second factor, asked of somebody who is signed in, is wrong or was used before. */
  'wrong_code',
  'forbidden',
  'not_found',
  'conflict',
  /** Relay-only calls need a TURN server, and the server has none. */
  'relay_missing',
  'email_taken',
  /** A password link needs an email to sign in with, and an invitation by mail one to go to. */
  'email_required',
  /** The server sends no mail. */
  'mail_off',
  /** The person signs in with this email, so that nobody else may change it. */
  'has_account',
  /** One admin who can sign in must be left. */
  'last_admin',
  /** One cannot do this to the own account. */
  'own_account',
  /** Patients wait for this doctor, or will. */
  'visits_open',
  'already_set_up',
  'setup_code_required',
  'not_set_up',
  'invitation_invalid',
  'invitation_expired',
  'invitation_used_up',
  /** Unknown, used, or replaced by a newer one. */
  'password_link_invalid',
  'password_link_expired',
  /** The patient has not been admitted to the call yet. */
  'not_admitted',
  /** The visit has ended, was cancelled or was missed. */
  'visit_over',
  /** The event needs a room that this socket has not joined. */
  'not_in_room',
  /** The addressee of a signal is not in the same call. */
  'peer_not_in_room',
  'patient_not_waiting',
  /** A file is not what may be sent, whatever its name says. */
  'file_type_refused',
  /** The files of the clinic take all the room that they may have. */
  'files_full',
  'rate_limited',
  'protocol_mismatch',
  'origin_refused',
  /**
   * The store cannot answer now, try again. Nothing was changed, unless the store died between writing and
   * answering: what must not happen twice carries an id of its own, as a message does.
   */
  'storage_unavailable',
  /** The server's disk is full: it reads and relays, and stores nothing until there is room again. */
  'storage_full',
  /** The server is too busy for newcomers; who is connected goes on. Try again in some seconds. */
  'overloaded',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export const errorCodeSchema = z.enum(ERROR_CODES);

/** HTTP status that a code is answered with. */
export const HTTP_STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  too_large: 413,
  unknown_event: 400,
  unauthenticated: 401,
  token_expired: 401,
  session_ended: 401,
  opened_elsewhere: 401,
  wrong_credentials: 401,
  second_factor_required: 401,
  second_factor_wrong: 401,
  wrong_password: 403,
  wrong_code: 403,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  relay_missing: 409,
  email_taken: 409,
  email_required: 409,
  mail_off: 409,
  has_account: 409,
  last_admin: 409,
  own_account: 409,
  visits_open: 409,
  already_set_up: 409,
  setup_code_required: 403,
  not_set_up: 409,
  invitation_invalid: 401,
  invitation_expired: 401,
  invitation_used_up: 401,
  password_link_invalid: 401,
  password_link_expired: 401,
  not_admitted: 403,
  visit_over: 409,
  not_in_room: 409,
  peer_not_in_room: 409,
  patient_not_waiting: 409,
  file_type_refused: 415,
  files_full: 507,
  rate_limited: 429,
  protocol_mismatch: 400,
  origin_refused: 403,
  storage_unavailable: 503,
  storage_full: 507,
  overloaded: 503,
  internal: 500,
};

/** The refusal half of every ack. `message` is for developers; people get the words of the renderer. */
export const failureSchema = z.object({
  ok: z.literal(false),
  code: errorCodeSchema,
  message: z.string(),
});

export type Failure = z.infer<typeof failureSchema>;

/** What a handler answers: the event's own fields on success, a code on failure. */
export type Ack<T> = ({ ok: true } & T) | Failure;

import type { RefusalSource } from '../metrics.ts';
import { ABUSE_KINDS, type AbuseKind, type Attention, type ErrorCode } from '../protocol/index.ts';

/**
 * What of the refusals an administrator should know of: how often, never who. Addresses are personal data that
 * nothing else of the clinic keeps, so they are not kept for this either; who did something to a patient's data
 * is in the audit log.
 */

/** So often in an hour is more than mistakes and old links make. */
export const LOOK_AT: Record<AbuseKind, number> = {
  signIns: 20,
  connections: 60,
  foreignPages: 20,
  trespassing: 30,
  malformed: 30,
  tooFast: 20,
  notReading: 5,
};

/** Null: happens to everybody, or is the server's own trouble. */
const KIND_OF: Record<ErrorCode, AbuseKind | null> = {
  bad_request: 'malformed',
  too_large: 'malformed',
  unknown_event: 'malformed',
  unauthenticated: 'connections',
  token_expired: null,
  session_ended: null,
  opened_elsewhere: null,
  wrong_credentials: 'signIns',
  second_factor_required: null,
  second_factor_wrong: 'signIns',
  wrong_password: 'signIns',
  wrong_code: 'signIns',
  forbidden: 'trespassing',
  not_found: 'trespassing',
  conflict: null,
  relay_missing: null,
  email_taken: null,
  email_required: null,
  mail_off: null,
  has_account: null,
  last_admin: null,
  own_account: null,
  visits_open: null,
  already_set_up: null,
  setup_code_required: 'signIns',
  not_set_up: null,
  invitation_invalid: 'signIns',
  invitation_expired: null,
  invitation_used_up: null,
  password_link_invalid: 'signIns',
  password_link_expired: null,
  not_admitted: 'trespassing',
  visit_over: null,
  not_in_room: 'trespassing',
  peer_not_in_room: 'trespassing',
  patient_not_waiting: null,
  file_type_refused: null,
  files_full: null,
  rate_limited: 'tooFast',
  protocol_mismatch: null,
  origin_refused: 'foreignPages',
  storage_unavailable: null,
  storage_full: null,
  overloaded: null,
  internal: null,
};

/** A handshake that lies about who it is knocks at the door as one without a token does. */
export const abuseOf = (source: RefusalSource, code: ErrorCode): AbuseKind | null => {
  const kind = KIND_OF[code];
  return source === 'connection' && (kind === 'trespassing' || kind === 'malformed') ? 'connections' : kind;
};

/** @param counts of one hour */
export const abuseLevels = (
  counts: ReadonlyMap<AbuseKind, number>,
): { kind: AbuseKind; count: number; attention: Attention }[] =>
  ABUSE_KINDS.map((kind) => {
    const count = counts.get(kind) ?? 0;
    return { kind, count, attention: count >= LOOK_AT[kind] ? 'look' : 'good' };
  });

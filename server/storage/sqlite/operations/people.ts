import type { Database } from 'better-sqlite3';
import { foldText, matchesSearch } from '../../../domain/fold-text.ts';
import type { DoctorView, PatientView } from '../../../domain/people-records.ts';
import type { AppointmentView } from '../../../domain/records.ts';
import { ACCOUNT_COLUMNS, toAccount, toFlag, type AccountRow } from '../../shared/rows.ts';
import type { AccountReader } from './accounts.ts';
import type { AppointmentReader } from './appointments.ts';
import type { OperationContext, Operations } from './types.ts';

type PeopleOperation =
  | 'listPatients'
  | 'getPatient'
  | 'listDoctors'
  | 'updateAccount'
  | 'disableDoctor'
  | 'enableDoctor';

/** In these words, SQLite finds the index of the visits that are open. */
const OPEN = `status NOT IN ('ended', 'cancelled', 'missed')`;
const ONGOING = `status IN ('waiting', 'admitted', 'inCall')`;

type LinkColumns = { linkCreatedAt: number | null; linkExpiresAt: number | null };
type PatientRow = AccountRow & LinkColumns & Pick<PatientView, 'lastVisitAt' | 'nextVisitAt'>;
type DoctorRow = AccountRow & LinkColumns & DoctorView['openVisits'];

const linkOf = ({ linkCreatedAt, linkExpiresAt }: LinkColumns): PatientView['passwordLink'] =>
  linkCreatedAt === null || linkExpiresAt === null
    ? null
    : { createdAt: linkCreatedAt, expiresAt: linkExpiresAt };

const toPatient = ({ linkCreatedAt, linkExpiresAt, ...row }: PatientRow): PatientView => ({
  ...row,
  ...toAccount(row),
  passwordLink: linkOf({ linkCreatedAt, linkExpiresAt }),
});

const toDoctor = ({ linkCreatedAt, linkExpiresAt, now, later, ...row }: DoctorRow): DoctorView => ({
  ...toAccount(row),
  passwordLink: linkOf({ linkCreatedAt, linkExpiresAt }),
  openVisits: { now, later },
});

const LINK = `LEFT JOIN password_links AS link ON link.account_id = accounts.id AND link.expires_at > @now`;
const LINK_COLUMNS = 'link.created_at AS linkCreatedAt, link.expires_at AS linkExpiresAt';

const OWN_VISITS = 'FROM appointments WHERE patient_id = accounts.id AND doctor_id = @doctorId';
const SELECT_PATIENT = `
  SELECT ${ACCOUNT_COLUMNS}, ${LINK_COLUMNS},
    (SELECT max(starts_at) ${OWN_VISITS} AND status = 'ended') AS lastVisitAt,
    (SELECT min(starts_at) ${OWN_VISITS} AND ${OPEN} AND (${ONGOING} OR starts_at >= @visitsSince))
      AS nextVisitAt
  FROM relations JOIN accounts ON accounts.id = relations.patient_id ${LINK}
  WHERE relations.doctor_id = @doctorId`;

/**
 * A doctor's patients are compared one by one: thousands take milliseconds, and no index of SQLite could find
 * a part of a word without its accents.
 */
const MATCHES = `(@email IS NULL OR accounts.email = @email)
  AND (@words IS NULL OR matches_search(@words, accounts.fullname, accounts.email, accounts.phone))`;

/** What SQL cannot compare by itself. */
const defineFunctions = (db: Database): void => {
  db.function('fold_text', { deterministic: true }, (text: unknown) => foldText(String(text)));
  db.function(
    'matches_search',
    { deterministic: true },
    (words: unknown, fullname: unknown, email: unknown, phone: unknown) =>
      Number(
        matchesSearch(String(words).split(' '), {
          fullname: String(fullname),
          email: email as string | null,
          phone: phone as string | null,
        }),
      ),
  );
};

/** Patients and doctors: lists, details and changes. */
export const createPeopleOperations = (
  { db, appendAudit }: OperationContext,
  accounts: AccountReader,
  appointments: AppointmentReader,
): Pick<Operations, PeopleOperation> => {
  defineFunctions(db);
  type PatientFilter = { doctorId: string; email: string | null; words: string | null };
  type Moment = { now: number; visitsSince: number };
  const patientsPage = db.prepare<
    PatientFilter & Moment & { after: string | null; limit: number },
    PatientRow
  >(
    `${SELECT_PATIENT} AND ${MATCHES} AND (@after IS NULL OR (fold_text(accounts.fullname), accounts.id) > (
       SELECT fold_text(last.fullname), last.id
       FROM relations AS known JOIN accounts AS last ON last.id = known.patient_id
       WHERE known.doctor_id = @doctorId AND known.patient_id = @after))
     ORDER BY fold_text(accounts.fullname), accounts.id LIMIT @limit`,
  );
  const countPatients = db
    .prepare<PatientFilter, number>(
      `SELECT count(*) FROM relations JOIN accounts ON accounts.id = relations.patient_id
       WHERE relations.doctor_id = @doctorId AND ${MATCHES}`,
    )
    .pluck();
  const patient = db.prepare<{ doctorId: string; patientId: string } & Moment, PatientRow>(
    `${SELECT_PATIENT} AND relations.patient_id = @patientId`,
  );
  const doctors = db.prepare<Moment, DoctorRow>(
    `SELECT ${ACCOUNT_COLUMNS}, ${LINK_COLUMNS},
       (SELECT count(*) FROM appointments WHERE doctor_id = accounts.id AND ${OPEN} AND ${ONGOING}) AS now,
       (SELECT count(*) FROM appointments WHERE doctor_id = accounts.id AND ${OPEN} AND status = 'scheduled'
          AND starts_at >= @visitsSince) AS later
     FROM accounts ${LINK} WHERE accounts.role = 'doctor'
     ORDER BY fold_text(accounts.fullname), accounts.id`,
  );
  const emailOwner = db.prepare<[email: string], string>('SELECT id FROM accounts WHERE email = ?').pluck();
  const write = db.prepare<AccountRow>(
    `UPDATE accounts SET fullname = @fullname, email = @email, phone = @phone, date_of_birth = @dateOfBirth,
       blood_group = @bloodGroup, language = @language, unread_mail_minutes = @unreadMailMinutes,
       is_admin = @isAdmin WHERE id = @id`,
  );
  const otherAdmins = db
    .prepare<[id: string], number>(
      `SELECT count(*) FROM accounts WHERE is_admin = 1 AND disabled_at IS NULL AND password_hash IS NOT NULL
       AND id <> ?`,
    )
    .pluck();
  const openVisitIds = db
    .prepare<{ id: string }, string>(
      // Not with OR, which does not find that index.
      `SELECT id FROM (
         SELECT id, starts_at FROM appointments WHERE doctor_id = @id AND ${OPEN}
         UNION ALL
         SELECT id, starts_at FROM appointments WHERE patient_id = @id AND ${OPEN})
       ORDER BY starts_at, id`,
    )
    .pluck();
  const removeLink = db.prepare<[accountId: string]>('DELETE FROM password_links WHERE account_id = ?');
  const removeLinksBy = db.prepare<[createdBy: string]>('DELETE FROM password_links WHERE created_by = ?');
  const removeDoctorLinksBy = db.prepare<[createdBy: string]>(
    `DELETE FROM password_links WHERE created_by = ?
     AND account_id IN (SELECT id FROM accounts WHERE role = 'doctor')`,
  );
  const setDisabled = db.prepare<{ id: string; at: number | null }>(
    'UPDATE accounts SET disabled_at = @at WHERE id = @id',
  );
  const endSessions = db
    .prepare<{ id: string; at: number }, string>(
      `UPDATE sessions SET ended_at = @at, end_reason = 'revoked'
       WHERE account_id = @id AND ended_at IS NULL RETURNING id`,
    )
    .pluck();

  const openVisitsOf = (id: string): AppointmentView[] =>
    openVisitIds.all({ id }).flatMap((visitId) => appointments.byId(visitId) ?? []);
  const isLastAdmin = (account: { id: string; isAdmin: boolean }): boolean =>
    account.isAdmin && otherAdmins.get(account.id) === 0;

  return {
    listPatients: ({ doctorId, words, email, after, limit, now, visitsSince }) => {
      const filter = { doctorId, email: email ?? null, words: words.length === 0 ? null : words.join(' ') };
      // One more than asked for tells if there is a next page; -1 is no limit.
      const rows = patientsPage.all({
        ...filter,
        now,
        visitsSince,
        after: after ?? null,
        limit: limit === undefined ? -1 : limit + 1,
      });
      const patients = (limit === undefined ? rows : rows.slice(0, limit)).map(toPatient);
      const next = rows.length > patients.length ? (patients.at(-1)?.id ?? null) : null;
      return { patients, total: countPatients.get(filter) ?? 0, next };
    },
    getPatient: (input) => {
      const row = patient.get(input);
      return row === undefined ? null : toPatient(row);
    },
    listDoctors: (moment) => doctors.all(moment).map(toDoctor),
    updateAccount: ({ accountId, changes, keepSignInEmail, audit }) => {
      const before = accounts.byId(accountId);
      if (before === null) return { outcome: 'unknown' };
      const account = { ...before, ...changes };
      const isNewEmail = account.email !== before.email;
      if (isNewEmail && keepSignInEmail && before.passwordHash !== null) return { outcome: 'has_account' };
      const owner = account.email === null ? undefined : emailOwner.get(account.email);
      if (owner !== undefined && owner !== accountId) return { outcome: 'email_taken' };
      if (!account.isAdmin && isLastAdmin(before)) return { outcome: 'last_admin' };
      write.run({ ...account, isAdmin: toFlag(account.isAdmin) });
      if (isNewEmail) removeLink.run(accountId);
      if (before.isAdmin && !account.isAdmin) removeDoctorLinksBy.run(accountId);
      appendAudit(audit);
      return { outcome: 'updated', account, openVisits: openVisitsOf(accountId) };
    },
    disableDoctor: ({ doctorId, at, visitsSince, evenWithVisits, audit }) => {
      const before = accounts.byId(doctorId);
      if (before?.role !== 'doctor') return { outcome: 'unknown' };
      if (isLastAdmin(before)) return { outcome: 'last_admin' };
      const openVisits = openVisitsOf(doctorId);
      const needsDoctor = ({ status, startsAt }: AppointmentView): boolean =>
        status !== 'scheduled' || startsAt >= visitsSince;
      if (!evenWithVisits && openVisits.some(needsDoctor)) return { outcome: 'visits_open' };
      if (before.disabledAt === null) {
        setDisabled.run({ id: doctorId, at });
        appendAudit(audit);
      }
      removeLink.run(doctorId);
      removeLinksBy.run(doctorId);
      return { outcome: 'disabled', endedSessionIds: endSessions.all({ id: doctorId, at }), openVisits };
    },
    enableDoctor: ({ doctorId, audit }) => {
      const before = accounts.byId(doctorId);
      if (before?.role !== 'doctor') return false;
      if (before.disabledAt !== null) {
        setDisabled.run({ id: doctorId, at: null });
        appendAudit(audit);
      }
      return true;
    },
  };
};

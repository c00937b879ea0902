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
const LINK_COLUMNS = 'link.created_at AS "linkCreatedAt", link.expires_at AS "linkExpiresAt"';

const OWN_VISITS = 'FROM appointments WHERE patient_id = accounts.id AND doctor_id = @doctorId';
const SELECT_PATIENT = `
  SELECT ${ACCOUNT_COLUMNS}, ${LINK_COLUMNS},
    (SELECT max(starts_at) ${OWN_VISITS} AND status = 'ended') AS "lastVisitAt",
    (SELECT min(starts_at) ${OWN_VISITS} AND ${OPEN} AND (${ONGOING} OR starts_at >= @visitsSince))
      AS "nextVisitAt"
  FROM relations JOIN accounts ON accounts.id = relations.patient_id ${LINK}
  WHERE relations.doctor_id = @doctorId`;

type Named = Pick<AccountRow, 'id' | 'fullname' | 'email' | 'phone'>;

/** In the order of names that do not differ by case or accents alone, which the database cannot compare. */
const byName = (one: Pick<Named, 'id' | 'fullname'>, next: Pick<Named, 'id' | 'fullname'>): number => {
  const [first, second] = [foldText(one.fullname), foldText(next.fullname)];
  if (first !== second) return first < second ? -1 : 1;
  return one.id < next.id ? -1 : 1;
};

/** Patients and doctors: lists, details and changes. */
export const createPeopleOperations = (
  { db, appendAudit }: OperationContext,
  accounts: AccountReader,
  appointments: AppointmentReader,
): Pick<Operations, PeopleOperation> => {
  type Moment = { now: number; visitsSince: number };
  // A doctor's patients are compared one by one: thousands take milliseconds.
  const names = db.prepare<[doctorId: string], Named>(
    `SELECT accounts.id, accounts.fullname, accounts.email, accounts.phone
     FROM relations JOIN accounts ON accounts.id = relations.patient_id WHERE relations.doctor_id = ?`,
  );
  const patientsOf = db.prepare<{ doctorId: string; ids: readonly string[] } & Moment, PatientRow>(
    `${SELECT_PATIENT} AND relations.patient_id = ANY (@ids::text[])`,
  );
  const patient = db.prepare<{ doctorId: string; patientId: string } & Moment, PatientRow>(
    `${SELECT_PATIENT} AND relations.patient_id = @patientId`,
  );
  const doctors = db.prepare<Moment, DoctorRow>(
    `SELECT ${ACCOUNT_COLUMNS}, ${LINK_COLUMNS},
       (SELECT count(*) FROM appointments WHERE doctor_id = accounts.id AND ${OPEN} AND ${ONGOING}) AS now,
       (SELECT count(*) FROM appointments WHERE doctor_id = accounts.id AND ${OPEN} AND status = 'scheduled'
          AND starts_at >= @visitsSince) AS later
     FROM accounts ${LINK} WHERE accounts.role = 'doctor'`,
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
      `SELECT id FROM (
         SELECT id, starts_at FROM appointments WHERE doctor_id = @id AND ${OPEN}
         UNION ALL
         SELECT id, starts_at FROM appointments WHERE patient_id = @id AND ${OPEN}) AS visits
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

  const openVisitsOf = async (id: string): Promise<AppointmentView[]> => {
    const visits: AppointmentView[] = [];
    for (const visitId of await openVisitIds.all({ id })) {
      const visit = await appointments.byId(visitId);
      if (visit !== null) visits.push(visit);
    }
    return visits;
  };
  const isLastAdmin = async (account: { id: string; isAdmin: boolean }): Promise<boolean> =>
    account.isAdmin && (await otherAdmins.get(account.id)) === 0;

  return {
    listPatients: async ({ doctorId, words, email, after, limit, now, visitsSince }) => {
      const known = await names.all(doctorId);
      const last = after === undefined ? null : known.find(({ id }) => id === after);
      const found = known
        .filter(
          (person) =>
            (email === undefined || person.email === email) &&
            (words.length === 0 || matchesSearch(words, person)),
        )
        .sort(byName);
      const following =
        last === undefined ? [] : found.filter((person) => last === null || byName(last, person) < 0);
      const page = limit === undefined ? following : following.slice(0, limit);
      const rows = await patientsOf.all({ doctorId, ids: page.map(({ id }) => id), now, visitsSince });
      const patients = rows.map(toPatient).sort(byName);
      const next = following.length > page.length ? (patients.at(-1)?.id ?? null) : null;
      return { patients, total: found.length, next };
    },
    getPatient: async (input) => {
      const row = await patient.get(input);
      return row === undefined ? null : toPatient(row);
    },
    listDoctors: async (moment) => (await doctors.all(moment)).map(toDoctor).sort(byName),
    updateAccount: async ({ accountId, changes, keepSignInEmail, audit }) => {
      const before = await accounts.byId(accountId);
      if (before === null) return { outcome: 'unknown' };
      const account = { ...before, ...changes };
      const isNewEmail = account.email !== before.email;
      if (isNewEmail && keepSignInEmail && before.passwordHash !== null) return { outcome: 'has_account' };
      const owner = account.email === null ? undefined : await emailOwner.get(account.email);
      if (owner !== undefined && owner !== accountId) return { outcome: 'email_taken' };
      if (!account.isAdmin && (await isLastAdmin(before))) return { outcome: 'last_admin' };
      await write.run({ ...account, isAdmin: toFlag(account.isAdmin) });
      if (isNewEmail) await removeLink.run(accountId);
      if (before.isAdmin && !account.isAdmin) await removeDoctorLinksBy.run(accountId);
      await appendAudit(audit);
      return { outcome: 'updated', account, openVisits: await openVisitsOf(accountId) };
    },
    disableDoctor: async ({ doctorId, at, visitsSince, evenWithVisits, audit }) => {
      const before = await accounts.byId(doctorId);
      if (before?.role !== 'doctor') return { outcome: 'unknown' };
      if (await isLastAdmin(before)) return { outcome: 'last_admin' };
      const openVisits = await openVisitsOf(doctorId);
      const needsDoctor = ({ status, startsAt }: AppointmentView): boolean =>
        status !== 'scheduled' || startsAt >= visitsSince;
      if (!evenWithVisits && openVisits.some(needsDoctor)) return { outcome: 'visits_open' };
      if (before.disabledAt === null) {
        await setDisabled.run({ id: doctorId, at });
        await appendAudit(audit);
      }
      await removeLink.run(doctorId);
      await removeLinksBy.run(doctorId);
      return {
        outcome: 'disabled',
        endedSessionIds: await endSessions.all({ id: doctorId, at }),
        openVisits,
      };
    },
    enableDoctor: async ({ doctorId, audit }) => {
      const before = await accounts.byId(doctorId);
      if (before?.role !== 'doctor') return false;
      if (before.disabledAt !== null) {
        await setDisabled.run({ id: doctorId, at: null });
        await appendAudit(audit);
      }
      return true;
    },
  };
};

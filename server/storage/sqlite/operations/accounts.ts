import type { AccountRecord, ClinicRecord, RelationRecord } from '../../../domain/records.ts';
import { ACCOUNT_COLUMNS, toAccount, toFlag, type AccountRow } from '../../shared/rows.ts';
import type { OperationContext, Operations } from './types.ts';

type AccountOperation =
  | 'getClinic'
  | 'hasAccounts'
  | 'setUpClinic'
  | 'getAccount'
  | 'findAccountByEmail'
  | 'createAccount'
  | 'createPatient'
  | 'findRelation';

/** How accounts are read; sessions and invitations need it too. */
export type AccountReader = { byId: (id: string) => AccountRecord | null };

export const createAccountReader = ({ db }: Pick<OperationContext, 'db'>): AccountReader => {
  const byId = db.prepare<[id: string], AccountRow>(`SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE id = ?`);
  return {
    byId: (id) => {
      const row = byId.get(id);
      return row === undefined ? null : toAccount(row);
    },
  };
};

/** The clinic, its accounts, and who is whose patient. */
export const createAccountOperations = (
  { db, appendAudit }: OperationContext,
  read: AccountReader,
): Pick<Operations, AccountOperation> => {
  const readClinic = db.prepare<[], ClinicRecord>('SELECT clinic_id AS id, clinic_name AS name FROM meta');
  const nameClinic = db.prepare<[name: string]>('UPDATE meta SET clinic_name = ?');
  const anyAccount = db.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM accounts)').pluck();
  const byEmail = db.prepare<[email: string], AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM accounts WHERE email = ?`,
  );
  const insertAccount = db.prepare<AccountRow>(
    `INSERT INTO accounts (id, email, fullname, role, is_admin, password_hash, date_of_birth, blood_group,
       phone, language, unread_mail_minutes, created_at, disabled_at)
     VALUES (@id, @email, @fullname, @role, @isAdmin, @passwordHash, @dateOfBirth, @bloodGroup,
       @phone, @language, @unreadMailMinutes, @createdAt, @disabledAt)`,
  );
  const insertRelation = db.prepare<RelationRecord>(
    `INSERT INTO relations (id, patient_id, doctor_id, created_at)
     VALUES (@id, @patientId, @doctorId, @createdAt)`,
  );
  const relation = db.prepare<[patientId: string, doctorId: string], RelationRecord>(
    `SELECT id, patient_id AS patientId, doctor_id AS doctorId, created_at AS createdAt
     FROM relations WHERE patient_id = ? AND doctor_id = ?`,
  );

  const hasAccounts = (): boolean => anyAccount.get() === 1;
  const isTaken = (email: string | null): boolean => email !== null && byEmail.get(email) !== undefined;
  const insert = (account: AccountRecord): void => {
    insertAccount.run({ ...account, isAdmin: toFlag(account.isAdmin) });
  };

  return {
    getClinic: () => {
      const clinic = readClinic.get();
      if (clinic === undefined) throw new Error('the database has no clinic');
      return clinic;
    },
    hasAccounts,
    setUpClinic: ({ clinicName, account, audit }) => {
      if (hasAccounts()) return 'already_set_up';
      nameClinic.run(clinicName);
      insert(account);
      appendAudit(audit);
      return 'created';
    },
    getAccount: read.byId,
    findAccountByEmail: (email) => {
      const row = byEmail.get(email);
      return row === undefined ? null : toAccount(row);
    },
    createAccount: ({ account, audit }) => {
      if (isTaken(account.email)) return 'email_taken';
      insert(account);
      appendAudit(audit);
      return 'created';
    },
    createPatient: ({ account, relation: made, audit }) => {
      if (isTaken(account.email)) return 'email_taken';
      insert(account);
      insertRelation.run(made);
      appendAudit(audit);
      return 'created';
    },
    findRelation: (patientId, doctorId) => relation.get(patientId, doctorId) ?? null,
  };
};

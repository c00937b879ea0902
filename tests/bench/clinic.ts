import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from '../../server/domain/identity.ts';
import { toIdentity } from '../../server/domain/identity.ts';
import type { AccountRecord, SessionRecord } from '../../server/domain/records.ts';
import { createAccessTokens } from '../../server/security/access-tokens.ts';
import { createIds } from '../../server/security/secrets.ts';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts';
import type { Store } from '../../server/storage/store.ts';

/** A clinic as a day's work would leave it: doctors, their patients, and an opened invitation for each of them. */

export const JWT_SECRET = 'a secret of the benchmark, long enough';

const DAY_MS = 24 * 3_600_000;

export type Visit = { roomId: string; appointmentId: string; doctor: Identity; patient: Identity };

export type Clinic = {
  /** The folder to copy for each server. */
  dataDir: string;
  visits: Visit[];
  /** As the server signs them; good for ten minutes. */
  token(identity: Identity): string;
  dispose(): void;
};

const ids = createIds();

const account = (role: AccountRecord['role'], number: number): AccountRecord => ({
  id: ids.id(),
  email: role === 'doctor' ? `doctor-${number}@clinic.example` : null,
  fullname: `${role === 'doctor' ? 'Doctor' : 'Patient'} ${number}`,
  role,
  isAdmin: role === 'doctor' && number === 0,
  passwordHash: role === 'doctor' ? 'nobody signs in here' : null,
  dateOfBirth: null,
  bloodGroup: null,
  phone: null,
  language: null,
  unreadMailMinutes: null,
  createdAt: Date.now(),
  disabledAt: null,
});

const audit = (actorId: string, action: string) => ({
  at: Date.now(),
  actorId,
  action,
  subjectId: null,
  detail: {},
});

const addDoctor = async (store: Store, number: number): Promise<Identity> => {
  const doctor = account('doctor', number);
  const session: SessionRecord = {
    id: ids.id(),
    accountId: doctor.id,
    appointmentId: null,
    createdAt: Date.now(),
    endedAt: null,
    endReason: null,
  };
  const entry = audit(doctor.id, 'account.created');
  if (number === 0) {
    await store.setUpClinic({ clinicName: 'Anteroom Clinic', account: doctor, audit: entry });
  } else {
    await store.createAccount({ account: doctor, audit: entry });
  }
  await store.createSession({
    session,
    passwordHash: doctor.passwordHash,
    refresh: {
      hash: ids.id(),
      sessionId: session.id,
      createdAt: Date.now(),
      expiresAt: Date.now() + DAY_MS,
    },
    audit: audit(doctor.id, 'session.login'),
  });
  return toIdentity(doctor, session);
};

const addVisit = async (store: Store, doctor: Identity, number: number): Promise<Visit> => {
  const patient = account('patient', number);
  const createdAt = Date.now();
  const entry = audit(doctor.userId, 'appointment.created');
  const relation = { id: ids.id(), patientId: patient.id, doctorId: doctor.userId, createdAt };
  await store.createPatient({ account: patient, relation, audit: entry });
  const appointment = {
    id: ids.id(),
    roomId: ids.id(),
    patientId: patient.id,
    doctorId: doctor.userId,
    startsAt: createdAt,
    durationMinutes: 20,
    followUpOf: null,
    reason: null,
    status: 'scheduled' as const,
    createdAt,
    startedAt: null,
    endedAt: null,
  };
  const secretHash = ids.id();
  await store.createAppointment({
    appointment,
    invitation: {
      id: ids.id(),
      appointmentId: appointment.id,
      secretHash,
      createdAt,
      expiresAt: createdAt + DAY_MS,
      maxOpenings: 5,
    },
    audit: entry,
  });
  const opening = await store.openInvitation({
    secretHash,
    sessionId: ids.id(),
    refresh: { hash: ids.id(), expiresAt: createdAt + DAY_MS },
    now: createdAt,
    audit: { at: createdAt, action: 'invitation.opened', detail: {} },
  });
  if (opening.outcome !== 'opened') throw new Error('an invitation of the benchmark did not open');
  return {
    roomId: appointment.roomId,
    appointmentId: appointment.id,
    doctor,
    patient: toIdentity(opening.account, opening.session),
  };
};

/**
 * @param doctors share the visits evenly
 * @param openStore where the clinic is to be, if not in its folder
 */
export const prepareClinic = async (
  counts: { doctors: number; visits: number },
  openStore: (dataDir: string) => Promise<Store> = (dataDir) =>
    openSqliteStore({ dataDir, databaseKey: null }),
): Promise<Clinic> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'anteroom-bench-clinic-'));
  const store = await openStore(dataDir);
  const doctors: Identity[] = [];
  for (let number = 0; number < counts.doctors; number += 1) doctors.push(await addDoctor(store, number));
  const visits = await Promise.all(
    Array.from({ length: counts.visits }, (_, number) =>
      addVisit(store, doctors[number % doctors.length]!, number),
    ),
  );
  const { id: clinicId } = await store.getClinic();
  await store.close();
  const tokens = createAccessTokens(JWT_SECRET, clinicId, Date.now);
  return {
    dataDir,
    visits,
    token: (identity) => tokens.sign(identity),
    dispose: () => rmSync(dataDir, { recursive: true, force: true }),
  };
};

import type {
  Appointment,
  DoctorSummary,
  PasswordLink,
  PatientSummary,
} from '../../server/protocol/index.ts';
import type { Person, TestServer } from './server.ts';

/** What a doctor does with patients and colleagues, by REST. */

type Refusal = { code?: string };

export const readPatient = async (clinic: TestServer, doctor: Person, patientId: string) => {
  const path = `/api/patients/${patientId}`;
  const pending = clinic.request<{ data: { patient: PatientSummary; visits: Appointment[] } }>(
    'GET',
    path,
    undefined,
    doctor.bearer,
  );
  return (await clinic.expectStatus(200, pending)).data;
};

export const changePatient = (clinic: TestServer, doctor: Person, patientId: string, changes: object) =>
  clinic.request<Refusal & { data: { patient: PatientSummary } }>(
    'PATCH',
    `/api/patients/${patientId}`,
    changes,
    doctor.bearer,
  );

export const makePasswordLink = async (
  clinic: TestServer,
  doctor: Person,
  accountId: string,
): Promise<PasswordLink> => {
  const path = `/api/accounts/${accountId}/password-link`;
  const pending = clinic.request<{ data: PasswordLink }>('POST', path, {}, doctor.bearer);
  return (await clinic.expectStatus(201, pending)).data;
};

export const listDoctors = async (clinic: TestServer, actor: Person): Promise<DoctorSummary[]> => {
  const pending = clinic.request<{ data: { doctors: DoctorSummary[] } }>(
    'GET',
    '/api/doctors',
    undefined,
    actor.bearer,
  );
  return (await clinic.expectStatus(200, pending)).data.doctors;
};

export const changeDoctor = (clinic: TestServer, actor: Person, doctorId: string, changes: object) =>
  clinic.request<Refusal & { data: { doctor: DoctorSummary } }>(
    'PATCH',
    `/api/doctors/${doctorId}`,
    changes,
    actor.bearer,
  );

export const disableDoctor = (clinic: TestServer, actor: Person, doctorId: string, body: object = {}) =>
  clinic.request<Refusal & { data: { doctor: DoctorSummary; closedVisits: number } }>(
    'POST',
    `/api/doctors/${doctorId}/disable`,
    body,
    actor.bearer,
  );

export const enableDoctor = (clinic: TestServer, actor: Person, doctorId: string) =>
  clinic.request<Refusal & { data: { doctor: DoctorSummary } }>(
    'POST',
    `/api/doctors/${doctorId}/enable`,
    {},
    actor.bearer,
  );

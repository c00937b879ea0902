import type { Appointment, InviteLink } from '../../../server/protocol/index.ts';
import type { RestClient } from '../../api/rest-client.ts';

export type NewAppointment = {
  patientName: string;
  /** Empty: the patient only ever comes by invitation. */
  patientEmail: string;
  /** ISO 8601 with a time zone. */
  startsAt: string;
  reason: string;
};

export type CreatedAppointment = { appointment: Appointment; invite: InviteLink };

/**
 * Makes appointments, and patients where they are new. A second try after a failure uses the patient that the
 * first one made.
 */
export const createAppointmentMaker = (rest: RestClient) => {
  const made = new Map<string, string>();

  const patientFor = async (fullname: string, email: string): Promise<string> => {
    const key = `${email}\n${fullname}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    if (email !== '') {
      const { data } = await rest.call('listPatients', { query: { email } });
      const patient = data.patients[0];
      if (patient !== undefined) return patient.id;
    }
    const { data } = await rest.call('createPatient', {
      body: { fullname, ...(email === '' ? {} : { email }) },
    });
    made.set(key, data.user.id);
    return data.user.id;
  };

  /** @throws ApiError */
  return async (input: NewAppointment): Promise<CreatedAppointment> => {
    const email = input.patientEmail.trim().toLowerCase();
    const fullname = input.patientName.trim();
    const patientId = await patientFor(fullname, email);
    const { data } = await rest.call('createAppointment', {
      body: { patientId, startsAt: input.startsAt, reason: input.reason },
    });
    made.delete(`${email}\n${fullname}`);
    return data;
  };
};

const MINUTE_MS = 60_000;

/** Value of a `datetime-local` field for a moment, rounded to five minutes. */
export const localFieldValue = (at: number): string => {
  const rounded = new Date(Math.round(at / (5 * MINUTE_MS)) * 5 * MINUTE_MS);
  const local = new Date(rounded.getTime() - rounded.getTimezoneOffset() * MINUTE_MS);
  return local.toISOString().slice(0, 16);
};

/** The moment that a `datetime-local` field means, or null if it means none. */
export const fieldMoment = (value: string): string | null => {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
};

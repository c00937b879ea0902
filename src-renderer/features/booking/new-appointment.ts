import type { Appointment, InviteLink, Language } from '../../../server/protocol/index.ts';
import type { RestClient } from '../../api/rest-client.ts';

/** Whom an appointment is for: someone who is known, or someone who is made with it. */
export type BookedPatient =
  | { kind: 'known'; id: string }
  /** `email` empty: the patient only ever comes by invitation. */
  | { kind: 'new'; fullname: string; email: string; language: Language };

export type NewAppointment = {
  patient: BookedPatient;
  /** ISO 8601 with a time zone. */
  startsAt: string;
  durationMinutes: number;
  reason: string;
  /** The visit that this one follows up. */
  followUpOf: string | null;
};

export type CreatedAppointment = { appointment: Appointment; invite: InviteLink };

/**
 * Makes appointments, and patients where they are new. A second try after a failure uses the patient that the
 * first one made, so it must outlive the form that uses it.
 */
export const createAppointmentMaker = (rest: RestClient) => {
  const made = new Map<string, string>();

  const keyOf = (patient: BookedPatient): string =>
    patient.kind === 'known' ? patient.id : `${patient.email}\n${patient.fullname}`;

  const idOf = async (patient: BookedPatient): Promise<string> => {
    if (patient.kind === 'known') return patient.id;
    const { fullname, email, language } = patient;
    const before = made.get(keyOf(patient));
    if (before !== undefined) return before;
    if (email !== '') {
      const { data } = await rest.call('listPatients', { query: { email } });
      const known = data.patients[0];
      if (known !== undefined) return known.id;
    }
    const { data } = await rest.call('createPatient', {
      body: { fullname, language, ...(email === '' ? {} : { email }) },
    });
    made.set(keyOf(patient), data.user.id);
    return data.user.id;
  };

  const bodyOf = ({ startsAt, durationMinutes, reason, followUpOf }: NewAppointment, patientId: string) => ({
    patientId,
    startsAt,
    durationMinutes,
    reason,
    ...(followUpOf === null ? {} : { followUpOf }),
  });

  /** @throws ApiError */
  return async (input: NewAppointment): Promise<CreatedAppointment> => {
    const patientId = await idOf(input.patient);
    const { data } = await rest.call('createAppointment', { body: bodyOf(input, patientId) });
    made.delete(keyOf(input.patient));
    return data;
  };
};

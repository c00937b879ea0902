import type { Appointment } from '../../../server/protocol/index.ts';
import { createPerson, type Person } from './person.ts';

export const PASSWORD = 'a long enough password';

/** A visit that the doctor made and the patient has opened. */
export type Visit = { patient: Person; appointment: Appointment; roomId: string; patientId: string };

export type Clinic = {
  /** The first doctor, who is the administrator. */
  admin: Person;
  addDoctor(email: string): Promise<Person>;
  /** A patient with an appointment for now; the invitation is not opened. */
  invite(doctor: Person, name: string): Promise<{ appointment: Appointment; invite: string }>;
  /** The same, opened by the patient. @param url the patient's way to the server */
  arrange(doctor: Person, name: string, url?: string): Promise<Visit>;
};

/** Sets up a clinic on an empty server. */
export const setUpClinic = async (url: string): Promise<Clinic> => {
  const admin = createPerson(url);
  await admin.session.setUp({
    clinicName: 'Clinic on the Hill',
    fullname: 'Ada Example',
    email: 'ada@clinic.example',
    password: PASSWORD,
  });

  const invite: Clinic['invite'] = async (doctor, fullname) => {
    const { data } = await doctor.rest.call('createPatient', { body: { fullname } });
    const created = await doctor.rest.call('createAppointment', {
      body: { patientId: data.user.id, startsAt: new Date().toISOString() },
    });
    return { appointment: created.data.appointment, invite: created.data.invite.invite };
  };

  return {
    admin,
    invite,
    async addDoctor(email) {
      await admin.rest.call('createDoctor', { body: { fullname: 'Bob Example', email, password: PASSWORD } });
      const doctor = createPerson(url);
      await doctor.session.signIn({ email, password: PASSWORD });
      return doctor;
    },
    async arrange(doctor, name, patientUrl = url) {
      const { appointment, invite: secret } = await invite(doctor, name);
      const patient = createPerson(patientUrl);
      await patient.session.openInvitation(secret);
      const { roomId, patientId } = appointment;
      return { patient, appointment, roomId, patientId };
    },
  };
};

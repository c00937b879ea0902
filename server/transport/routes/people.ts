import { doctorSummary, patientSummary, userOfAccount, wireAppointment } from '../../dialects/wire-models.ts';
import type { peopleRoutes } from '../../protocol/routes/people.ts';
import { caller, publishTo, type HandlersOf, type RouteDeps } from './context.ts';

/** Without what was left out, which is not the same as what was emptied. */
const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

export const createPeopleHandlers = ({ clinic, fanOut }: RouteDeps): HandlersOf<typeof peopleRoutes> => {
  const publish = publishTo(fanOut);

  return {
    createDoctor: async ({ body, identity }) => {
      const account = await clinic.accounts.createDoctor(caller(identity), {
        ...body,
        password: body.password ?? null,
      });
      return { status: 201, answer: { success: true, data: { user: userOfAccount(account) } } };
    },

    listDoctors: async ({ identity }) => {
      const actor = caller(identity);
      const doctors = await clinic.doctors.list(actor);
      return {
        answer: {
          success: true,
          data: {
            doctors: actor.isAdmin
              ? doctors.map(doctorSummary)
              : doctors.map(({ id, fullname }) => ({ id, fullname })),
          },
        },
      };
    },

    updateDoctor: async ({ params, body, identity }) => {
      const doctor = publish(
        await clinic.doctors.update(caller(identity), params['doctorId'] ?? '', given(body)),
      );
      return { answer: { success: true, data: { doctor: doctorSummary(doctor) } } };
    },

    disableDoctor: async ({ params, body, identity }) => {
      const actor = caller(identity);
      const doctorId = params['doctorId'] ?? '';
      const { ended, openVisits } = await clinic.doctors.disable(actor, doctorId, {
        evenWithVisits: body.closeVisits ?? false,
      });
      // First of all: the doctor is out, whatever becomes of the visits.
      for (const session of ended) fanOut.endSession(session);
      const { doctor, closedVisits } = publish(await clinic.doctors.closeVisits(actor, doctorId, openVisits));
      return { answer: { success: true, data: { doctor: doctorSummary(doctor), closedVisits } } };
    },

    enableDoctor: async ({ params, identity }) => {
      const doctor = await clinic.doctors.enable(caller(identity), params['doctorId'] ?? '');
      return { answer: { success: true, data: { doctor: doctorSummary(doctor) } } };
    },

    createPatient: async ({ body, identity }) => {
      const { account, relation } = await clinic.accounts.createPatient(caller(identity), {
        fullname: body.fullname,
        email: body.email ?? null,
        password: body.password ?? null,
        dateOfBirth: body.dateOfBirth ?? null,
        bloodGroup: body.bloodGroup,
        phone: body.phone,
        language: body.language ?? null,
      });
      const { id, patientId, doctorId } = relation;
      return {
        status: 201,
        answer: {
          success: true,
          data: { user: userOfAccount(account), relation: { id, patientId, doctorId } },
        },
      };
    },

    listPatients: async ({ query, identity }) => {
      const { patients, total, next } = await clinic.people.listPatients(caller(identity), given(query));
      return { answer: { success: true, data: { patients: patients.map(patientSummary), total, next } } };
    },

    getPatient: async ({ params, identity }) => {
      const { patient, visits } = await clinic.people.getPatient(caller(identity), params['patientId'] ?? '');
      return {
        answer: {
          success: true,
          data: {
            patient: patientSummary(patient),
            visits: visits.map((visit) => wireAppointment(visit, true)),
          },
        },
      };
    },

    updatePatient: async ({ params, body, identity }) => {
      const patient = publish(
        await clinic.people.updatePatient(caller(identity), params['patientId'] ?? '', given(body)),
      );
      return { answer: { success: true, data: { patient: patientSummary(patient) } } };
    },
  };
};

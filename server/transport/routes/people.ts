import { patientSummary, userOfAccount } from '../../dialects/wire-models.ts';
import type { peopleRoutes } from '../../protocol/routes/people.ts';
import { caller, type HandlersOf, type RouteDeps } from './context.ts';

export const createPeopleHandlers = ({ clinic }: RouteDeps): HandlersOf<typeof peopleRoutes> => {
  return {
    createDoctor: async ({ body, identity }) => {
      const account = await clinic.accounts.createDoctor(caller(identity), body);
      return { status: 201, answer: { success: true, data: { user: userOfAccount(account) } } };
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
      const patients = await clinic.accounts.listPatients(caller(identity), query.email ?? null);
      return { answer: { success: true, data: { patients: patients.map(patientSummary) } } };
    },
  };
};

import {
  routes,
  type RouteAnswer,
  type RouteBodyInput,
  type RouteName,
} from '../../../server/protocol/index.ts';

/** People of a clinic, by REST, on any server. */

export type Person = RouteAnswer<'login'>;
export type Visit = RouteAnswer<'createAppointment'>['data']['appointment'];

const PASSWORD = 'correct horse battery';

/** Calls a route; throws unless it succeeds. */
export const callRoute = async <R extends RouteName>(
  url: string,
  name: R,
  body: RouteBodyInput<R>,
  token?: string,
  params: Readonly<Record<string, string>> = {},
): Promise<RouteAnswer<R>> => {
  const route = routes[name];
  const path = route.path.replaceAll(/:(\w+)/g, (_, key: string) => params[key] ?? '');
  const response = await fetch(new URL(path, url), {
    method: route.method.toUpperCase(),
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(route.method === 'get' ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${path} answered ${response.status} ${JSON.stringify(answer)}`);
  return answer as RouteAnswer<R>;
};

export type ChaosClinic = Awaited<ReturnType<typeof createClinic>>;

/** Sets the empty clinic up. */
export const createClinic = async (url: string) => {
  const admin = await callRoute(url, 'setup', {
    clinicName: 'Anteroom Clinic',
    fullname: 'Ada One',
    email: 'ada@clinic.example',
    password: PASSWORD,
  });
  let people = 0;
  const login = (email: string): Promise<Person> => callRoute(url, 'login', { email, password: PASSWORD });
  return {
    url,
    admin,
    addDoctor: async (): Promise<Person> => {
      const email = `doctor${(people += 1)}@clinic.example`;
      await callRoute(
        url,
        'createDoctor',
        { fullname: `Doctor ${people}`, email, password: PASSWORD },
        admin.token,
      );
      return login(email);
    },
    /** A patient of this doctor, with an account and signed in. */
    addPatient: async (doctor: Person): Promise<Person> => {
      const email = `patient${(people += 1)}@clinic.example`;
      const account = { fullname: `Patient ${people}`, email, password: PASSWORD };
      await callRoute(url, 'createPatient', account, doctor.token);
      return login(email);
    },
    /** A patient without an account, who comes by the link of an invitation. */
    addGuest: async (doctor: Person): Promise<{ visit: Visit; patient: Person; invite: string }> => {
      const fullname = `Guest ${(people += 1)}`;
      const { data } = await callRoute(url, 'createPatient', { fullname }, doctor.token);
      const body = { patientId: data.user.id, startsAt: new Date().toISOString() };
      const created = await callRoute(url, 'createAppointment', body, doctor.token);
      const { invite } = created.data.invite;
      return {
        visit: created.data.appointment,
        patient: await callRoute(url, 'invite', { invite }),
        invite,
      };
    },
    addVisit: async (doctor: Person, patient: Person): Promise<Visit> => {
      const body = { patientId: patient.user.id, startsAt: new Date().toISOString() };
      return (await callRoute(url, 'createAppointment', body, doctor.token)).data.appointment;
    },
    login,
  };
};

/** Access tokens live ten minutes. @returns the person with one that is good for a while yet */
export const keptSignedIn = (clinic: ChaosClinic, person: Person): (() => Promise<Person>) => {
  let current = person;
  let since = Date.now();
  return async () => {
    if (Date.now() - since > 300_000) {
      current = await clinic.login(person.user.email ?? '');
      since = Date.now();
    }
    return current;
  };
};

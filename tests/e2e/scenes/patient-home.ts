import { expect, type Page } from '@playwright/test';
import { callRoute } from '../fixtures/clinic.ts';
import { pretendSilence } from './answers.ts';
import { addVisit, PASSWORD, type Doctor, type Visit } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { beginFactor, pretendSessions } from './settings.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of a patient with an account: the visits, and the own account. */

const PATIENT = 'Grace Hopkins';
const DAY_MINUTES = 24 * 60;

type Home = { doctor: Doctor; visit: Visit; email: string; as: Pick<Doctor, 'email'> };

/** A patient who has signed in with a password, and has one visit. */
const addPatient = async (stage: Stage, startsInMinutes: number): Promise<Home> => {
  const doctor = await stage.doctor();
  const email = stage.email(PATIENT);
  const visit = await doctor.invite(
    PATIENT,
    { startsAt: inMinutes(startsInMinutes) },
    { email, password: PASSWORD, phone: '+44 20 7946 0018' },
  );
  return { doctor, visit, email, as: { email } };
};

/** One who has visits before, now and later. */
const regular = (stage: Stage): Promise<Home> =>
  stage.shared('regular-patient', async (shared) => {
    const home = await addPatient(shared, 95);
    const { doctor, visit } = home;
    const add = (days: number, outcome?: 'ended' | 'missed' | 'cancelled') =>
      addVisit(
        stage.server,
        doctor.token,
        { patientId: visit.patientId, startsAt: inMinutes(days * DAY_MINUTES + 66) },
        outcome,
      );
    await add(7);
    await add(28);
    await add(-14, 'ended');
    await add(-40, 'cancelled');
    await add(-75, 'missed');
    return home;
  });

const openHome = async (stage: Stage, { as }: Home, options: PageOptions = {}): Promise<Page> => {
  const page = await stage.page({ ...options, as });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: stage.words('visit:visits.title') })).toBeVisible();
  await expect(page.getByText(stage.words('connection.online'))).toBeVisible();
  return page;
};

/** The home of a patient who has visits before, now and later. */
export const openRegularHome = async (stage: Stage, options: PageOptions = {}): Promise<Page> =>
  openHome(stage, await regular(stage), options);

const openAccount = async (stage: Stage, options: PageOptions = {}): Promise<Page> => {
  const { as } = await regular(stage);
  const page = await stage.page({ ...options, as });
  await pretendSessions(page);
  await page.goto('/profile');
  await expect(page.getByText(stage.words('profile:sessions.current'), { exact: true })).toBeVisible();
  return page;
};

const scenes: readonly Scene[] = [
  {
    id: 'visits-empty',
    title: 'The patient’s home without any visit',
    audience: 'patient',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      const email = stage.email(PATIENT);
      const added = { fullname: PATIENT, email, password: PASSWORD };
      await callRoute(stage.server, 'createPatient', added, doctor.token);
      const as = await callRoute(stage.server, 'login', { email, password: PASSWORD });
      const page = await stage.page({ as });
      await page.goto('/');
      await expect(page.getByText(stage.words('visit:visits.empty'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'visits-called',
    title: 'The patient’s home while the doctor waits for the patient',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const home = await addPatient(stage, -5);
      await home.visit.come();
      const line = await home.doctor.connect();
      const { roomId, patientId } = home.visit;
      await line.request('join-waiting-room', { roomId });
      await line.request('start-consultation', { roomId, patientId });
      const page = await openHome(stage, home);
      await expect(page.getByRole('link', { name: stage.words('visit:visits.join') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'visits-waiting',
    title: 'The patient’s home with a place in the waiting room',
    audience: 'patient',
    arrange: async (stage) => {
      const home = await addPatient(stage, 10);
      await home.visit.come();
      const page = await openHome(stage, home);
      await expect(page.getByText(stage.words('visit:visits.waiting'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'visits',
    title: 'The patient’s home: the next visit, later ones and earlier ones',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const page = await openHome(stage, await regular(stage));
      await expect(page.getByText(stage.words('visit:visits.past'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'visits-error',
    title: 'The patient’s visits do not come',
    audience: 'patient',
    arrange: async (stage) => {
      const { as } = await regular(stage);
      const page = await stage.page({ as });
      await pretendSilence(page, 'listAppointments');
      await page.goto('/');
      await expect(page.getByRole('alert')).toBeVisible();
      return page;
    },
  },
  {
    id: 'visits-offline',
    title: 'The patient’s home without a connection',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openHome(stage, await regular(stage), { cuttable: true });
      await expect(page.getByText(stage.words('visit:visits.past'))).toBeVisible();
      await stage.cut(page);
      await expect(page.getByText(stage.words('connection.lost')).first()).toBeVisible();
      return page;
    },
  },
  {
    id: 'profile',
    title: 'The patient’s own account',
    audience: 'patient',
    main: true,
    arrange: (stage) => openAccount(stage),
  },
  {
    id: 'profile-errors',
    title: 'The patient’s own account with what is missing or wrong',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAccount(stage);
      await page.getByLabel(stage.words('profile:person.fullname')).fill('');
      await page.getByRole('button', { name: stage.words('profile:person.save') }).click();
      await page
        .getByLabel(stage.words('profile:password.current'), { exact: true })
        .fill('not the password');
      await page.getByLabel(stage.words('profile:password.new'), { exact: true }).fill('tiny');
      await page.getByRole('button', { name: stage.words('profile:password.submit') }).click();
      await expect(page.getByText(stage.words('profile:password.wrong.new')).last()).toBeVisible();
      return page;
    },
  },
  {
    id: 'profile-scan',
    title: 'The patient sets up the second factor',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAccount(stage);
      await beginFactor(stage, page);
      return page;
    },
  },
  {
    id: 'profile-codes',
    title: 'The patient’s recovery codes',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAccount(stage);
      const dialog = await beginFactor(stage, page);
      await dialog.getByLabel(stage.words('profile:setup.code')).fill('123456');
      await dialog.getByRole('button', { name: stage.words('profile:setup.turnOn') }).click();
      await expect(dialog.getByText(stage.words('profile:codes.once'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'profile-end-session',
    title: 'Asked before the patient’s other devices are signed out',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openAccount(stage);
      await page.getByRole('button', { name: stage.words('profile:sessions.endOthers') }).click();
      await expect(page.getByText(stage.words('profile:sessions.ask.othersTitle'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'profile-error',
    title: 'The patient’s own account does not come',
    audience: 'patient',
    arrange: async (stage) => {
      const { as } = await regular(stage);
      const page = await stage.page({ as });
      await pretendSilence(page, 'profile');
      await page.goto('/profile');
      await expect(page.getByRole('alert')).toBeVisible();
      return page;
    },
  },
];

export const patientHome: SceneGroup = { name: 'patient-home', scenes };

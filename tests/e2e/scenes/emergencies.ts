import { expect, type Page } from '@playwright/test';
import { asPerson, PASSWORD, type Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { NOW, type PageOptions, type Stage } from './stage.ts';

/** Scenes of emergencies, of the patient who asks for help and of the doctors who hear of it. */

const GRACE = 'Grace Hopkins';
const NUMBER = '112';

export type InNeed = { id: string; email: string };

/** Somebody with an account, who can ask for help between visits. */
export const addInNeed = async (stage: Stage, doctor: Doctor, fullname = GRACE): Promise<InNeed> => {
  const email = stage.email(fullname);
  const { patientId } = await doctor.invite(fullname, {}, { email, password: PASSWORD });
  return { id: patientId, email };
};

/** The patient asks for help; what is open then is closed after the scene, because all doctors hear of it. */
export const askForHelp = async (stage: Stage, doctor: Doctor, patient: InNeed, content: string) => {
  const { emergency } = await asPerson(stage.server, patient.email, (line) =>
    line.request('raise_emergency', { content }),
  );
  stage.afterwards(async () => {
    await asPerson(stage.server, doctor.email, (line) =>
      line.request('resolve_emergency', { emergencyId: emergency.id }),
    );
  });
  return emergency.id;
};

const acknowledge = (stage: Stage, doctor: Doctor, emergencyId: string) =>
  asPerson(stage.server, doctor.email, (line) => line.request('acknowledge_emergency', { emergencyId }));

/** Whether the browser lets a page sound that nobody has clicked yet is the browser's affair; here it does. */
const mayRing = (): void => {
  AudioContext.prototype.resume = () => Promise.resolve();
};
const mayNotRing = (): void => {
  AudioContext.prototype.resume = () => new Promise(() => undefined);
};

type PatientSide = { doctor: Doctor; patient: InNeed; page: Page };

const openAsPatient = async (
  stage: Stage,
  prepare: (side: Omit<PatientSide, 'page'>) => Promise<unknown> = () => Promise.resolve(),
  options: PageOptions = {},
): Promise<PatientSide> => {
  await stage.settings({ emergencyNumber: NUMBER });
  const doctor = await stage.doctor();
  const patient = await addInNeed(stage, doctor);
  await prepare({ doctor, patient });
  const page = await stage.page({ ...options, as: patient });
  await page.goto('/conversations');
  await page.getByRole('link', { name: /Okafor/ }).click();
  await expect(page.getByRole('log')).toBeVisible();
  return { doctor, patient, page };
};

const openDialog = async (stage: Stage, page: Page): Promise<void> => {
  await page.getByRole('button', { name: stage.words('patient:emergency.button'), exact: true }).click();
  await page.getByLabel(stage.words('emergencies:what')).fill('Strong pain in my chest for ten minutes');
};
const goOn = (stage: Stage, page: Page) =>
  page.getByRole('button', { name: stage.words('emergencies:next'), exact: true }).click();

const pain = 'Strong pain in my chest for ten minutes, and I can hardly breathe.';
const sent =
  (
    stage: Stage,
    after: (doctor: Doctor, emergencyId: string) => Promise<unknown> = () => Promise.resolve(),
  ) =>
  async ({ doctor, patient }: Omit<PatientSide, 'page'>) => {
    const id = await stage.ago(2, () => askForHelp(stage, doctor, patient, pain));
    await stage.ago(1, () => after(doctor, id));
  };
const card = (stage: Stage, page: Page) =>
  page.getByRole('region', { name: stage.words('emergencies:card.label') });

const openAsDoctor = async (
  stage: Stage,
  prepare: (doctor: Doctor) => Promise<unknown>,
  { path = '/messages', ...options }: PageOptions & { path?: string } = {},
): Promise<Page> => {
  const doctor = await stage.doctor();
  await prepare(doctor);
  const page = await stage.page({ shim: mayRing, ...options, as: doctor });
  await page.goto(path);
  await expect(page.getByRole('region', { name: stage.words('emergencyAlerts:label') })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/\w/);
  return page;
};

const one = async (stage: Stage, doctor: Doctor): Promise<string> => {
  const patient = await addInNeed(stage, doctor);
  await addInNeed(stage, doctor, 'Mateo Álvarez');
  return stage.ago(2, () => askForHelp(stage, doctor, patient, pain));
};

const scenes: readonly Scene[] = [
  {
    id: 'emergency-dialog',
    title: 'Help is asked for: whom to call first, and what is happening',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page } = await openAsPatient(stage);
      await openDialog(stage, page);
      return page;
    },
  },
  {
    id: 'emergency-confirm',
    title: 'The second step, before it is sent',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openAsPatient(stage);
      await openDialog(stage, page);
      await goOn(stage, page);
      await expect(page.getByText(stage.words('emergencies:confirmTitle'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'emergency-offline',
    title: 'Nothing can be sent without a connection',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openAsPatient(stage, undefined, { cuttable: true });
      await openDialog(stage, page);
      await goOn(stage, page);
      await stage.cut(page);
      await expect(page.getByText(stage.words('emergencies:offline'))).toBeVisible();
      await expect(page.getByText(stage.words('connection.writerOffline'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'emergency-sent',
    title: 'Sent, and not seen yet',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openAsPatient(stage, sent(stage));
      await expect(card(stage, page)).toContainText(':22');
      await expect(page.getByRole('log')).toContainText(pain);
      return page;
    },
  },
  {
    id: 'emergency-unseen',
    title: 'Nobody has seen it in time',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      let id = '';
      const { page } = await openAsPatient(
        stage,
        sent(stage, (_, emergencyId) => {
          id = emergencyId;
          return Promise.resolve();
        }),
        { cuttable: true },
      );
      await expect(card(stage, page)).toContainText(':22');
      // Told as the clinic does when its time is over.
      stage.tell(page, 'emergency:unseen', {
        emergencyId: id,
        since: new Date(NOW).toISOString(),
        emergencyNumber: NUMBER,
      });
      await expect(card(stage, page)).toContainText(stage.words('emergencies:card.unseen'));
      return page;
    },
  },
  {
    id: 'emergency-seen',
    title: 'A doctor has seen it',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openAsPatient(
        stage,
        sent(stage, (doctor, id) => acknowledge(stage, doctor, id)),
      );
      await expect(card(stage, page)).toContainText(':23');
      await expect(page.getByRole('log')).toContainText(pain);
      return page;
    },
  },
  {
    id: 'emergency-banner',
    title: 'A patient needs help: above every page of a doctor, and first in the list',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openAsDoctor(stage, (doctor) => one(stage, doctor)),
  },
  {
    id: 'emergency-many',
    title: 'Several emergencies, one of somebody else’s patient, and the browser keeps silent',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      await stage.settings({ emergencyTextFor: 'related' });
      const other = await stage.doctor('Dr Benedikt Lindqvist');
      const page = await openAsDoctor(
        stage,
        async (doctor) => {
          const seen = await one(stage, doctor);
          await acknowledge(stage, other, seen);
          const mateo = await addInNeed(stage, doctor, 'Wilhelmina Anastasia Featherstonehaugh-Cholmondeley');
          await stage.ago(1, () => askForHelp(stage, doctor, mateo, 'My son has swallowed a coin.'));
          const hidden = await addInNeed(stage, other, 'Noor Haddad');
          await askForHelp(stage, other, hidden, 'Not for everybody.');
        },
        { shim: mayNotRing, path: '/rooms' },
      );
      await expect(page.getByText(stage.words('emergencyAlerts:blocked'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'emergency-acknowledged',
    title: 'The doctor has seen it, and reads it in the conversation',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(stage, async (doctor) => {
        const id = await one(stage, doctor);
        await acknowledge(stage, doctor, id);
      });
      await page.getByRole('link', { name: stage.words('emergencyAlerts:open') }).click();
      await expect(page.getByRole('log')).toContainText(pain);
      return page;
    },
  },
  {
    id: 'emergency-again',
    title: 'One more alert after it was seen calls again',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(
        stage,
        async (doctor) => {
          const patient = await addInNeed(stage, doctor);
          await acknowledge(
            stage,
            doctor,
            await stage.ago(2, () => askForHelp(stage, doctor, patient, pain)),
          );
          await stage.ago(1, () => askForHelp(stage, doctor, patient, 'It gets worse.'));
        },
        { shim: mayNotRing },
      );
      await page.getByRole('link', { name: stage.words('emergencyAlerts:open') }).click();
      await expect(page.getByRole('log')).toContainText('It gets worse.');
      return page;
    },
  },
  {
    id: 'emergency-resolve',
    title: 'An emergency is resolved, with a note for the clinic',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(stage, (doctor) => one(stage, doctor));
      await page.getByRole('button', { name: stage.words('emergencyAlerts:resolve') }).click();
      await page
        .getByLabel(stage.words('emergencyAlerts:note'))
        .fill('Ambulance called at 9:23, it is on its way.');
      return page;
    },
  },
];

export const emergencies: SceneGroup = { name: 'emergencies', scenes };

import type { Page } from '@playwright/test';
import type { Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import type { Stage } from './stage.ts';

/** Scenes of the doctor's other pages: patients and settings. */

const open = async (stage: Stage, doctor: Doctor, path: string, heading: string): Promise<Page> => {
  const page = await stage.page({ as: doctor });
  await page.goto(path);
  await page.getByRole('heading', { name: stage.words(heading), exact: true }).waitFor();
  return page;
};

const scenes: readonly Scene[] = [
  {
    id: 'patients-empty',
    title: 'No patients yet',
    audience: 'doctor',
    arrange: async (stage) => open(stage, await stage.doctor(), '/patients', 'patients:title'),
  },
  {
    id: 'patients',
    title: 'The list of patients',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      const born = (dateOfBirth: string, bloodGroup: string) => ({ dateOfBirth, bloodGroup });
      await doctor.invite('Grace Hopkins', {}, { ...born('1952-04-17', 'A+'), phone: '+44 20 7946 0018' });
      await doctor.invite('Mateo Álvarez', {}, { ...born('1988-11-02', '0-'), language: 'es' });
      await doctor.invite('Noor Haddad');
      await doctor.invite('Aarav Śrīnivāsan', {}, { ...born('2001-01-30', 'B+'), language: 'hi' });
      await doctor.invite(
        'Wilhelmina Anastasia Featherstonehaugh-Cholmondeley',
        {},
        born('1939-08-24', 'AB+'),
      );
      const page = await open(stage, doctor, '/patients', 'patients:title');
      await page.getByText('Noor Haddad').waitFor();
      return page;
    },
  },
  {
    id: 'settings',
    title: 'General settings',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => open(stage, await stage.doctor(), '/settings/general', 'settings:title'),
  },
];

export const clinic: SceneGroup = { name: 'clinic', scenes };

import type { Page } from '@playwright/test';
import { calmCall, goOn, pretendLoss, setPressed, standStill, type Call } from './call.ts';
import { addInNeed, askForHelp } from './emergencies.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { NOW, type Stage } from './stage.ts';

/** Scenes of what happens beside a running call: arrivals, notes, and a line that bears no picture. */

/** Whoever came in the scene before has been noticed, and the notes are closed. */
const calm = async (stage: Stage): Promise<Call> => {
  const call = await calmCall(stage);
  const seen = call.doctor.getByRole('button', { name: stage.words('consultation:arrivals.seen') });
  if (await seen.isVisible()) await seen.click();
  await setPressed(stage, call.doctor, 'notes', false);
  return call;
};

/** The line is measured every two seconds; here as soon as enough packets were sent for a share of them to count. */
const hurry = (): void => {
  const after = window.setTimeout.bind(window);
  window.setTimeout = ((run: () => void, milliseconds = 0) =>
    after(run, milliseconds === 2_000 ? 600 : milliseconds)) as typeof window.setTimeout;
};

/** The patient's line bears no picture any more, once for both scenes. */
const paused = async (stage: Stage): Promise<Call> => {
  const call = await calm(stage);
  const { patient } = call;
  const notice = patient.getByText(stage.words('consultation:quality.paused')).first();
  if (await notice.isVisible()) return call;
  await patient.evaluate(hurry);
  await patient.evaluate(pretendLoss);
  await patient.evaluate(goOn, NOW);
  await notice.waitFor({ timeout: 40_000 });
  await patient.evaluate(standStill, NOW);
  return call;
};

const scenes: readonly Scene[] = [
  {
    id: 'call-notes',
    title: 'The doctor’s notes beside the picture',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const { doctor } = await calm(stage);
      await setPressed(stage, doctor, 'notes', true);
      const notes = doctor.getByRole('textbox', { name: stage.words('visitSummary:notes.label') });
      await notes.fill('Cough for two weeks, no fever, sleeps well.\nBlood pressure at home 128/82.');
      await notes.blur();
      await doctor.getByText(/Saved/).last().waitFor();
      return doctor;
    },
  },
  {
    id: 'call-arrival',
    title: 'Somebody else has come during the call',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const { doctor, host } = await calm(stage);
      await (await host.invite('Mateo Álvarez')).come();
      await (await host.invite('Wilhelmina Anastasia Featherstonehaugh-Cholmondeley')).come();
      await doctor.getByRole('button', { name: stage.words('consultation:arrivals.seen') }).waitFor();
      return doctor;
    },
  },
  {
    id: 'call-emergency',
    title: 'Somebody else needs help at once during the call',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const { doctor, host } = await calm(stage);
      const patient = await addInNeed(stage, host, 'Mateo Álvarez');
      await askForHelp(stage, host, patient, 'Strong pain in my chest for ten minutes.');
      await doctor.getByRole('button', { name: stage.words('emergencyAlerts:acknowledge') }).waitFor();
      return doctor;
    },
  },
  {
    id: 'call-paused',
    title: 'The own picture is paused for the sound',
    audience: 'patient',
    main: true,
    arrange: async (stage) => (await paused(stage)).patient,
  },
  {
    id: 'call-other-paused',
    title: 'The other side’s picture is paused for the sound',
    audience: 'doctor',
    arrange: async (stage): Promise<Page> => {
      const { doctor } = await paused(stage);
      await doctor.getByText(stage.words('consultation:other.paused')).first().waitFor();
      return doctor;
    },
  },
];

export const callStates: SceneGroup = { name: 'call-states', calls: true, scenes };

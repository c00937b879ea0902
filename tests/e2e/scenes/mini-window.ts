import { expect } from '@playwright/test';
import { arrangeCall, closeConnections, setPressed, type Call } from './call.ts';
import { addInNeed, askForHelp } from './emergencies.ts';
import { SIZES, type Scene, type SceneGroup } from './scene.ts';
import type { Stage } from './stage.ts';

/** Scenes of the small window of a running call, which stays above all others while the doctor writes elsewhere. */

/** The doctor's app, whose window has just become small; one call for all scenes. */
const smallCall = async (stage: Stage): Promise<Call> => {
  const call = await stage.shared('small-call', async (shared) => {
    const mini = (isMini: boolean) => () => ({ mini: isMini });
    const call = await arrangeCall(shared, {
      desktop: { 'windows:enter-mini': mini(true), 'windows:leave-mini': mini(false) },
    });
    // As it was before it became small.
    await call.doctor.setViewportSize(SIZES.wide);
    await call.doctor.getByRole('button', { name: shared.words('consultation:view.mini') }).click();
    await expect(
      call.doctor.getByRole('button', { name: shared.words('consultation:view.back') }),
    ).toBeVisible();
    return call;
  });
  for (const page of [call.doctor, call.patient]) await setPressed(stage, page, 'mute', false);
  await setPressed(stage, call.patient, 'stopVideo', false);
  await call.doctor.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  return call;
};

const scenes: readonly Scene[] = [
  {
    id: 'mini-call',
    title: 'The call in a small window above all others',
    audience: 'doctor',
    main: true,
    sizes: ['mini'],
    arrange: async (stage) => (await smallCall(stage)).doctor,
  },
  {
    id: 'mini-call-muted',
    title: 'In the small window, both are muted and the other side’s camera is off',
    audience: 'doctor',
    sizes: ['mini'],
    arrange: async (stage) => {
      const { doctor, patient, patientName } = await smallCall(stage);
      await setPressed(stage, doctor, 'mute', true);
      await setPressed(stage, patient, 'mute', true);
      await setPressed(stage, patient, 'stopVideo', true);
      await doctor
        .getByText(stage.words('consultation:other.cameraOff', { name: patientName }))
        .first()
        .waitFor();
      return doctor;
    },
  },
  {
    id: 'mini-call-emergency',
    title: 'In the small window, somebody else needs help at once',
    audience: 'doctor',
    sizes: ['mini'],
    arrange: async (stage) => {
      const { doctor, host } = await smallCall(stage);
      await askForHelp(
        stage,
        host,
        await addInNeed(stage, host, 'Mateo Álvarez'),
        'Strong pain in my chest.',
      );
      await doctor.getByRole('button', { name: stage.words('emergencyAlerts:acknowledge') }).waitFor();
      return doctor;
    },
  },
  {
    id: 'mini-call-reconnecting',
    title: 'In the small window, the connection of the call broke off',
    audience: 'doctor',
    sizes: ['mini'],
    arrange: async (stage) => {
      const { doctor, patient, patientName } = await smallCall(stage);
      await stage.cut(patient);
      for (const page of [doctor, patient]) await page.evaluate(closeConnections);
      const says = (state: string) =>
        doctor.getByText(stage.words(`consultation:state.${state}`, { name: patientName }));
      await says('recovering').or(says('otherGone')).first().waitFor({ timeout: 20_000 });
      return doctor;
    },
  },
];

export const miniWindow: SceneGroup = { name: 'mini-window', calls: true, scenes };

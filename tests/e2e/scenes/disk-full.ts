import { arrangeCall } from './call.ts';
import { deviceResults } from './device-results.ts';
import { openRoom } from './patient-room.ts';
import type { Scene, SceneGroup } from './scene.ts';

/** Scenes of a clinic whose server can store nothing, because its disk is full. */

const scenes: readonly Scene[] = [
  {
    id: 'patient-disk-full',
    title: 'The clinic’s disk is full: a message waits, and readiness is refused',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { results: deviceResults(), page: { cuttable: true } });
      stage.fillDisk(page, ['waiting-room-message', 'patient-ready']);
      await page.getByText(stage.words('storage.full.patient')).first().waitFor();
      await page.getByRole('textbox', { name: stage.words('roomChat:message') }).fill('I am here.');
      await page.getByRole('button', { name: stage.words('roomChat:send') }).click();
      await page.getByText(stage.words('roomChat:sending')).waitFor();
      await page.getByRole('button', { name: stage.words('patient:ready.label'), exact: true }).click();
      await page.getByRole('alert').waitFor();
      return page;
    },
  },
  {
    id: 'rooms-disk-full',
    title: 'The clinic’s disk is full: the doctor reads what to do',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      await (await doctor.invite('Grace Hopkins', { reason: 'Follow-up after the flu' })).come();
      const page = await stage.page({ as: doctor, cuttable: true });
      await page.goto('/rooms');
      await page.getByText('Grace Hopkins').first().waitFor();
      stage.fillDisk(page, ['start-consultation']);
      await page.getByText(stage.words('storage.full.doctor')).first().waitFor();
      return page;
    },
  },
  {
    id: 'call-disk-full',
    title: 'The clinic’s disk is full, and the call goes on',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { patient } = await arrangeCall(stage);
      stage.fillDisk(patient, ['waiting-room-message']);
      await patient.getByText(stage.words('storage.full.patient')).first().waitFor();
      return patient;
    },
  },
  {
    id: 'visit-over-hung-up',
    title: 'The doctor ended the call, and a full disk keeps the visit open',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { patient } = await arrangeCall(stage);
      const roomId = new URL(patient.url()).pathname.split('/').at(-1);
      // As the call's page leaves it behind when the doctor hangs up.
      await patient.evaluate(
        (path) => window.history.replaceState({ usr: { endedBy: 'doctor' } }, '', path),
        `/visit-over/${roomId}`,
      );
      await patient.reload();
      await patient.getByRole('heading', { name: stage.words('patient:over.hungUp.title') }).waitFor();
      return patient;
    },
  },
  {
    id: 'visit-over-unsent',
    title: 'A message did not arrive before the visit was over',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page, visit } = await openRoom(stage, { results: deviceResults(), page: { cuttable: true } });
      stage.fillDisk(page, ['waiting-room-message']);
      await page.getByText(stage.words('storage.full.patient')).first().waitFor();
      await page
        .getByRole('textbox', { name: stage.words('roomChat:message') })
        .fill('I forgot to ask about the tablets.');
      await page.getByRole('button', { name: stage.words('roomChat:send') }).click();
      await page.getByText(stage.words('roomChat:sending')).waitFor();
      await visit.close('ended');
      await page.getByText(stage.words('patient:over.unsent', { count: 1 })).waitFor();
      return page;
    },
  },
];

export const diskFull: SceneGroup = { name: 'disk full', scenes };

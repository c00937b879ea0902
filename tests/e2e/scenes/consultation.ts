import { expect } from '@playwright/test';
import {
  arrangeCall,
  calmCall,
  closeConnections,
  goOn,
  pretendLoss,
  setPressed,
  standStill,
} from './call.ts';
import { PATIENT } from './patient-room.ts';
import { DOCTOR_PORTRAIT } from './portrait.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { blockPlayback } from './shims.ts';
import { inMinutes, NOW } from './stage.ts';

/** Scenes of the call. One call serves most of them, each of which begins by calming it down. */

const scenes: readonly Scene[] = [
  {
    id: 'call-connecting',
    title: 'The doctor waits in the call for the patient',
    audience: 'doctor',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      const visit = await doctor.invite(PATIENT, { startsAt: inMinutes(-5) });
      const { roomId, patientId } = visit;
      await visit.come();
      const line = await doctor.connect();
      await line.request('join-waiting-room', { roomId });
      await line.request('start-consultation', { roomId, patientId });
      const page = await stage.page({ as: doctor, media: { portrait: DOCTOR_PORTRAIT } });
      await page.goto(`/consultation/${roomId}`);
      await page
        .getByText(stage.words('consultation:state.waitingForOther', { name: PATIENT }))
        .first()
        .waitFor();
      return page;
    },
  },
  {
    id: 'call-refused',
    title: 'The server lets the doctor into no such call',
    audience: 'doctor',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      const { roomId } = await doctor.invite(PATIENT, { startsAt: inMinutes(-5) });
      const page = await stage.page({ as: doctor, media: { portrait: DOCTOR_PORTRAIT }, cuttable: true });
      stage.refuse(page, 'join-room');
      await page.goto(`/consultation/${roomId}`);
      await page.getByRole('heading', { name: stage.words('consultation:failed.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'call-doctor',
    title: 'The call, as the doctor sees it',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => (await calmCall(stage)).doctor,
  },
  {
    id: 'call-patient',
    title: 'The call, as the patient sees it',
    audience: 'patient',
    main: true,
    arrange: async (stage) => (await calmCall(stage)).patient,
  },
  {
    id: 'call-patient-muted',
    title: 'The patient has switched microphone and camera off',
    audience: 'patient',
    arrange: async (stage) => {
      const { patient } = await calmCall(stage);
      await setPressed(stage, patient, 'mute', true);
      await setPressed(stage, patient, 'stopVideo', true);
      return patient;
    },
  },
  {
    id: 'call-other-muted',
    title: 'The other side has switched microphone and camera off',
    audience: 'doctor',
    arrange: async (stage) => {
      const { patient, doctor, patientName } = await calmCall(stage);
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
    id: 'call-devices',
    title: 'Devices are changed in the call',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor } = await calmCall(stage);
      await doctor
        .getByRole('button', { name: stage.words('consultation:deviceMenu.open'), exact: true })
        .click();
      await doctor.getByLabel(stage.words('consultation:deviceMenu.video')).waitFor();
      return doctor;
    },
  },
  {
    id: 'call-end-menu',
    title: 'End the visit, or leave it for a while',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor } = await calmCall(stage);
      await doctor.getByRole('button', { name: stage.words('consultation:endMenu.open') }).click();
      await doctor.getByRole('menu').waitFor();
      return doctor;
    },
  },
  {
    id: 'call-chat',
    title: 'The chat is open beside the picture',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { patient } = await calmCall(stage);
      await setPressed(stage, patient, 'chat', true);
      await patient.getByText('I am sending you the prescription').waitFor();
      return patient;
    },
  },
  {
    id: 'call-sound-blocked',
    title: 'The browser keeps the sound off',
    audience: 'patient',
    arrange: async (stage) => {
      const { patient } = await calmCall(stage);
      await patient.addInitScript(blockPlayback);
      await patient.reload();
      await patient
        .getByRole('button', { name: stage.words('consultation:sound.enable') })
        .waitFor({ timeout: 20_000 });
      await setPressed(stage, patient, 'chat', false);
      return patient;
    },
  },
  {
    id: 'call-weak',
    title: 'A weak connection (its statistics are pretended)',
    audience: 'patient',
    arrange: async (stage) => {
      const { patient } = await calmCall(stage);
      await patient.evaluate(pretendLoss);
      await patient.evaluate(goOn, NOW);
      await expect(patient.getByText(stage.words('consultation:quality.reason.upload')).first()).toBeVisible({
        timeout: 20_000,
      });
      await patient.evaluate(standStill, NOW);
      return patient;
    },
  },
  {
    id: 'call-server-lost',
    title: 'The server is lost, the call goes on',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor } = await calmCall(stage);
      await stage.cut(doctor);
      await doctor.getByText(stage.words('consultation:serverLost')).waitFor();
      return doctor;
    },
  },
  {
    id: 'call-reconnecting',
    title: 'The connection of the call broke off',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { patient, doctor, doctorName } = await calmCall(stage);
      await stage.cut(patient);
      for (const page of [doctor, patient]) await page.evaluate(closeConnections);
      const says = (state: string) =>
        patient.getByText(stage.words(`consultation:state.${state}`, { name: doctorName }));
      await says('recovering').or(says('otherGone')).first().waitFor({ timeout: 20_000 });
      return patient;
    },
  },
  {
    id: 'call-long-names',
    title: 'A call of two people with long names',
    audience: 'patient',
    arrange: async (stage) => {
      const { patient } = await arrangeCall(stage, {
        doctorName: 'Prof. Dr. Maximiliane Alexandra von Hohenstein-Wittgenbach',
        patientName: 'Wilhelmina Anastasia Featherstonehaugh-Cholmondeley',
      });
      await setPressed(stage, patient, 'chat', false);
      return patient;
    },
  },
];

export const consultation: SceneGroup = { name: 'consultation', calls: true, scenes };

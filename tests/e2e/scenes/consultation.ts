import { expect, type Page } from '@playwright/test';
import { expectLiveVideo } from '../fixtures/media.ts';
import { PATIENT } from './patient-room.ts';
import { DOCTOR_PORTRAIT } from './portrait.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { blockPlayback } from './shims.ts';
import { inMinutes, NOW, type Stage } from './stage.ts';

/** Scenes of the call. One call serves most of them, each of which begins by calming it down. */

type Call = { doctor: Page; patient: Page; doctorName: string; patientName: string };

/** Nobody speaks: who is muted is not told of it. */
const QUIET = { loudness: 0 };

const remoteVideo = (stage: Stage, page: Page) =>
  page.getByLabel(stage.words('consultation:remoteVideo'), { exact: true });
const control = (stage: Stage, page: Page, name: string) =>
  page.getByRole('button', { name: stage.words(`consultation:controls.${name}`), exact: true });

const setPressed = async (stage: Stage, page: Page, name: string, pressed: boolean) => {
  const button = control(stage, page, name);
  if ((await button.getAttribute('aria-pressed')) !== String(pressed)) await button.click();
  await expect(button).toHaveAttribute('aria-pressed', String(pressed));
};

const arrangeCall = async (
  stage: Stage,
  { doctorName, patientName = PATIENT }: { doctorName?: string; patientName?: string } = {},
): Promise<Call> => {
  const doctor = await stage.doctor(doctorName);
  const visit = await doctor.invite(patientName, { startsAt: inMinutes(-5), reason: 'Follow-up' });
  const { roomId, patientId } = visit;
  const line = await doctor.connect();
  await line.request('join-waiting-room', { roomId });
  const patientPage = await stage.patientPage(visit, { cuttable: true, media: QUIET });
  await expect(patientPage.getByText(stage.words('patient:next'))).toBeVisible();
  const doctorPage = await stage.page({
    as: doctor,
    cuttable: true,
    media: { ...QUIET, portrait: DOCTOR_PORTRAIT },
  });
  await stage.ago(4, async () => {
    await line.request('start-consultation', { roomId, patientId });
    await doctorPage.goto(`/consultation/${roomId}`);
    for (const page of [doctorPage, patientPage]) await expectLiveVideo(remoteVideo(stage, page));
  });
  // It has read the server's clock as it was then.
  await doctorPage.reload();
  for (const page of [doctorPage, patientPage]) await expectLiveVideo(remoteVideo(stage, page));
  await line.request('waiting-room-message', {
    roomId,
    message: 'I am sending you the prescription right after the call.',
  });
  return { doctor: doctorPage, patient: patientPage, doctorName: doctor.fullname, patientName };
};

/** The running call with both pages as they are at first, but without the chat. */
const calmCall = async (stage: Stage): Promise<Call> => {
  const call = await stage.shared('call', (shared) => arrangeCall(shared));
  for (const page of [call.doctor, call.patient]) {
    await page.keyboard.press('Escape');
    await setPressed(stage, page, 'mute', false);
    await setPressed(stage, page, 'stopVideo', false);
    await setPressed(stage, page, 'chat', false);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  }
  return call;
};

/** From now on this page reads that the other side misses most of what it sends. */
const pretendLoss = (): void => {
  const kept =
    (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections ?? [];
  let lost = 0;
  for (const connection of kept) {
    const measure = connection.getStats.bind(connection);
    connection.getStats = async () => {
      const reports = new Map<string, { type: string }>();
      (await measure()).forEach((report: { type: string }, id: string) => {
        const isReported = report.type === 'remote-inbound-rtp';
        reports.set(id, isReported ? Object.assign({}, report, { packetsLost: (lost += 400) }) : report);
      });
      return reports;
    };
  }
};

/** The line is measured by the clock, which stands still in scenes: it goes on until the measuring is done. */
const goOn = (at: number): void => {
  const own = window as { __sceneTime?: number | undefined };
  const begun = performance.now();
  Object.defineProperty(own, '__sceneTime', {
    configurable: true,
    get: () => at + performance.now() - begun,
  });
};
const standStill = (at: number): void => {
  Object.defineProperty(window, '__sceneTime', { configurable: true, value: at });
};

const closeConnections = (): void => {
  const kept =
    (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections ?? [];
  for (const connection of kept) connection.close();
};

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
      await expect(
        page.getByText(stage.words('consultation:state.waitingForOther', { name: PATIENT })).first(),
      ).toBeVisible();
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
      await expect(
        doctor.getByText(stage.words('consultation:other.cameraOff', { name: patientName })).first(),
      ).toBeVisible();
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
      await expect(doctor.getByLabel(stage.words('consultation:deviceMenu.video'))).toBeVisible();
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
      await expect(doctor.getByRole('menu')).toBeVisible();
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
      await expect(patient.getByText('I am sending you the prescription')).toBeVisible();
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
      await expect(
        patient.getByRole('button', { name: stage.words('consultation:sound.enable') }),
      ).toBeVisible({ timeout: 20_000 });
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
      await expect(doctor.getByText(stage.words('consultation:serverLost'))).toBeVisible();
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
      await expect(says('recovering').or(says('otherGone')).first()).toBeVisible({ timeout: 20_000 });
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

export const consultation: SceneGroup = { name: 'consultation', scenes };

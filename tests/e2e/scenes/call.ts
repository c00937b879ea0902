import { expect, type Page } from '@playwright/test';
import { expectLiveVideo } from '../fixtures/media.ts';
import { PATIENT } from './patient-room.ts';
import type { Doctor } from './people.ts';
import { DOCTOR_PORTRAIT } from './portrait.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** A running call for scenes, and what its line is pretended to be. */

export type Call = { doctor: Page; patient: Page; host: Doctor; doctorName: string; patientName: string };

/** Nobody speaks: who is muted is not told of it. */
const QUIET = { loudness: 0 };

const remoteVideo = (stage: Stage, page: Page) =>
  page.getByLabel(stage.words('consultation:remoteVideo'), { exact: true });
const control = (stage: Stage, page: Page, name: string) =>
  page.getByRole('button', { name: stage.words(`consultation:controls.${name}`), exact: true });

export const setPressed = async (stage: Stage, page: Page, name: string, pressed: boolean) => {
  const button = control(stage, page, name);
  if ((await button.getAttribute('aria-pressed')) !== String(pressed)) await button.click();
  await expect(button).toHaveAttribute('aria-pressed', String(pressed));
};

export const arrangeCall = async (
  stage: Stage,
  {
    doctorName,
    patientName = PATIENT,
    desktop,
  }: {
    doctorName?: string;
    patientName?: string;
    /** The doctor's page is in the app. */
    desktop?: PageOptions['desktop'];
  } = {},
): Promise<Call> => {
  const doctor = await stage.doctor(doctorName);
  const visit = await doctor.invite(patientName, { startsAt: inMinutes(-5), reason: 'Follow-up' });
  const { roomId, patientId } = visit;
  const line = await doctor.connect();
  await line.request('join-waiting-room', { roomId });
  const patientPage = await stage.patientPage(visit, { cuttable: true, media: QUIET });
  await patientPage.getByText(stage.words('patient:next')).waitFor();
  const doctorPage = await stage.page({
    as: doctor,
    cuttable: true,
    media: { ...QUIET, portrait: DOCTOR_PORTRAIT },
    ...(desktop === undefined ? {} : { desktop }),
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
  return { doctor: doctorPage, patient: patientPage, host: doctor, doctorName: doctor.fullname, patientName };
};

/** Runs in the page. */
export const closeConnections = (): void => {
  const kept =
    (window as { __anteroomPeerConnections?: RTCPeerConnection[] }).__anteroomPeerConnections ?? [];
  for (const connection of kept) connection.close();
};

/** The running call with both pages as they are at first, but without the chat. */
export const calmCall = async (stage: Stage): Promise<Call> => {
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
export const pretendLoss = (): void => {
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
export const goOn = (at: number): void => {
  const own = window as { __sceneTime?: number | undefined };
  const begun = performance.now();
  Object.defineProperty(own, '__sceneTime', {
    configurable: true,
    get: () => at + performance.now() - begun,
  });
};
export const standStill = (at: number): void => {
  Object.defineProperty(window, '__sceneTime', { configurable: true, value: at });
};

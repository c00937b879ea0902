import { expect, type Page } from '@playwright/test';
import type { DeviceTestResults } from '../../../server/protocol/index.ts';
import { deviceResults } from './device-results.ts';
import type { Doctor, Line, Visit } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { CLINIC, inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of the patient's waiting room: the place in the queue, readiness, chat, and the ways out. */

export const PATIENT = 'Grace Hopkins';

export type PatientRoom = { doctor: Doctor; line: Line; visit: Visit; page: Page };
type RoomOptions = {
  doctorName?: string;
  /** The doctor is online. */
  online?: boolean;
  /** Patients who came before, by name. */
  before?: readonly string[];
  /** A device test of before. */
  results?: DeviceTestResults;
  /** Runs before the patient's page opens. */
  prepare?: (room: Omit<PatientRoom, 'page'>) => Promise<void>;
  page?: PageOptions;
};

/** A patient's page in the waiting room, of a doctor who is online unless told otherwise. */
export const openRoom = async (stage: Stage, options: RoomOptions = {}): Promise<PatientRoom> => {
  const doctor = await stage.doctor(options.doctorName);
  const line = await doctor.connect();
  for (const name of options.before ?? []) await (await doctor.invite(name)).come();
  const visit = await doctor.invite(PATIENT, { startsAt: inMinutes(6), reason: 'Follow-up after the flu' });
  await line.request('join-waiting-room', { roomId: visit.roomId });
  let session: Pick<Doctor, 'refreshToken'> | null = null;
  if (options.results !== undefined) {
    const patient = await visit.come();
    const { roomId } = visit;
    await patient.request('device-test-results', { roomId, results: options.results, keepReady: true });
    session = patient;
  }
  await options.prepare?.({ doctor, line, visit });
  if (options.online === false) line.close();
  const page = await (session === null
    ? stage.patientPage(visit, options.page)
    : stage.page({ ...options.page, as: session }));
  // With a session of before, this is what a reload does.
  if (session !== null) await page.goto(`/waiting-room/${visit.roomId}`);
  await page.getByText(stage.words('patient:hello', { name: PATIENT })).waitFor();
  return { doctor, line, visit, page };
};

const readyButton = (stage: Stage, page: Page) =>
  page.getByRole('button', { name: stage.words('patient:ready.label'), exact: true });

const sayReady = async (stage: Stage, page: Page) => {
  await readyButton(stage, page).click();
  await expect(readyButton(stage, page)).toHaveAttribute('aria-pressed', 'true');
};

/** Somebody who has never been asked for camera and microphone. */
const UNASKED = { media: { permission: 'prompt' } } as const satisfies PageOptions;

const GOODBYES = ['ended', 'cancelled', 'missed'] as const;

const scenes: readonly Scene[] = [
  {
    id: 'patient-first-view',
    title: 'The patient has just come in',
    audience: 'patient',
    main: true,
    arrange: async (stage) => (await openRoom(stage, { page: UNASKED })).page,
  },
  {
    id: 'patient-doctor-offline',
    title: 'The doctor is not online yet',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { online: false, page: UNASKED });
      await page.getByText(stage.words('patient:next')).waitFor();
      return page;
    },
  },
  {
    id: 'patient-queue',
    title: 'Two people before the patient',
    audience: 'patient',
    arrange: async (stage) =>
      (await openRoom(stage, { before: ['Mateo Álvarez', 'Noor Haddad'], page: UNASKED })).page,
  },
  {
    id: 'patient-moved-in-queue',
    title: 'The order has changed, with a reason',
    audience: 'patient',
    arrange: async (stage) => {
      const { page, doctor, line, visit } = await openRoom(stage, { page: UNASKED });
      const urgent = await doctor.invite('Mateo Álvarez');
      await urgent.come();
      await line.request('reorder-queue', { roomId: urgent.roomId, before: visit.roomId, reason: 'urgent' });
      await page.getByText(stage.words('patient:reordered.urgent')).waitFor();
      return page;
    },
  },
  {
    id: 'patient-ready',
    title: 'Ready, and seen by the clinic',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page, line, visit } = await openRoom(stage, { results: deviceResults() });
      await sayReady(stage, page);
      await line.request('acknowledge-patient', { roomId: visit.roomId });
      await page.getByText(stage.words('patient:seen')).waitFor();
      return page;
    },
  },
  {
    id: 'patient-call-back',
    title: 'Called when it is time',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { before: ['Mateo Álvarez'], page: UNASKED });
      const button = page.getByRole('button', { name: stage.words('patient:callBack.label') });
      await button.click();
      await expect(button).toHaveAttribute('aria-pressed', 'true');
      return page;
    },
  },
  {
    id: 'patient-held',
    title: 'Back from the consultation, waiting again',
    audience: 'patient',
    arrange: async (stage) => {
      const { page, doctor } = await openRoom(stage, {
        results: deviceResults(),
        prepare: async ({ line, visit }) => {
          const { roomId, patientId } = visit;
          await line.request('start-consultation', { roomId, patientId });
          await line.request('hold-patient', { roomId });
        },
      });
      await page.getByText(stage.words('patient:held', { doctor: doctor.fullname })).waitFor();
      return page;
    },
  },
  {
    id: 'patient-offline',
    title: 'The connection to the clinic is lost',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { results: deviceResults(), page: { cuttable: true } });
      await stage.cut(page);
      await page.getByText(stage.words('connection.patientOffline')).waitFor();
      return page;
    },
  },
  {
    id: 'patient-restarting',
    title: "The clinic's server is starting again",
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { results: deviceResults(), page: { cuttable: true } });
      await stage.cut(page, { announced: true });
      await page.getByText(stage.words('connection.patientRestarting')).waitFor();
      return page;
    },
  },
  {
    id: 'patient-chat',
    title: 'Messages of both sides, with signs, and one that was not delivered',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page, line, visit } = await openRoom(stage, {
        results: deviceResults(),
        page: { cuttable: true },
      });
      const write = async (text: string) => {
        await page.getByRole('textbox', { name: stage.words('roomChat:message') }).fill(text);
        await page.getByRole('button', { name: stage.words('roomChat:send') }).click();
        await page.getByText(text).waitFor();
        await expect(page.getByText(stage.words('roomChat:sending'))).toHaveCount(0);
      };
      const answer = async (message: string) => {
        await line.request('waiting-room-message', { roomId: visit.roomId, message });
        await page.getByText(message).waitFor();
      };
      await write('Good morning! I have the test results here.');
      await answer('Good morning, Grace. Please hold them ready, I will look at them with you.');
      await answer('I am running about 15 minutes late.');
      await write('Thank you, no problem.');
      const { room } = await line.request('join-waiting-room', { roomId: visit.roomId });
      const messageId = room.messages[0]?.id ?? '';
      await line.request('react_to_message', { messageId, emoji: '👍' });
      const sign = stage.words('reactions:sign.thanks');
      await page
        .getByRole('button', { name: stage.words('reactions:add') })
        .nth(1)
        .press('Enter');
      await page.getByRole('menuitem', { name: sign }).click();
      await page.getByRole('button', { name: stage.words('reactions:mine', { sign }) }).waitFor();
      stage.refuse(page, 'waiting-room-message');
      await write('May my husband join us?');
      await page.getByRole('button', { name: stage.words('roomChat:discard') }).waitFor();
      return page;
    },
  },
  {
    id: 'patient-leave',
    title: 'Asked before leaving the waiting room',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { page: UNASKED });
      await page.getByRole('button', { name: stage.words('patient:leave.open') }).click();
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
  {
    id: 'patient-long-names',
    title: 'Long names of clinic and doctor',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await stage.page(UNASKED);
      const doctor = await stage.doctor('Prof. Dr. Maximiliane Alexandra von Hohenstein-Wittgenbach');
      const visit = await doctor.invite('Wilhelmina Anastasia Featherstonehaugh-Cholmondeley');
      await page.route('**/api/clinic', async (route) => {
        const response = await route.fetch();
        const body = await response.text();
        const longName = 'Community Health Centre for Family Medicine and Paediatrics “Our Lady of Mercy”';
        await route.fulfill({ response, body: body.replace(CLINIC, longName) });
      });
      await page.goto(visit.invite.url);
      await page.getByText(stage.words('patient:next')).waitFor();
      return page;
    },
  },
  {
    id: 'patient-no-such-room',
    title: 'A waiting room of somebody else',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { page: UNASKED });
      const other = await (await stage.doctor()).invite('Mateo Álvarez');
      await page.goto(`/waiting-room/${other.roomId}`);
      await page.getByRole('heading', { name: stage.words('patient:problem.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'patient-left',
    title: 'The patient has left the waiting room',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { page: UNASKED });
      await page.getByRole('button', { name: stage.words('patient:leave.open') }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: stage.words('patient:leave.go'), exact: true })
        .click();
      await page.getByRole('heading', { name: stage.words('patient:over.left.title') }).waitFor();
      return page;
    },
  },
  ...GOODBYES.map((outcome): Scene => ({
    id: `visit-over-${outcome}`,
    title: `The visit is over: ${outcome}`,
    audience: 'patient',
    main: outcome === 'ended',
    arrange: async (stage) => {
      const { page, visit } = await openRoom(stage, { page: UNASKED });
      await visit.close(outcome);
      await page.getByRole('heading', { name: stage.words(`patient:over.${outcome}.title`) }).waitFor();
      return page;
    },
  })),
];

export const patientRoom: SceneGroup = { name: 'patient-room', scenes };

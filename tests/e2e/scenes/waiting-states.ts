import type { Page } from '@playwright/test';
import type { OpeningHours } from '../../../server/protocol/index.ts';
import { openRoom } from './patient-room.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of what a clinic tells a waiting patient, or does not, and of visits that it moves, cancels and reopens. */

const UNASKED = { media: { permission: 'prompt' } } as const satisfies PageOptions;
const MESSAGE = 'I am ill today, I am sorry. We call you tomorrow morning to find another time.';

const heading = (stage: Stage, page: Page, key: string) =>
  page.getByRole('heading', { name: stage.words(key) });

const hoursOf = (from: string, to: string): OpeningHours => {
  const day = [{ from, to }];
  return {
    monday: day,
    tuesday: day,
    wednesday: day,
    thursday: day,
    friday: day,
    saturday: [],
    sunday: [],
  };
};

/** Whether the browser lets a page show notes. */
const notesGranted = (): void => {
  Object.defineProperty(Notification, 'permission', { value: 'granted' });
};
const notesDenied = (): void => {
  Object.defineProperty(Notification, 'permission', { value: 'denied' });
};

const callBack =
  (shim: () => void) =>
  async (stage: Stage): Promise<Page> => {
    const { page } = await openRoom(stage, { before: ['Mateo Álvarez'], page: { ...UNASKED, shim } });
    const button = page.getByRole('button', { name: stage.words('patient:callBack.label') });
    await button.click();
    await page.getByText(stage.words('patient:callBack.on')).first().waitFor();
    return page;
  };

type Speakers = { __sceneHeadset?: boolean };

/** The system's sound comes from a headset, which can be unplugged. */
const headset = (): void => {
  const devices = navigator.mediaDevices;
  const others = devices.enumerateDevices.bind(devices);
  const speaker = (deviceId: string, label: string): MediaDeviceInfo => {
    const fields = { kind: 'audiooutput' as const, deviceId, label, groupId: '' };
    return { ...fields, toJSON: () => fields };
  };
  devices.enumerateDevices = async () => {
    const plugged = (window as Speakers).__sceneHeadset !== false;
    const used = plugged ? 'Headset' : 'Built-in Speakers';
    return [
      ...(await others()).filter(({ kind }) => kind !== 'audiooutput'),
      speaker('default', `Default - ${used}`),
      speaker('built-in', 'Built-in Speakers'),
      ...(plugged ? [speaker('headset', 'Headset')] : []),
    ];
  };
};
const unplug = (): void => {
  (window as Speakers).__sceneHeadset = false;
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
};

const scenes: readonly Scene[] = [
  {
    id: 'patient-visit-moved',
    title: 'The clinic has moved the visit to another day',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page, visit } = await openRoom(stage, { page: UNASKED });
      await visit.change('updateAppointment', { startsAt: inMinutes(2 * 24 * 60 + 66) });
      await page.getByText(stage.words('patient:moved.later')).first().waitFor();
      return page;
    },
  },
  {
    id: 'patient-visit-moved-soon',
    title: 'The clinic has moved the visit by some minutes',
    audience: 'patient',
    arrange: async (stage) => {
      const { page, visit } = await openRoom(stage, { page: UNASKED });
      await visit.change('updateAppointment', { startsAt: inMinutes(11) });
      await page.getByText(stage.words('patient:moved.soon')).first().waitFor();
      return page;
    },
  },
  {
    id: 'patient-wait-hours',
    title: 'Many people before the patient',
    audience: 'patient',
    arrange: async (stage) => {
      const before = Array.from({ length: 12 }, (_, index) => `Patient ${index + 1}`);
      const { page } = await openRoom(stage, { before, page: UNASKED });
      await page.getByText(stage.words('patient:before', { count: before.length })).waitFor();
      return page;
    },
  },
  {
    id: 'patient-told-little',
    title: 'A clinic that shows neither place nor wait nor presence',
    audience: 'patient',
    arrange: async (stage) => {
      await stage.settings({ shows: { position: false, expectedWait: false, presence: false } });
      return (await openRoom(stage, { before: ['Mateo Álvarez'], page: UNASKED })).page;
    },
  },
  {
    id: 'patient-clinic-closed',
    title: 'Nobody is there, and the clinic opens later',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      await stage.settings({ openingHours: hoursOf('14:00', '18:00'), timeZone: 'Europe/Madrid' });
      return (await openRoom(stage, { online: false, page: UNASKED })).page;
    },
  },
  {
    id: 'patient-clinic-closed-today',
    title: 'Nobody is there, and the clinic opens on another day',
    audience: 'patient',
    arrange: async (stage) => {
      await stage.settings({ openingHours: hoursOf('07:00', '09:00'), timeZone: 'UTC' });
      return (await openRoom(stage, { online: false, page: UNASKED })).page;
    },
  },
  {
    id: 'patient-clinic-open',
    title: 'The doctor is not there, and the clinic is open',
    audience: 'patient',
    arrange: async (stage) => {
      await stage.settings({ openingHours: hoursOf('08:00', '17:30'), timeZone: 'UTC' });
      return (await openRoom(stage, { online: false, page: UNASKED })).page;
    },
  },
  {
    id: 'patient-emergency-number',
    title: 'A clinic with an emergency number of its own',
    audience: 'patient',
    arrange: async (stage) => {
      await stage.settings({ emergencyNumber: '+34 112 000 112' });
      const { page } = await openRoom(stage, { page: UNASKED });
      await page.getByRole('link', { name: /112/ }).waitFor();
      return page;
    },
  },
  {
    id: 'patient-call-back-notes',
    title: 'Called when it is time, also by a note',
    audience: 'patient',
    arrange: callBack(notesGranted),
  },
  {
    id: 'patient-call-back-denied',
    title: 'Called when it is time, but the browser shows no notes',
    audience: 'patient',
    arrange: callBack(notesDenied),
  },
  {
    id: 'patient-speaker-unplugged',
    title: 'The speaker was unplugged, another one is used',
    audience: 'patient',
    arrange: async (stage) => {
      const { page } = await openRoom(stage, { page: { shim: headset } });
      // The devices are followed from when the camera is on.
      await page.getByLabel(stage.words('patient:preview.video'), { exact: true }).waitFor();
      await page.evaluate(unplug);
      await page.getByRole('button', { name: stage.words('deviceTest:replaced.dismiss') }).waitFor();
      return page;
    },
  },
  {
    id: 'visit-over-message',
    title: 'The visit is cancelled, with a message',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const { page, visit } = await openRoom(stage, { page: UNASKED });
      await visit.close('cancelled', MESSAGE);
      await page.getByText(MESSAGE).waitFor();
      return page;
    },
  },
  {
    id: 'visit-over-reopened',
    title: 'The clinic has opened the visit again',
    audience: 'patient',
    arrange: async (stage) => {
      const { page, visit } = await openRoom(stage, { page: UNASKED });
      await page.getByRole('button', { name: stage.words('patient:leave.open') }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: stage.words('patient:leave.go'), exact: true })
        .click();
      await heading(stage, page, 'patient:over.left.title').waitFor();
      await visit.close('cancelled');
      await heading(stage, page, 'patient:over.cancelled.title').waitFor();
      await visit.change('reopenAppointment', {});
      await heading(stage, page, 'patient:over.reopened.title').waitFor();
      return page;
    },
  },
  {
    id: 'visit-over-offline',
    title: 'How the visit stands cannot be asked',
    audience: 'patient',
    arrange: async (stage) => {
      const { page, visit } = await openRoom(stage, { page: UNASKED });
      await page.route(/\/api\/appointments$/, (route) => route.abort('internetdisconnected'));
      await page.goto(`/visit-over/${visit.roomId}`);
      await page.getByRole('alert').first().waitFor();
      return page;
    },
  },
];

export const waitingStates: SceneGroup = { name: 'waiting-states', scenes };

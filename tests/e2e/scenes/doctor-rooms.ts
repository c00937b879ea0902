import type { Page } from '@playwright/test';
import { deviceResults, failed, SLOW_LINE } from './device-results.ts';
import type { Doctor, Line, Visit } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type PageOptions, type Stage } from './stage.ts';

/** Scenes of the doctor's waiting rooms. */

const DAY_MINUTES = 24 * 60;

/** @param path a session that many scenes share bears one loading of a page in each */
const openRooms = async (
  doctor: Doctor,
  stage: Stage,
  { path = '/rooms', ...options }: PageOptions & { path?: string } = {},
): Promise<Page> => {
  const page = await stage.page({ as: doctor, ...options });
  await page.goto(path);
  await page.getByRole('button', { name: stage.words('rooms:new.open') }).waitFor();
  return page;
};

type Waiting = { visit: Visit; line: Line };

const comeIn = async (
  stage: Stage,
  doctor: Doctor,
  name: string,
  minutesAgo: number,
  reason: string,
): Promise<Waiting> => {
  const visit = await doctor.invite(name, { startsAt: inMinutes(-minutesAgo + 5), reason });
  return { visit, line: await stage.ago(minutesAgo, () => visit.come()) };
};

/** A morning: one patient ready, one testing, one away, others expected, coming or over. */
const arrangeMorning = async (stage: Stage) => {
  const doctor = await stage.doctor();
  const grace = await comeIn(stage, doctor, 'Grace Hopkins', 8, 'Follow-up after the flu');
  const mateo = await comeIn(stage, doctor, 'Mateo Álvarez', 5, 'Back pain');
  const noor = await comeIn(stage, doctor, 'Noor Haddad', 2, 'Results of the blood test');
  const test = async ({ visit, line }: Waiting, ...results: Parameters<typeof deviceResults>) =>
    line.request('device-test-results', {
      roomId: visit.roomId,
      results: deviceResults(...results),
      keepReady: true,
    });
  await test(grace);
  await grace.line.request('patient-ready', { roomId: grace.visit.roomId, ready: true });
  await test(
    mateo,
    { camera: failed('busy') },
    { verdict: 'audio-only', reasons: ['no-camera', 'slow'], connection: SLOW_LINE },
  );
  await grace.line.request('waiting-room-message', {
    roomId: grace.visit.roomId,
    message: 'Good morning! I have the test results here.',
  });
  const watch = await doctor.connect();
  await watch.request('join-waiting-room', { roomId: noor.visit.roomId });
  await stage.ago(1, async () => {
    const left = watch.heard('patient-left-waiting-room');
    noor.line.close();
    await left;
  });
  watch.close();
  await doctor.invite('Aarav Śrīnivāsan', { startsAt: inMinutes(40), reason: 'First visit' });
  await doctor.invite('Siobhán O’Sullivan', { startsAt: inMinutes(70) });
  await doctor.invite('Wilhelmina Anastasia Featherstonehaugh-Cholmondeley', {
    startsAt: inMinutes(DAY_MINUTES + 30),
    reason: 'Second opinion about the operation of the knee, with the pictures of the hospital',
  });
  const over = await doctor.invite('Yuki Tanaka', { startsAt: inMinutes(-50) });
  await over.close('ended');
  await (await doctor.invite('Olga Petrović', { startsAt: inMinutes(-90) })).close('missed');
  const acknowledge = async () => {
    const line = await doctor.connect();
    for (const { visit } of [grace, mateo, noor]) {
      await line.request('join-waiting-room', { roomId: visit.roomId });
      await line.request('acknowledge-patient', { roomId: visit.roomId });
    }
    line.close();
  };
  return { doctor, grace, mateo, noor, over, acknowledge };
};

/** One morning for all scenes that only look at it. */
const quietMorning = (stage: Stage) =>
  stage.shared('morning', async (shared) => {
    const morning = await arrangeMorning(shared);
    await morning.acknowledge();
    return morning;
  });

const choose = async (page: Page, name: string) => {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.getByRole('heading', { name }).waitFor();
};

/** The room of a patient whose consultation is starting. */
const openAdmitted = async (stage: Stage): Promise<Page> => {
  const { doctor, roomId } = await stage.shared('admitted', async (shared) => {
    const { doctor: host, grace, acknowledge } = await arrangeMorning(shared);
    await acknowledge();
    const line = await host.connect();
    const { roomId: room, patientId } = grace.visit;
    await line.request('join-waiting-room', { roomId: room });
    await line.request('start-consultation', { roomId: room, patientId });
    return { doctor: host, roomId: room };
  });
  const page = await openRooms(doctor, stage, { path: `/rooms/${roomId}` });
  await page.getByRole('link', { name: stage.words('rooms:actions.return') }).waitFor();
  return page;
};

const scenes: readonly Scene[] = [
  {
    id: 'rooms-empty',
    title: 'Waiting rooms without an appointment',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openRooms(await stage.doctor(), stage);
      await page.getByText(stage.words('rooms:list.empty')).waitFor();
      return page;
    },
  },
  {
    id: 'rooms-waiting',
    title: 'Three patients wait: ready, testing, away',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await page.getByText('Noor Haddad').first().waitFor();
      return page;
    },
  },
  {
    id: 'rooms-details',
    title: 'Everything about the chosen patient',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await choose(page, 'Mateo Álvarez');
      return page;
    },
  },
  {
    id: 'rooms-details-expected',
    title: 'A patient who comes tomorrow, with a long name',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await page.getByText('Wilhelmina Anastasia').first().click();
      await page.getByRole('heading', { name: /Wilhelmina/ }).waitFor();
      return page;
    },
  },
  {
    id: 'rooms-new-appointment',
    title: 'The dialog for a new appointment',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await page.getByRole('button', { name: stage.words('rooms:new.open') }).click();
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
  {
    id: 'rooms-renew-link',
    title: 'Asked before an invitation link is replaced',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await choose(page, 'Mateo Álvarez');
      await page.getByRole('button', { name: stage.words('rooms:actions.newLink') }).click();
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
  {
    id: 'rooms-new-link',
    title: 'A new invitation link is shown',
    audience: 'doctor',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      const visit = await doctor.invite('Aarav Śrīnivāsan', { startsAt: inMinutes(40) });
      const page = await stage.page({ as: doctor });
      // What a link looks like, but not another one in every run.
      await page.route('**/invite', async (route) => {
        const response = await route.fetch();
        const url = 'https://clinic.example/visit#invite=4Jt0qVbXw8-LmZ2sKpR7yDc1';
        const body = (await response.text()).replace(/"url":"[^"]*"/, `"url":"${url}"`);
        await route.fulfill({ response, body });
      });
      await page.goto(`/rooms/${visit.roomId}`);
      await page.getByRole('button', { name: stage.words('rooms:actions.newLink') }).click();
      await page.getByRole('button', { name: stage.words('booking:renew.go') }).click();
      await page.getByRole('textbox', { name: stage.words('rooms:invitation.link') }).waitFor();
      return page;
    },
  },
  {
    id: 'rooms-reorder',
    title: 'Moved in the queue, asked for the reason',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await page
        .getByRole('row')
        .filter({ hasText: 'Mateo Álvarez' })
        .getByRole('button', { name: stage.words('rooms:reorder.up') })
        .click();
      await page.getByRole('menu').waitFor();
      return page;
    },
  },
  {
    id: 'rooms-message-all',
    title: 'A message to everyone who waits',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await page.getByRole('button', { name: stage.words('rooms:toAll.open') }).click();
      await page.getByRole('button', { name: stage.words('rooms:toAll.suggestion.late15') }).click();
      return page;
    },
  },
  {
    id: 'rooms-cancel',
    title: 'Asked before a visit is cancelled, with a message',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await choose(page, 'Mateo Álvarez');
      await page.getByRole('button', { name: stage.words('rooms:actions.cancel') }).click();
      await page.getByRole('dialog').getByRole('textbox').fill('I am ill today, I am sorry.');
      return page;
    },
  },
  {
    id: 'rooms-details-over',
    title: 'A visit that is over, and the way to its summary',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor, over } = await quietMorning(stage);
      const page = await openRooms(doctor, stage, { path: `/rooms/${over.roomId}` });
      await page.getByRole('link', { name: stage.words('visitSummary:open') }).waitFor();
      return page;
    },
  },
  {
    id: 'rooms-no-show',
    title: 'A no-show was noted and can be undone',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const { doctor, acknowledge } = await arrangeMorning(stage);
      await acknowledge();
      const page = await openRooms(doctor, stage);
      await choose(page, 'Noor Haddad');
      await page.getByRole('button', { name: stage.words('rooms:actions.noShow') }).click();
      const undo = page.getByRole('button', { name: stage.words('agenda:undo.undo'), exact: true });
      await undo.waitFor();
      // Whoever comes to it by keyboard keeps it.
      await page.keyboard.press('Tab');
      await undo.focus();
      return page;
    },
  },
  {
    id: 'rooms-ringing',
    title: 'Patients have arrived and nobody has noticed yet',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const { doctor } = await arrangeMorning(stage);
      const page = await openRooms(doctor, stage);
      await page.getByRole('button', { name: stage.words('rooms:alerts.acknowledgeAll') }).waitFor();
      return page;
    },
  },
  {
    id: 'rooms-silence',
    title: 'The arrival sound is silenced',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage);
      await page.getByRole('button', { name: stage.words('rooms:alerts.silence') }).click();
      await page.getByRole('menu').waitFor();
      return page;
    },
  },
  {
    id: 'rooms-admitted',
    title: 'A consultation is starting',
    audience: 'doctor',
    arrange: openAdmitted,
  },
  {
    id: 'rooms-close-visit',
    title: 'Asked before a visit that has begun is ended',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAdmitted(stage);
      await page.getByRole('button', { name: stage.words('rooms:actions.close') }).click();
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
  {
    id: 'rooms-held',
    title: 'A patient is back from the consultation',
    audience: 'doctor',
    arrange: async (stage) => {
      const { doctor, grace, acknowledge } = await arrangeMorning(stage);
      await acknowledge();
      const line = await doctor.connect();
      const { roomId, patientId } = grace.visit;
      await line.request('join-waiting-room', { roomId });
      await line.request('start-consultation', { roomId, patientId });
      await line.request('hold-patient', { roomId });
      const page = await openRooms(doctor, stage);
      await page.getByText(stage.words('rooms:row.held')).waitFor();
      return page;
    },
  },
  {
    id: 'rooms-offline',
    title: 'The connection to the server is lost',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage, { cuttable: true });
      await page.getByText('Noor Haddad').first().waitFor();
      await stage.cut(page);
      await page.getByText(stage.words('connection.doctorOffline')).waitFor();
      return page;
    },
  },
  {
    id: 'rooms-restarting',
    title: "The clinic's server is starting again",
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openRooms((await quietMorning(stage)).doctor, stage, { cuttable: true });
      await page.getByText('Noor Haddad').first().waitFor();
      await stage.cut(page, { announced: true });
      await page.getByText(stage.words('connection.doctorRestarting')).waitFor();
      return page;
    },
  },
];

export const doctorRooms: SceneGroup = { name: 'doctor-rooms', scenes };

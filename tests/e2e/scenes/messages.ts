import { expect, type Page } from '@playwright/test';
import { asPerson, PASSWORD, type Doctor, type Line } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import type { PageOptions, Stage } from './stage.ts';

/** Scenes of the messages between visits, of both sides. */

const GRACE = 'Grace Hopkins';

type Patient = { id: string; email: string };
type Known = { doctor: Doctor; grace: Patient; mateo: Patient; noor: Patient };

const write = (line: Line, receiverId: string, content: string, replyTo?: number) =>
  line.request('send_message', { receiverId, content, ...(replyTo !== undefined && { replyTo }) });

/** A doctor who writes with three patients: a long conversation, one that waits for an answer, and a new one. */
const known = (stage: Stage): Promise<Known> =>
  stage.shared('messages', async (shared) => {
    const doctor = await shared.doctor();
    const add = async (fullname: string): Promise<Patient> => {
      const email = shared.email(fullname);
      const { patientId } = await doctor.invite(fullname, {}, { email, password: PASSWORD });
      return { id: patientId, email };
    };
    const grace = await add(GRACE);
    const mateo = await add('Mateo Álvarez');
    const noor = await add('Wilhelmina Anastasia Featherstonehaugh-Cholmondeley');
    const own = await doctor.connect();
    const doctorId = (await own.request('list_conversations', {})).conversations;
    expect(doctorId).toEqual([]);
    const { server } = shared;
    const from = async (patient: Patient, texts: readonly string[], replyTo?: number): Promise<void> =>
      asPerson(server, patient.email, async (line) => {
        const [doctorContact] = (await line.request('list_conversations', {})).conversations;
        for (const text of texts) await write(line, doctorContact?.otherUser._id ?? '', text, replyTo);
      });
    await shared.ago(9, () =>
      from(noor, ['Is there anything that I should bring? My letters from the hospital are at home.']),
    );
    await shared.ago(8, () => from(mateo, ['Thank you, the new tablets help.']));
    await write(own, mateo.id, 'Good to hear. Take them for five more days.');
    await shared.ago(7, () =>
      from(grace, [
        'Good morning, doctor. The cough is better, but I still wake up at night.',
        'May I take the syrup twice?',
      ]),
    );
    await shared.ago(5, () => write(own, grace.id, 'Yes, twice a day, not more.', 2));
    await shared.ago(5, () =>
      write(own, grace.id, 'Here is what the clinic says about it: https://clinic.example/cough (page 2).'),
    );
    await asPerson(server, grace.email, async (line) => {
      const [contact] = (await line.request('list_conversations', {})).conversations;
      await line.request('mark_read', { senderId: contact?.otherUser._id ?? '' });
    });
    await shared.ago(2, () => from(grace, ['Thank you! And when should I come again?'], 4));
    own.close();
    return { doctor, grace, mateo, noor };
  });

const openAsDoctor = async (
  stage: Stage,
  who: ((people: Known) => Patient) | null,
  options: PageOptions = {},
): Promise<Page> => {
  const people = await known(stage);
  const page = await stage.page({ ...options, as: people.doctor });
  await page.goto(who === null ? '/messages' : `/messages/${who(people).id}`);
  if (who === null) await expect(page.getByRole('link', { name: new RegExp(GRACE) })).toBeVisible();
  else await expect(page.getByRole('log')).toContainText(/\w/);
  return page;
};

const openAsGrace = async (stage: Stage, options: PageOptions = {}): Promise<Page> => {
  const { grace } = await known(stage);
  const page = await stage.page({ ...options, as: grace });
  await page.goto('/conversations');
  await page.getByRole('link', { name: /Okafor/ }).click();
  await expect(page.getByText('not more.')).toBeVisible();
  return page;
};

const compose = (stage: Stage, page: Page, text: string) =>
  page.getByRole('textbox', { name: stage.words('roomChat:message') }).fill(text);

const scenes: readonly Scene[] = [
  {
    id: 'messages',
    title: 'A conversation with a patient, beside the others',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openAsDoctor(stage, ({ grace }) => grace),
  },
  {
    id: 'messages-list',
    title: 'All conversations, with what is unread',
    audience: 'doctor',
    arrange: (stage) => openAsDoctor(stage, null),
  },
  {
    id: 'messages-empty',
    title: 'Nobody has written yet',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await stage.page({ as: await stage.doctor() });
      await page.goto('/messages');
      await expect(page.getByText(stage.words('messages:noneYet.doctor'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-search',
    title: 'Messages are searched',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(stage, null);
      await page.getByRole('searchbox').fill('tabl');
      await expect(page.locator('mark')).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-actions',
    title: 'What can be done with an own message',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(stage, ({ grace }) => grace);
      await page
        .getByRole('button', { name: stage.words('messages:actions') })
        .nth(2)
        .click();
      await expect(page.getByRole('menuitem', { name: stage.words('messages:delete') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-reply',
    title: 'A message is answered, and another one is being taken back',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(stage, ({ grace }) => grace);
      const actions = page.getByRole('button', { name: stage.words('messages:actions') });
      await actions.last().click();
      await page.getByRole('menuitem', { name: stage.words('messages:reply') }).click();
      await compose(stage, page, 'In two weeks, if nothing gets worse.');
      return page;
    },
  },
  {
    id: 'messages-offline',
    title: 'A message waits for the connection',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openAsDoctor(stage, ({ grace }) => grace, { cuttable: true });
      await stage.cut(page);
      await expect(page.getByText(stage.words('connection.doctorOffline'))).toBeVisible();
      await compose(stage, page, 'See you on Monday.');
      await page.getByRole('button', { name: stage.words('roomChat:send') }).click();
      await expect(page.getByTitle(stage.words('messages:state.sending'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-patient',
    title: 'A patient writes with the doctor between visits',
    audience: 'patient',
    main: true,
    arrange: openAsGrace,
  },
  {
    id: 'messages-patient-list',
    title: 'A patient’s doctors; a wide window shows the only one at once',
    audience: 'patient',
    sizes: ['narrow'],
    arrange: async (stage) => {
      const { grace } = await known(stage);
      const page = await stage.page({ as: grace });
      await page.goto('/conversations');
      await expect(page.getByRole('link', { name: /Okafor/ })).toBeVisible();
      return page;
    },
  },
];

export const messages: SceneGroup = { name: 'messages', scenes };

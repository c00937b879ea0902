import { expect, type Page } from '@playwright/test';
import { callRoute } from '../fixtures/clinic.ts';
import { deviceResults } from './device-results.ts';
import { addVisit, asPerson, PASSWORD, type Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, type Stage } from './stage.ts';

/** Scenes of what is beside the messages: signs, the archive, and what the doctor knows of the patient. */

const DAY = 24 * 60;

type Known = { doctor: Doctor; ruth: { id: string; email: string }; ivan: string; lucia: string };

/** A patient with a history, whose conversation has signs in it, and others of whom one is in the archive. */
const known = (stage: Stage): Promise<Known> =>
  stage.shared('relations', async (shared) => {
    const { server } = shared;
    const doctor = await shared.doctor();
    const account = (fullname: string) => ({ email: shared.email(fullname), password: PASSWORD });
    const own = await doctor.connect();
    const ruthsAccount = account('Ruth Adeyemi');
    const visit = await doctor.invite(
      'Ruth Adeyemi',
      { reason: 'Blood pressure' },
      { ...ruthsAccount, dateOfBirth: '1961-04-03', bloodGroup: 'O+', phone: '+44 7700 900123' },
    );
    const ruth = { id: visit.patientId, email: ruthsAccount.email };
    const patient = await visit.come();
    await patient.request('device-test-results', { roomId: visit.roomId, results: deviceResults() });
    patient.close();
    await visit.close('ended');
    const later = { patientId: ruth.id, startsAt: inMinutes(6 * DAY + 40) };
    await addVisit(server, doctor.token, later);
    await callRoute(
      server,
      'putRelationNotes',
      { notes: 'Measures at home, mornings and evenings.\nPrefers to be called Ruthie.', version: 0 },
      doctor.token,
      { patientId: ruth.id },
    );
    const write = async (receiverId: string, content: string) =>
      (await own.request('send_message', { receiverId, content })).message.id;
    const first = await shared.ago(9, () =>
      write(ruth.id, 'Please measure twice a day and bring the list next week.'),
    );
    await asPerson(server, ruth.email, async (line) => {
      const [contact] = (await line.request('list_conversations', {})).conversations;
      const receiverId = contact?.otherUser._id ?? '';
      await line.request('react_to_message', { messageId: first, emoji: '👍' });
      const { message } = await shared.ago(6, () =>
        line.request('send_message', { receiverId, content: 'This morning it was 128 to 82!' }),
      );
      await own.request('react_to_message', { messageId: message.id, emoji: '😊' });
      await line.request('react_to_message', { messageId: message.id, emoji: '😊' });
    });
    await shared.ago(4, () => write(ruth.id, 'Very good. Keep going.'));
    const luciasAccount = account('Lucía Fernández');
    const { patientId: ivan } = await doctor.invite('Ivan Petrov', {}, account('Ivan Petrov'));
    const { patientId: lucia } = await doctor.invite('Lucía Fernández', {}, luciasAccount);
    await shared.ago(9, () => write(ivan, 'Your letter for the employer is ready.'));
    await shared.ago(9, () => write(lucia, 'Please write down what you eat this week.'));
    const doctorId = (await callRoute(server, 'login', { email: doctor.email, password: PASSWORD })).user.id;
    await asPerson(server, luciasAccount.email, async (line) => {
      for (let meal = 1; meal <= 24; meal += 1) {
        await line.request('send_message', {
          receiverId: doctorId,
          content: `Meal ${meal}: rice and beans.`,
        });
      }
    });
    await own.request('archive_conversation', {
      conversationId: [doctorId, ivan].toSorted().join('_'),
      archived: true,
    });
    own.close();
    return { doctor, ruth, ivan, lucia };
  });

const open = async (stage: Stage, who: (people: Known) => string): Promise<Page> => {
  const people = await known(stage);
  const page = await stage.page({ as: people.doctor });
  await page.goto(`/messages/${who(people)}`);
  await expect(page.getByRole('log')).toContainText(/\w/);
  return page;
};

const expectAside = (stage: Stage, page: Page) =>
  expect(page.getByText(stage.words('patientAside:notesHint', { name: 'Ruth Adeyemi' }))).toBeVisible();

const scenes: readonly Scene[] = [
  {
    id: 'messages-aside',
    title: 'What the doctor knows of a patient, beside the conversation',
    audience: 'doctor',
    sizes: ['wide'],
    main: true,
    arrange: async (stage) => {
      const page = await open(stage, ({ ruth }) => ruth.id);
      await expectAside(stage, page);
      return page;
    },
  },
  {
    id: 'messages-aside-drawer',
    title: 'The same over the conversation, where there is no room beside it',
    audience: 'doctor',
    sizes: ['narrow'],
    arrange: async (stage) => {
      const page = await open(stage, ({ ruth }) => ruth.id);
      await page.getByRole('button', { name: stage.words('reactions:showAside') }).click();
      await expectAside(stage, page);
      return page;
    },
  },
  {
    id: 'messages-reactions',
    title: 'A message is answered with a sign',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await open(stage, ({ ruth }) => ruth.id);
      await page
        .getByRole('button', { name: stage.words('messages:actions') })
        .nth(1)
        .click();
      await expect(page.getByRole('group', { name: stage.words('reactions:add') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-archived',
    title: 'A conversation from the archive is open',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await open(stage, ({ ivan }) => ivan);
      await expect(page.getByText(stage.words('reactions:archived'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-unread-above',
    title: 'The first unread message is out of sight',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await open(stage, ({ lucia }) => lucia);
      await expect(page.getByRole('button', { name: stage.words('reactions:unreadAbove') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'messages-patient-reactions',
    title: 'A patient sees which sign the doctor answered with',
    audience: 'patient',
    arrange: async (stage) => {
      const { ruth } = await known(stage);
      const page = await stage.page({ as: ruth });
      await page.goto('/conversations');
      await page.getByRole('link', { name: /Okafor/ }).click();
      await expect(page.getByRole('log').getByText('Keep going.')).toBeVisible();
      return page;
    },
  },
];

export const relations: SceneGroup = { name: 'relations', scenes };

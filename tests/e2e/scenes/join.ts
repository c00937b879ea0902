import type { Page } from '@playwright/test';
import type { CurrentClinic, JoinedClinic, JoinRefusal } from '../../../src-preload/contract.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { pushToPage } from './desktop.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { CLINIC, type Stage } from './stage.ts';

/** Scenes of the app of somebody who joins a clinic elsewhere. */

const PIN = 'tJ3vQ0mWm2Hc1b9iXk5sYw8uKe7rZa6dLf4gNp0oBq0';
const LINK = { host: '192.168.1.20:4000', pin: PIN, code: 'code-of-an-invitation' };
const HILLSIDE: JoinedClinic = { id: PIN, host: LINK.host, pin: PIN, name: CLINIC };
const RIVER: JoinedClinic = {
  id: 'clinic.river.example',
  host: 'clinic.river.example',
  pin: null,
  name: 'Riverside Paediatrics',
};

/** The app of a patient, who hosts nothing. */
const patientsApp: FakeAnswers = {
  'hosted-server:state': () => ({ status: 'stopped' }),
};

const openJoin = async (stage: Stage, answers: FakeAnswers, heading: string): Promise<Page> => {
  const page = await stage.page({ desktop: { ...patientsApp, ...answers } });
  await page.goto('/join');
  await page.getByRole('heading', { name: stage.words(heading) }).waitFor();
  return page;
};

const question = (stage: Stage, answers: FakeAnswers = {}): Promise<Page> =>
  openJoin(stage, { 'clinics:waiting-link': () => ({ link: LINK }), ...answers }, 'join:question.title');

const refused =
  (reason: JoinRefusal, title: string) =>
  async (stage: Stage): Promise<Page> => {
    const page = await question(stage, { 'clinics:join': () => ({ outcome: 'refused', reason }) });
    await page.getByRole('button', { name: stage.words('join:question.submit'), exact: true }).click();
    await page.getByRole('heading', { name: stage.words(title) }).waitFor();
    return page;
  };

/** In the window of one of them. */
const here: CurrentClinic = { clinic: RIVER, keyChanged: false };

/** In the window of the joined clinic, whose server has another key now. */
const keyChanged: CurrentClinic = { clinic: HILLSIDE, keyChanged: true };

const scenes: readonly Scene[] = [
  {
    id: 'join-ask',
    title: 'Join a clinic: paste the invitation',
    audience: 'patient',
    main: true,
    arrange: (stage) => openJoin(stage, {}, 'join:ask.title'),
  },
  {
    id: 'join-ask-wrong',
    title: 'What was pasted is no invitation',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await openJoin(stage, {}, 'join:ask.title');
      await page.getByLabel(stage.words('join:ask.label')).fill('https://192.168.1.20:4000/visit#invite=cut');
      await page.getByRole('button', { name: stage.words('join:ask.submit') }).click();
      await page.getByText(stage.words('join:ask.unreadable')).waitFor();
      return page;
    },
  },
  {
    id: 'join-clinics',
    title: 'Two clinics were joined already',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await openJoin(
        stage,
        { 'clinics:list': () => [HILLSIDE, RIVER], 'clinics:current': () => here },
        'join:ask.title',
      );
      await page.getByText('Riverside Paediatrics').waitFor();
      return page;
    },
  },
  {
    id: 'join-leave',
    title: 'Leaving a clinic asks first',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await openJoin(stage, { 'clinics:list': () => [HILLSIDE, RIVER] }, 'join:ask.title');
      await page
        .getByRole('button', { name: stage.words('join:clinics.leaveNamed', { clinic: RIVER.name }) })
        .click();
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
  {
    id: 'join-question',
    title: 'A link has come: join this clinic?',
    audience: 'patient',
    main: true,
    arrange: (stage) => question(stage),
  },
  {
    id: 'join-question-other-key',
    title: 'The invitation has another key than the clinic had at this address',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await question(stage, {
        'clinics:list': () => [{ ...HILLSIDE, id: 'x'.repeat(43), pin: 'x'.repeat(43) }],
        'tokens:read': () => ({ token: null, keeping: 'memory' }),
        'tokens:write': () => ({ keeping: 'memory' }),
      });
      await page.getByText(stage.words('join:question.otherKey')).waitFor();
      return page;
    },
  },
  {
    id: 'join-joining',
    title: 'The clinic is being looked for',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await question(stage, { 'clinics:join': () => new Promise(() => undefined) });
      await page.getByRole('button', { name: stage.words('join:question.submit'), exact: true }).click();
      await page.getByRole('heading', { name: stage.words('join:joining.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'join-key-changed',
    title: 'The server has another key than the invitation',
    audience: 'patient',
    main: true,
    arrange: refused('key_changed', 'join:refused.keyChanged.title'),
  },
  {
    id: 'join-unreachable',
    title: 'The clinic of the invitation does not answer',
    audience: 'anyone',
    arrange: refused('unreachable', 'join:refused.unreachable.title'),
  },
  {
    id: 'join-not-a-clinic',
    title: 'There is no clinic at the address',
    audience: 'anyone',
    arrange: refused('not_a_clinic', 'join:refused.notAClinic.title'),
  },
  {
    id: 'join-untrusted',
    title: 'A server without a pin has no certificate that is trusted',
    audience: 'anyone',
    arrange: refused('untrusted', 'join:refused.untrusted.title'),
  },
  {
    id: 'joined-key-changed',
    title: 'The joined clinic shows another key',
    audience: 'patient',
    main: true,
    arrange: async (stage) => {
      const page = await stage.page({
        desktop: {
          ...patientsApp,
          'clinics:current': () => keyChanged,
          'clinics:check': () => 'key_changed',
        },
      });
      await page.goto('/');
      await page.getByRole('button', { name: stage.words('join:keyChanged.check') }).click();
      await page.getByText(stage.words('join:keyChanged.still')).waitFor();
      return page;
    },
  },
  {
    id: 'join-link-at-work',
    title: 'A link comes while somebody is at something',
    audience: 'anyone',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      const page = await stage.page({ as: doctor, desktop: {} });
      await page.goto('/rooms');
      await page
        .getByRole('button', { name: stage.words('rooms:new.open') })
        .first()
        .waitFor();
      await pushToPage(page, 'clinics:link', { link: LINK });
      await page.getByRole('dialog').waitFor();
      return page;
    },
  },
];

export const join: SceneGroup = { name: 'join', scenes };

import { expect, type Page } from '@playwright/test';
import type { ErrorCode } from '../../../server/protocol/index.ts';
import { callRoute } from '../fixtures/clinic.ts';
import { pretendAnswer, pretendRefusal, pretendSilence } from './answers.ts';
import { PASSWORD } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { turnFactorOn } from './settings.ts';
import { CLINIC, type Stage } from './stage.ts';

/** Scenes of signing in with an account: the second step, a forgotten password, and the link to choose one. */

/** Somebody whose password alone is not enough. */
const accountWithFactor = (stage: Stage): Promise<string> =>
  stage.shared('second-factor', async (shared) => {
    const { email, token } = await shared.doctor();
    await turnFactorOn(shared, token);
    return email;
  });

const openSecondStep = async (stage: Stage): Promise<Page> => {
  const email = await accountWithFactor(stage);
  const page = await stage.page();
  await page.goto('/');
  await page.getByLabel(stage.words('signIn:email')).fill(email);
  await page.getByLabel(stage.words('signIn:password'), { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: stage.words('signIn:submit') }).click();
  await expect(page.getByLabel(stage.words('signIn:code.app.label'))).toBeFocused();
  return page;
};

const useRecoveryCode = (stage: Stage, page: Page) =>
  page.getByRole('button', { name: stage.words('signIn:code.app.other') }).click();

type Purpose = 'welcome' | 'reset';

const openPasswordLink = async (stage: Stage, purpose: Purpose): Promise<Page> => {
  const page = await stage.page();
  await pretendAnswer(page, 'inspectPasswordLink', () => ({
    success: true,
    data: {
      fullname: 'Grace Hopkins',
      email: 'grace.hopkins@mail.example',
      purpose,
      clinicName: CLINIC,
    },
  }));
  await page.goto('/password#link=pretended');
  await expect(page.getByRole('button', { name: stage.words(`password:${purpose}.submit`) })).toBeVisible();
  return page;
};

const choosePassword = async (stage: Stage, page: Page, password: string, repeat: string) => {
  await page.getByLabel(stage.words('password:password'), { exact: true }).fill(password);
  await page.getByLabel(stage.words('password:repeat')).fill(repeat);
  await page.locator('button[type="submit"]').click();
};

const refusedLink =
  (code: ErrorCode, title: string) =>
  async (stage: Stage): Promise<Page> => {
    const page = await stage.page();
    await pretendRefusal(page, 'inspectPasswordLink', code);
    await page.goto('/password#link=pretended');
    await expect(page.getByRole('heading', { name: stage.words(title) })).toBeVisible();
    return page;
  };

const scenes: readonly Scene[] = [
  {
    id: 'sign-in-forgot',
    title: 'Sign-in: the password is forgotten',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await stage.page();
      await page.goto('/');
      await page.getByRole('button', { name: stage.words('signIn:forgot.title') }).click();
      await expect(page.getByText(stage.words('signIn:forgot.text'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'sign-in-code',
    title: 'Sign-in asks for the code of the authenticator app',
    audience: 'patient',
    main: true,
    arrange: openSecondStep,
  },
  {
    id: 'sign-in-code-wrong',
    title: 'The code is wrong',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openSecondStep(stage);
      await page.getByLabel(stage.words('signIn:code.app.label')).fill('000000');
      await page.getByRole('button', { name: stage.words('signIn:submit') }).click();
      await expect(page.getByText(stage.words('signIn:code.app.refused'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'sign-in-recovery-code',
    title: 'Sign-in with a recovery code',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openSecondStep(stage);
      await useRecoveryCode(stage, page);
      await expect(page.getByLabel(stage.words('signIn:code.recovery.label'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'sign-in-recovery-code-wrong',
    title: 'The recovery code is wrong',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openSecondStep(stage);
      await useRecoveryCode(stage, page);
      await page.getByLabel(stage.words('signIn:code.recovery.label')).fill('BK7M-Q2XV');
      await page.getByRole('button', { name: stage.words('signIn:submit') }).click();
      await expect(page.getByText(stage.words('signIn:code.recovery.refused'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'sign-in-session-ended',
    title: 'Sign-in after the session was ended elsewhere',
    audience: 'doctor',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      const page = await stage.page({ as: doctor });
      await page.goto('/rooms');
      await expect(page.getByText(stage.words('connection.online')).first()).toBeVisible();
      const { email } = doctor;
      const elsewhere = await callRoute(stage.server, 'login', { email, password: PASSWORD });
      await callRoute(stage.server, 'endOtherSessions', {}, elsewhere.token);
      await expect(page.getByText(stage.words('signIn:notice.ended'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'password-opening',
    title: 'The link to choose a password is being opened',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await stage.page();
      await page.route('**/auth/password-link', () => undefined);
      await page.goto('/password#link=pretended');
      await expect(page.getByRole('heading', { name: stage.words('password:opening.title') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'password-welcome',
    title: 'Choosing the first password',
    audience: 'patient',
    main: true,
    arrange: (stage) => openPasswordLink(stage, 'welcome'),
  },
  {
    id: 'password-reset',
    title: 'Choosing another password',
    audience: 'patient',
    arrange: (stage) => openPasswordLink(stage, 'reset'),
  },
  {
    id: 'password-too-short',
    title: 'The new password is too short',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openPasswordLink(stage, 'welcome');
      await choosePassword(stage, page, 'short', '');
      await expect(page.getByText(stage.words('password:wrong.password'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'password-not-the-same',
    title: 'The new password was typed differently the second time',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openPasswordLink(stage, 'reset');
      await choosePassword(stage, page, PASSWORD, `${PASSWORD}s`);
      await expect(page.getByText(stage.words('password:wrong.repeat'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'password-set',
    title: 'The password is set, and signing in asks for a code, too',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await openPasswordLink(stage, 'reset');
      await pretendRefusal(page, 'usePasswordLink', 'second_factor_required');
      await choosePassword(stage, page, PASSWORD, PASSWORD);
      await expect(page.getByRole('heading', { name: stage.words('password:set.title') })).toBeVisible();
      return page;
    },
  },
  {
    id: 'password-invalid',
    title: 'The link was used already, or replaced by a newer one',
    audience: 'patient',
    main: true,
    arrange: refusedLink('password_link_invalid', 'password:invalid.title'),
  },
  {
    id: 'password-expired',
    title: 'The link has expired',
    audience: 'patient',
    arrange: refusedLink('password_link_expired', 'password:expired.title'),
  },
  {
    id: 'password-offline',
    title: 'The link to choose a password, while the clinic does not answer',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await stage.page();
      await pretendSilence(page, 'inspectPasswordLink');
      await page.goto('/password#link=pretended');
      await expect(page.getByRole('heading', { name: stage.words('password:offline.title') })).toBeVisible();
      return page;
    },
  },
];

export const account: SceneGroup = { name: 'account', scenes };

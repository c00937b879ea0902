import { expect, type Locator, type Page } from '@playwright/test';
import { TOTP } from 'otpauth';
import { callRoute } from '../fixtures/clinic.ts';
import { pretendAnswer } from './answers.ts';
import { PASSWORD, type Doctor } from './people.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { inMinutes, NOW, type PageOptions, type Stage } from './stage.ts';

/** Scenes of a doctor's settings: general, profile and security. */

const DAY_MINUTES = 24 * 60;

/** A page of the settings as the administrator sees it. */
export const openSettings = async (
  stage: Stage,
  section: string,
  shown: (page: Page) => Locator,
  prepare: (page: Page) => Promise<void> = async () => undefined,
  options: PageOptions = {},
): Promise<Page> => {
  const as = options.as ?? (await stage.shared('administrator', (shared) => shared.admin()));
  const page = await stage.page({ ...options, as });
  await prepare(page);
  await page.goto(`/settings/${section}`);
  await expect(shown(page)).toBeVisible();
  return page;
};

/** A secret, recovery codes and devices that are the same in every run. */
export const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const RECOVERY_CODES = [
  'BK7M-Q2XV',
  'C4TN-9WRE',
  'DH3P-LY6A',
  'F8JQ-2KVM',
  'G5XR-7TNC',
  'H9WS-4PDE',
  'J2YT-6QFG',
  'KA3U-8RHJ',
  'L6BV-5SKL',
  'M7CW-9TMN',
];

const pretendFactor = async (page: Page): Promise<void> => {
  const uri = `otpauth://totp/Hillside%20Family%20Clinic?secret=${SECRET}&issuer=Anteroom`;
  await pretendAnswer(page, 'beginSecondFactor', () => ({ success: true, data: { uri, secret: SECRET } }));
  await pretendAnswer(page, 'confirmSecondFactor', () => ({
    success: true,
    data: { recoveryCodes: RECOVERY_CODES },
  }));
};

/** Devices of one person: this one, and others as people have them. */
export const pretendSessions = (page: Page): Promise<void> =>
  pretendAnswer(page, 'listSessions', async (ask) => {
    const { data } = await ask();
    const current = data.sessions
      .filter((session) => session.current)
      .map((session) => ({ ...session, browser: 'chrome' as const, system: 'windows' as const }));
    const before = (minutes: number) => inMinutes(-minutes);
    const other = { byInvitation: false, current: false };
    return {
      success: true,
      data: {
        sessions: [
          ...current,
          {
            ...other,
            id: 'phone',
            createdAt: before(9 * DAY_MINUTES),
            lastSeenAt: before(50),
            browser: 'safari',
            system: 'ios',
          },
          {
            ...other,
            id: 'visit',
            createdAt: before(2 * DAY_MINUTES),
            lastSeenAt: before(2 * DAY_MINUTES - 30),
            browser: 'samsung',
            system: 'android',
            byInvitation: true,
          },
          {
            ...other,
            id: 'unknown',
            createdAt: before(20 * DAY_MINUTES),
            lastSeenAt: before(19 * DAY_MINUTES),
            browser: null,
            system: null,
          },
        ],
      },
    };
  });

/** From the button to the picture for the authenticator app. */
export const beginFactor = async (stage: Stage, page: Page): Promise<Locator> => {
  await pretendFactor(page);
  await page.getByRole('button', { name: stage.words('profile:factor.begin') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(stage.words('profile:setup.password')).fill(PASSWORD);
  await dialog.getByRole('button', { name: stage.words('profile:setup.continue') }).click();
  await expect(dialog.getByLabel(stage.words('profile:setup.code'))).toBeFocused();
  return dialog;
};

/** The second factor of an account is on; what its app shows now has been used. */
export const turnFactorOn = async (stage: Stage, token: string): Promise<void> => {
  const { data } = await callRoute(stage.server, 'beginSecondFactor', { password: PASSWORD }, token);
  const totp = new TOTP({ secret: data.secret });
  await callRoute(stage.server, 'confirmSecondFactor', { code: totp.generate({ timestamp: NOW }) }, token);
};

const openSecurity = (stage: Stage, as?: PageOptions['as']): Promise<Page> =>
  openSettings(
    stage,
    'security',
    (page) => page.getByText(stage.words('profile:sessions.current'), { exact: true }),
    pretendSessions,
    as === undefined ? {} : { as },
  );

const openProfile = (stage: Stage): Promise<Page> =>
  openSettings(stage, 'profile', (page) => page.getByLabel(stage.words('profile:person.fullname')));

/** Has signed in with the code, which is needed for each session. */
const withFactor = async (stage: Stage): Promise<Pick<Doctor, 'refreshToken'>> => {
  const { token, refreshToken } = await stage.doctor();
  await turnFactorOn(stage, token);
  return { refreshToken };
};

const scenes: readonly Scene[] = [
  {
    id: 'settings',
    title: 'General settings',
    audience: 'doctor',
    main: true,
    arrange: (stage) =>
      openSettings(stage, 'general', (page) =>
        page.getByRole('heading', { name: stage.words('settings:language.title') }),
      ),
  },
  {
    id: 'settings-offline',
    title: 'Settings without a connection',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openSettings(
        stage,
        'general',
        (opened) => opened.getByText(stage.words('connection.online')).first(),
        undefined,
        { cuttable: true },
      );
      await stage.cut(page);
      await expect(page.getByText(stage.words('connection.doctorOffline'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-profile',
    title: 'The doctor’s own profile',
    audience: 'doctor',
    main: true,
    arrange: openProfile,
  },
  {
    id: 'settings-profile-errors',
    title: 'A profile without a name, and with a phone number that is too long',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openProfile(stage);
      await page.getByLabel(stage.words('profile:person.fullname')).fill('');
      await page.getByLabel(stage.words('profile:person.phone')).fill('555 '.repeat(10));
      await page.getByRole('button', { name: stage.words('profile:person.save') }).click();
      await expect(page.getByText(stage.words('profile:person.wrong.phone'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-profile-saved',
    title: 'The profile is saved',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openProfile(stage);
      await page.getByRole('button', { name: stage.words('profile:person.save') }).click();
      await expect(page.getByText(stage.words('profile:person.saved'), { exact: true })).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-security',
    title: 'Password, no second factor, and the signed-in devices',
    audience: 'doctor',
    main: true,
    arrange: (stage) => openSecurity(stage),
  },
  {
    id: 'settings-security-wrong-password',
    title: 'The current password is wrong',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openSecurity(stage);
      await page.getByLabel(stage.words('profile:password.current')).fill('not the password');
      await page.getByLabel(stage.words('profile:password.new')).fill('four unrelated words here');
      await page.getByRole('button', { name: stage.words('profile:password.submit') }).click();
      await expect(page.getByText(stage.words('errors:wrong_password'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-security-end-session',
    title: 'Asked before a device is signed out',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openSecurity(stage);
      await page.getByRole('button', { name: /Safari/ }).click();
      await expect(page.getByText(stage.words('profile:sessions.ask.title'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-security-scan',
    title: 'The picture for the authenticator app',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openSecurity(stage);
      await beginFactor(stage, page);
      return page;
    },
  },
  {
    id: 'settings-security-codes',
    title: 'The recovery codes, shown once',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openSecurity(stage);
      const dialog = await beginFactor(stage, page);
      await dialog.getByLabel(stage.words('profile:setup.code')).fill('123456');
      await dialog.getByRole('button', { name: stage.words('profile:setup.turnOn') }).click();
      await expect(dialog.getByText(stage.words('profile:codes.once'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'settings-security-on',
    title: 'The second factor is on',
    audience: 'doctor',
    arrange: async (stage) => openSecurity(stage, await withFactor(stage)),
  },
  {
    id: 'settings-security-off',
    title: 'Turning the second factor off, with a wrong code',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await openSecurity(stage, await withFactor(stage));
      await page.getByRole('button', { name: stage.words('profile:factor.remove') }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(stage.words('profile:setup.password')).fill(PASSWORD);
      await dialog.getByLabel(stage.words('profile:remove.code')).fill('000000');
      await dialog.getByRole('button', { name: stage.words('profile:remove.submit') }).click();
      await expect(dialog.getByText(stage.words('errors:wrong_code'))).toBeVisible();
      return page;
    },
  },
];

export const settings: SceneGroup = { name: 'settings', scenes };

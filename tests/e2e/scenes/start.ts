import type { Page } from '@playwright/test';
import { PROTOCOL_VERSION } from '../../../server/protocol/index.ts';
import type { Scene, SceneGroup } from './scene.ts';
import type { Stage } from './stage.ts';

/** Scenes of whoever is not in the clinic yet: set-up, sign-in, invitations, and pages that stand in the way. */

/** The clinic answers as another one would: not set up, or of another version. */
const pretendClinic = (page: Page, changes: Record<string, unknown>): Promise<unknown> =>
  page.route('**/api/clinic', async (route) => {
    const response = await route.fetch();
    const { data } = (await response.json()) as { data: object };
    await route.fulfill({ response, json: { success: true, data: { ...data, ...changes } } });
  });

const setUpPage = async (stage: Stage, needsSetupCode: boolean): Promise<Page> => {
  const page = await stage.page();
  await pretendClinic(page, { name: null, needsSetup: true, needsSetupCode });
  await page.goto('/');
  await page.getByRole('button', { name: stage.words('setup:submit') }).waitFor();
  return page;
};

const signInPage = async (stage: Stage): Promise<Page> => {
  const page = await stage.page();
  await page.goto('/');
  await page.getByRole('button', { name: stage.words('signIn:submit') }).waitFor();
  return page;
};

/** The invitation's page, when the server refuses with this code. */
const refusedInvitation =
  (code: string, status: number, title: string) =>
  async (stage: Stage): Promise<Page> => {
    const page = await stage.page();
    await page.route('**/auth/invite', (route) =>
      route.fulfill({ status, json: { success: false, code, message: code } }),
    );
    await page.goto('/visit#invite=pretended');
    await page.getByRole('heading', { name: stage.words(title) }).waitFor();
    return page;
  };

const scenes: readonly Scene[] = [
  {
    id: 'setup-empty',
    title: 'Set-up of a new clinic',
    audience: 'anyone',
    main: true,
    arrange: (stage) => setUpPage(stage, false),
  },
  {
    id: 'setup-errors',
    title: 'Set-up with everything missing or wrong',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await setUpPage(stage, false);
      await page.getByLabel(stage.words('setup:email')).fill('ada at the clinic');
      await page.getByRole('button', { name: stage.words('setup:submit') }).click();
      await page.getByText(stage.words('setup:wrong.clinicName')).waitFor();
      return page;
    },
  },
  {
    id: 'setup-code',
    title: 'Set-up from another machine asks for the code',
    audience: 'anyone',
    arrange: (stage) => setUpPage(stage, true),
  },
  {
    id: 'sign-in',
    title: 'Sign-in',
    audience: 'anyone',
    main: true,
    arrange: signInPage,
  },
  {
    id: 'sign-in-wrong-password',
    title: 'Sign-in with a wrong password',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await signInPage(stage);
      await page.getByLabel(stage.words('signIn:email')).fill('ada@clinic.example');
      await page.getByLabel(stage.words('signIn:password'), { exact: true }).fill('not the password');
      await page.getByRole('button', { name: stage.words('signIn:submit') }).click();
      await page.getByRole('alert').waitFor();
      return page;
    },
  },
  {
    id: 'sign-in-offline',
    title: 'Sign-in while the clinic does not answer',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await signInPage(stage);
      await page.getByLabel(stage.words('signIn:email')).fill('ada@clinic.example');
      await page.getByLabel(stage.words('signIn:password'), { exact: true }).fill('not the password');
      await stage.cut(page);
      await page.getByRole('button', { name: stage.words('signIn:submit') }).click();
      await page.getByRole('alert').waitFor();
      return page;
    },
  },
  {
    id: 'restoring-offline',
    title: 'The page is there, the clinic does not answer',
    audience: 'anyone',
    main: true,
    arrange: async (stage) => {
      const page = await stage.page();
      await page.route('**/api/clinic', (route) => route.abort('internetdisconnected'));
      await page.goto('/');
      await page.getByText(stage.words('restoring.offline')).waitFor();
      return page;
    },
  },
  {
    id: 'visit-opening',
    title: 'An invitation is being opened',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await stage.page();
      await page.route('**/auth/invite', () => undefined);
      await page.goto('/visit#invite=pretended');
      await page.getByRole('heading', { name: stage.words('visit:opening.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'visit-invalid',
    title: 'A link that does not work',
    audience: 'patient',
    main: true,
    arrange: refusedInvitation('invitation_invalid', 401, 'visit:invalid.title'),
  },
  {
    id: 'visit-expired',
    title: 'An invitation that has expired',
    audience: 'patient',
    arrange: refusedInvitation('invitation_expired', 401, 'visit:expired.title'),
  },
  {
    id: 'visit-used-up',
    title: 'An invitation that was opened too often',
    audience: 'patient',
    arrange: refusedInvitation('invitation_used_up', 401, 'visit:usedUp.title'),
  },
  {
    id: 'visit-offline',
    title: 'An invitation while the clinic does not answer',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await stage.page();
      await page.route('**/auth/invite', (route) => route.abort('internetdisconnected'));
      await page.goto('/visit#invite=pretended');
      await page.getByRole('heading', { name: stage.words('visit:offline.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'visit-opened-elsewhere',
    title: 'The invitation was opened on another device meanwhile',
    audience: 'patient',
    arrange: async (stage) => {
      const visit = await (await stage.doctor()).invite('Grace Hopkins');
      const page = await stage.patientPage(visit);
      await page.getByText(stage.words('connection.online')).waitFor();
      await visit.open();
      await page.getByRole('heading', { name: stage.words('signedOut.openedElsewhereTitle') }).waitFor();
      return page;
    },
  },
  {
    id: 'signed-out',
    title: 'A page of a session that is over',
    audience: 'patient',
    arrange: async (stage) => {
      const page = await stage.page();
      await page.goto('/waiting-room/somewhere');
      await page.getByRole('heading', { name: stage.words('signedOut.endedTitle') }).waitFor();
      return page;
    },
  },
  {
    id: 'not-found',
    title: 'An address that leads nowhere',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await stage.page();
      await page.goto('/nowhere');
      await page.getByRole('heading', { name: stage.words('notFound.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'update-gate',
    title: 'The page is older than the clinic’s server',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await stage.page();
      await pretendClinic(page, { protocol: PROTOCOL_VERSION + 1 });
      await page.goto('/');
      await page.getByRole('heading', { name: stage.words('update.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'crash',
    title: 'A page that failed',
    audience: 'anyone',
    arrange: async (stage) => {
      const page = await stage.page();
      // A part of the page that cannot be loaded, such as after an update of the server.
      await page.route('**/assets/sign-in-page*', (route) => route.abort());
      await page.goto('/');
      await page.getByRole('heading', { name: stage.words('crash.title') }).waitFor();
      return page;
    },
  },
];

export const start: SceneGroup = { name: 'start', scenes };

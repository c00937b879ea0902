import type { Page } from '@playwright/test';
import type { StartFailure } from '../../../server/protocol/start-failure.ts';
import type { ClinicKeyState, SecretsState } from '../../../src-preload/contract.ts';
import { SAMPLE_CLINIC_KEY, SAMPLE_RECOVERY_KEY } from '../../support/desktop/bridge-samples.ts';
import type { FakeAnswers } from '../../support/desktop/fake-bridge.ts';
import { openHosting } from './hosting.ts';
import type { Scene, SceneGroup } from './scene.ts';
import type { Stage } from './stage.ts';

/** Scenes of how the hosted clinic's data is protected, and of the pages that ask for its keys. */

const key = (changes: Partial<ClinicKeyState> = {}): FakeAnswers => ({
  'clinic-key:state': () => ({ ...SAMPLE_CLINIC_KEY, ...changes }),
});

const secrets = (status: SecretsState['status']): FakeAnswers => ({
  'secrets:state': () => ({ status }),
});

const button = (page: Page, stage: Stage, text: string) =>
  page.getByRole('button', { name: stage.words(text) });

const protection = (stage: Stage, answers: FakeAnswers): Promise<Page> =>
  openHosting(
    stage,
    'protection',
    (page) => page.getByRole('heading', { name: stage.words('protection:page.data.title') }),
    answers,
  );

/** A page in front of all others. */
const gate = async (stage: Stage, title: string, desktop: FakeAnswers): Promise<Page> => {
  const page = await stage.page({ desktop });
  await page.goto('/');
  await page.getByRole('heading', { name: stage.words(title) }).waitFor();
  return page;
};

const closed = (code: StartFailure): FakeAnswers => ({
  'hosted-server:state': () => ({ status: 'failed', code, cause: `the clinic cannot start: ${code}` }),
});

const recovering = async (stage: Stage, typed: string, desktop: FakeAnswers): Promise<Page> => {
  const page = await gate(stage, 'protection:recover.key_missing', { ...closed('key_missing'), ...desktop });
  await page.getByLabel(stage.words('protection:recover.label'), { exact: true }).fill(typed);
  return page;
};

const scenes: readonly Scene[] = [
  {
    id: 'protection',
    title: 'How the clinic’s data is protected',
    audience: 'doctor',
    main: true,
    arrange: (stage) => protection(stage, key()),
  },
  {
    id: 'protection-not-kept',
    title: 'The recovery key is shown, and nobody keeps it yet',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await protection(stage, key({ isKept: false, isReminderDue: true }));
      await button(page, stage, 'protection:page.recovery.show').click();
      await button(page, stage, 'protection:page.recovery.print').waitFor();
      return page;
    },
  },
  {
    id: 'protection-passphrase',
    title: 'Protection where a passphrase keeps the keys',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await protection(stage, { ...key({ plainFiles: 1 }), ...secrets('unlocked') });
      await button(page, stage, 'protection:page.passphrase.submit').click();
      await page.getByText(stage.words('protection:passphrase.missing')).waitFor();
      return page;
    },
  },
  {
    id: 'protection-plain',
    title: 'Protection of a clinic that is not encrypted yet',
    audience: 'doctor',
    arrange: (stage) => protection(stage, key({ status: 'plain', isKept: false })),
  },
  {
    id: 'protection-reminder',
    title: 'A reminder of the recovery key',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await openHosting(
        stage,
        'panel',
        (opened) => opened.getByRole('region', { name: stage.words('protection:reminder.label') }),
        key({ isKept: false, isReminderDue: true }),
      );
      return page;
    },
  },
  {
    id: 'passphrase-choose',
    title: 'A computer without a key store asks for a passphrase',
    audience: 'doctor',
    main: true,
    arrange: (stage) => gate(stage, 'protection:choose.title', secrets('unset')),
  },
  {
    id: 'passphrase-choose-errors',
    title: 'A passphrase that is too short',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await gate(stage, 'protection:choose.title', secrets('unset'));
      await page.getByLabel(stage.words('protection:passphrase.label'), { exact: true }).fill('short');
      await button(page, stage, 'protection:choose.submit').click();
      await page.getByText(stage.words('protection:passphrase.short')).waitFor();
      return page;
    },
  },
  {
    id: 'passphrase-unlock',
    title: 'The app asks for the passphrase',
    audience: 'doctor',
    main: true,
    arrange: (stage) => gate(stage, 'protection:unlock.title', secrets('locked')),
  },
  {
    id: 'passphrase-wrong',
    title: 'A wrong passphrase',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await gate(stage, 'protection:unlock.title', {
        ...secrets('locked'),
        'secrets:unlock': () => ({ status: 'wrong_passphrase' }),
      });
      await page.getByLabel(stage.words('protection:passphrase.label'), { exact: true }).fill('not this one');
      await button(page, stage, 'protection:unlock.submit').click();
      await page.getByText(stage.words('protection:passphrase.wrong')).waitFor();
      return page;
    },
  },
  {
    id: 'passphrase-forgotten',
    title: 'A forgotten passphrase',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await gate(stage, 'protection:unlock.title', secrets('locked'));
      await button(page, stage, 'protection:unlock.forgotten').click();
      await page.getByRole('heading', { name: stage.words('protection:forgotten.title') }).waitFor();
      return page;
    },
  },
  {
    id: 'recover-missing',
    title: 'A clinic without a key on this computer',
    audience: 'doctor',
    main: true,
    arrange: (stage) => gate(stage, 'protection:recover.key_missing', closed('key_missing')),
  },
  {
    id: 'recover-wrong-key',
    title: 'A clinic with another key',
    audience: 'doctor',
    arrange: (stage) => gate(stage, 'protection:recover.wrong_key', closed('wrong_key')),
  },
  {
    id: 'recover-unreadable',
    title: 'A key that the system does not give back',
    audience: 'doctor',
    arrange: (stage) => gate(stage, 'protection:recover.secrets_unreadable', closed('secrets_unreadable')),
  },
  {
    id: 'recover-moved',
    title: 'A clinic is brought from another computer',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await stage.page({ desktop: {} });
      await page.goto('/recover');
      await page.getByRole('heading', { name: stage.words('protection:recover.moved') }).waitFor();
      return page;
    },
  },
  {
    id: 'key-lost',
    title: 'The key by which patients know the clinic cannot be read',
    audience: 'doctor',
    main: true,
    arrange: (stage) => gate(stage, 'clinicIdentity:lost.title', closed('tls_key_unreadable')),
  },
  {
    id: 'recover-mistyped',
    title: 'A slip in the recovery key',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await recovering(stage, SAMPLE_RECOVERY_KEY.replace(/.$/, '0'), {});
      await button(page, stage, 'protection:recover.submit').click();
      await page.getByText(stage.words('protection:refused.mistyped')).waitFor();
      return page;
    },
  },
  {
    id: 'recover-other-clinic',
    title: 'The recovery key of another clinic',
    audience: 'doctor',
    arrange: async (stage) => {
      const page = await recovering(stage, SAMPLE_RECOVERY_KEY, {
        'clinic-key:recover': () => ({ status: 'refused', code: 'wrong_key' }),
      });
      await button(page, stage, 'protection:recover.submit').click();
      await page.getByText(stage.words('protection:refused.wrong_key')).waitFor();
      return page;
    },
  },
  {
    id: 'recover-backup',
    title: 'A backup that the recovery key opens',
    audience: 'doctor',
    main: true,
    arrange: async (stage) => {
      const page = await recovering(stage, SAMPLE_RECOVERY_KEY, {
        'clinic-key:choose-backup': () => ({
          status: 'inspected',
          name: 'anteroom-2027-03-09T08-00-00Z.sqlite',
          madeAt: Date.parse('2027-03-09T08:00:00Z'),
          replaces: true,
        }),
      });
      await button(page, stage, 'protection:recover.backup.choose').click();
      await button(page, stage, 'protection:recover.backup.restore').waitFor();
      return page;
    },
  },
];

export const protectionScenes: SceneGroup = { name: 'protection', scenes };

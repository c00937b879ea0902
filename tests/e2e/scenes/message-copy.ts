import { expect } from '@playwright/test';
import { SAMPLE_COPY } from '../../support/desktop/bridge-samples.ts';
import type { Scene, SceneGroup } from './scene.ts';
import { NOW } from './stage.ts';

/** Scenes of the app's own copy of conversations: what a person is told of it, and what becomes of it. */

const scenes: readonly Scene[] = [
  {
    id: 'messages-copy-restored',
    title: 'The messages on this computer were damaged and are restored',
    audience: 'doctor',
    arrange: async (stage) => {
      const doctor = await stage.doctor();
      await doctor.invite('Grace Hopkins');
      const page = await stage.page({
        as: doctor,
        desktop: { 'message-cache:open': () => ({ ...SAMPLE_COPY, condition: 'restored' }) },
      });
      await page.goto('/messages');
      await expect(page.getByText(stage.words('copy:condition.restored'))).toBeVisible();
      return page;
    },
  },
  {
    id: 'sign-out-letters-wait',
    title: 'Somebody signs out of the app, and a message has not been sent',
    audience: 'doctor',
    arrange: async (stage) => {
      const letter = { clientId: 'c-1', to: 'somebody', message: 'Take two of them.', createdAt: NOW };
      const page = await stage.page({
        as: await stage.doctor(),
        desktop: {
          'message-cache:open': () => ({
            ...SAMPLE_COPY,
            letters: [{ ...letter, order: NOW, failed: 'forbidden' }],
          }),
        },
      });
      await page.goto('/settings/general');
      await page.getByRole('button', { name: stage.words('settings:account.signOut') }).click();
      await expect(page.getByRole('dialog', { name: stage.words('copy:signOut.title') })).toBeVisible();
      return page;
    },
  },
];

export const messageCopy: SceneGroup = { name: 'message-copy', scenes };

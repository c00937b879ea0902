import { cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { HostedServerState } from '../../src-preload/contract.ts';
import { ProtectionPage } from '../../src-renderer/features/protection/protection-page.tsx';
import { SAMPLE_CLINIC_KEY, SAMPLE_RECOVERY_KEY } from '../support/desktop/bridge-samples.ts';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const setUp = async (answers: FakeAnswers) => {
  const fake = createFakeBridge(answers);
  const made = createTestServices({}, null);
  const host = {
    state: createStore<HostedServerState>(() => ({ status: 'stopped' })),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    restart: () => Promise.resolve(),
  };
  const services = { ...made, platform: { ...made.platform, desktop: fake.bridge, host } };
  await renderApp(<ProtectionPage />, { services, path: '/settings/hosting/protection' });
  return { fake, user: userEvent.setup() };
};

afterEach(cleanup);

it('shows and prints the recovery key only when it is asked for, and remembers that it is kept', async () => {
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
  const { user } = await setUp({
    'clinic-key:state': () => ({ ...SAMPLE_CLINIC_KEY, isKept: false, isReminderDue: true }),
    'clinic-key:confirm-kept': () => ({ ...SAMPLE_CLINIC_KEY, isKept: true }),
  });
  expect(await screen.findByText(/Nobody has confirmed yet/)).not.toBeNull();
  expect(screen.queryByRole('list')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Show the recovery key' }));
  const groups = await screen.findByRole('list', { name: 'Recovery key in groups of four' });
  expect(Array.from(groups.children, ({ textContent }) => textContent).join('-')).toBe(SAMPLE_RECOVERY_KEY);
  expect(screen.getByRole('img', { name: 'The recovery key as a QR code' })).not.toBeNull();
  await user.click(screen.getByRole('button', { name: 'Print' }));
  expect(print).toHaveBeenCalledOnce();
  await user.click(screen.getByRole('button', { name: 'I have kept it' }));
  expect(await screen.findByText('You have confirmed that you keep it.')).not.toBeNull();
  expect(screen.queryByRole('button', { name: 'I have kept it' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Hide it' }));
  expect(screen.queryByRole('list')).toBeNull();
  print.mockRestore();
});

it('changes the passphrase where there is one, and says when the present one is wrong', async () => {
  const { fake, user } = await setUp({
    'secrets:state': () => ({ status: 'unlocked' }),
    'secrets:change-passphrase': ({ current }) => ({
      status: current === 'the right passphrase' ? 'done' : 'wrong_passphrase',
    }),
  });
  const fill = async (label: string, text: string) => {
    await user.clear(await screen.findByLabelText(label));
    await user.click(screen.getByLabelText(label));
    await user.paste(text);
  };
  const change = () => user.click(screen.getByRole('button', { name: 'Change the passphrase' }));
  await fill('Present passphrase', 'a wrong passphrase');
  await fill('New passphrase', 'short');
  await change();
  expect(await screen.findByText('Use at least 12 characters.')).not.toBeNull();
  await fill('New passphrase', 'a new passphrase');
  await fill('The same again', 'a new passphrase');
  await change();
  expect(await screen.findByText(/That is not the passphrase/)).not.toBeNull();
  await fill('Present passphrase', 'the right passphrase');
  await change();
  expect(await screen.findByText('The passphrase was changed.')).not.toBeNull();
  expect(fake.calls.filter(({ call }) => call === 'secrets:change-passphrase').at(-1)?.input).toEqual({
    current: 'the right passphrase',
    next: 'a new passphrase',
  });
});

it('says that the state cannot be read, and reads it again', async () => {
  let works = false;
  const { user } = await setUp({
    'clinic-key:state': () => (works ? SAMPLE_CLINIC_KEY : Promise.reject(new Error('no'))),
  });
  expect(await screen.findByText("The state of the protection can't be read.")).not.toBeNull();
  works = true;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(/Encrypted on this computer/)).not.toBeNull();
});

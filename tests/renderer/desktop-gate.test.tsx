import { cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Suspense } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Route, Routes } from 'react-router';
import { createStore } from 'zustand/vanilla';
import { databaseKeyFrom, formatRecoveryKey } from '../../server/protocol/recovery-key.ts';
import type { Consequence, HostedServerState } from '../../src-preload/contract.ts';
import { createComputer } from '../../src-renderer/features/computer/computer.ts';
import { RecoverPage } from '../../src-renderer/features/protection/recover-page.tsx';
import { DesktopGate } from '../../src-renderer/features/protection/desktop-gate.tsx';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const KEY = formatRecoveryKey(databaseKeyFrom(new Uint8Array(32).fill(0xa5)));

const setUp = async (
  answers: FakeAnswers,
  { state = { status: 'stopped' }, path = '/' }: { state?: HostedServerState; path?: string } = {},
) => {
  const fake = createFakeBridge(answers);
  const made = createTestServices({}, null);
  made.platform.serverUrl.setState(null, true);
  const host = {
    state: createStore<HostedServerState>(() => state),
    start: vi.fn(() => Promise.resolve()),
    stop: vi.fn(() => Promise.resolve()),
    restart: vi.fn(() => Promise.resolve()),
  };
  const services = { ...made, platform: { ...made.platform, desktop: fake.bridge, host } };
  const onUnlocked = vi.fn();
  await renderApp(
    <Suspense>
      <DesktopGate desktop={fake.bridge} host={host} onUnlocked={onUnlocked}>
        <h1>The app</h1>
      </DesktopGate>
    </Suspense>,
    { services, path },
  );
  const failure = () => services.failures.state.getState().last?.failure;
  return { fake, host, failure, onUnlocked, user: userEvent.setup() };
};

const heading = (name: string) => screen.findByRole('heading', { name });
const calls = (fake: ReturnType<typeof createFakeBridge>, call: string) =>
  fake.calls.filter((made) => made.call === call).map(({ input }) => input);

afterEach(cleanup);

describe('the gate of the app', () => {
  it('is open where the system keeps the keys', async () => {
    await setUp({ 'secrets:state': () => ({ status: 'system' }) });
    expect(await heading('The app')).not.toBeNull();
  });

  it('asks for the passphrase, says when it is wrong, and opens', async () => {
    let right = false;
    const { fake, onUnlocked, user } = await setUp({
      'secrets:state': () => ({ status: 'locked' }),
      'secrets:unlock': () => ({ status: right ? 'done' : 'wrong_passphrase' }),
    });
    await heading('Unlock Anteroom');
    expect(screen.queryByText('The app')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Unlock' }));
    expect(await screen.findByText('Write your passphrase.')).not.toBeNull();
    await user.type(screen.getByLabelText('Passphrase'), 'not this one');
    await user.click(screen.getByRole('button', { name: 'Unlock' }));
    expect(await screen.findByText(/That is not the passphrase/)).not.toBeNull();
    expect(onUnlocked).not.toHaveBeenCalled();
    right = true;
    await user.click(screen.getByRole('button', { name: 'Unlock' }));
    await vi.waitFor(() => expect(onUnlocked).toHaveBeenCalledOnce());
    expect(calls(fake, 'secrets:unlock')).toEqual([
      { passphrase: 'not this one' },
      { passphrase: 'not this one' },
    ]);
  });

  it('says what a forgotten passphrase costs before it starts over', async () => {
    let status: 'locked' | 'unset' = 'locked';
    const { fake, user } = await setUp({
      'secrets:state': () => ({ status }),
      'secrets:start-over': () => {
        status = 'unset';
        return { status: 'done' };
      },
    });
    await heading('Unlock Anteroom');
    await user.click(screen.getByRole('button', { name: 'I have forgotten it' }));
    await heading('Without the passphrase');
    expect(screen.getByText(/nothing of the clinic is lost/)).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Try the passphrase again' }));
    expect(calls(fake, 'secrets:start-over')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'I have forgotten it' }));
    await user.click(screen.getByRole('button', { name: 'Start over with a new passphrase' }));
    expect(await heading('Choose a passphrase for this computer')).not.toBeNull();
  });

  it('has a new passphrase typed twice, and can be put off until the clinic needs it', async () => {
    let status: 'unset' | 'unlocked' = 'unset';
    const { fake, host, user } = await setUp({
      'secrets:state': () => ({ status }),
      'secrets:set-passphrase': () => {
        status = 'unlocked';
        return { status: 'done' };
      },
    });
    await heading('Choose a passphrase for this computer');
    await user.click(screen.getByRole('button', { name: 'Not now' }));
    await heading('The app');
    host.state.setState({ status: 'failed', code: 'secrets_locked', cause: 'locked' }, true);
    await heading('Choose a passphrase for this computer');
    await user.type(screen.getByLabelText('Passphrase'), 'correct horse battery');
    await user.type(screen.getByLabelText('The same again'), 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Use this passphrase' }));
    expect(await screen.findByText('The two are not the same.')).not.toBeNull();
    await user.type(screen.getByLabelText('The same again'), ' battery');
    await user.click(screen.getByRole('button', { name: 'Use this passphrase' }));
    await heading('The app');
    expect(calls(fake, 'secrets:set-passphrase')).toEqual([{ passphrase: 'correct horse battery' }]);
  });

  it.each([
    ['key_missing', 'This computer has no key for your clinic'],
    ['wrong_key', 'The key of this computer does not fit your clinic'],
    ['secrets_unreadable', "This computer can't read the clinic's key any more"],
  ] as const)('asks for the recovery key when the clinic fails by %s', async (code, title) => {
    const { fake, user, failure } = await setUp(
      {
        'clinic-key:recover': ({ recoveryKey }) =>
          recoveryKey === KEY ? { status: 'recovered' } : { status: 'refused', code: 'wrong_key' },
      },
      { state: { status: 'failed', code, cause: code } },
    );
    await heading(title);
    expect(failure()).toBe('hosting-failed');
    const field = screen.getByLabelText('Recovery key');
    await user.click(field);
    await user.paste(KEY.slice(0, -1));
    await user.click(screen.getByRole('button', { name: 'Open the clinic' }));
    expect(await screen.findByText(/Something is missing/)).not.toBeNull();
    expect(calls(fake, 'clinic-key:recover')).toEqual([]);
    await user.type(field, KEY.slice(-1));
    await user.click(screen.getByRole('button', { name: 'Open the clinic' }));
    expect(await screen.findByText('The clinic is open and starts now.')).not.toBeNull();
    expect(calls(fake, 'clinic-key:recover')).toEqual([{ recoveryKey: KEY }]);
  });

  it('restores a backup with the recovery key, after saying what it is', async () => {
    const { fake, user } = await setUp(
      {
        'clinic-key:choose-backup': () => ({
          status: 'inspected',
          name: 'clinic.sqlite',
          madeAt: null,
          replaces: true,
        }),
        'leaving:consequences': () => [],
      },
      { state: { status: 'failed', code: 'key_missing', cause: 'x' } },
    );
    await heading('This computer has no key for your clinic');
    await user.click(screen.getByRole('button', { name: 'Choose a backup file' }));
    expect(await screen.findByText('Write the recovery key.')).not.toBeNull();
    await user.click(screen.getByLabelText('Recovery key'));
    await user.paste(KEY);
    await user.click(screen.getByRole('button', { name: 'Choose a backup file' }));
    expect(await screen.findByText(/clinic.sqlite is complete/)).not.toBeNull();
    expect(screen.getByText(/is kept beside it/)).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    expect(await screen.findByText(/was restored/)).not.toBeNull();
    expect(calls(fake, 'clinic-key:restore')).toEqual([undefined]);
  });

  it('blames neither the key nor the file alone when one does not open the other', async () => {
    const { user } = await setUp(
      { 'clinic-key:choose-backup': () => ({ status: 'refused', code: 'wrong_key' }) },
      { state: { status: 'failed', code: 'key_missing', cause: 'x' } },
    );
    await heading('This computer has no key for your clinic');
    await user.click(screen.getByLabelText('Recovery key'));
    await user.paste(KEY);
    await user.click(screen.getByRole('button', { name: 'Choose a backup file' }));
    expect(
      await screen.findByText(/This file is no backup, or it is of a clinic with another/),
    ).not.toBeNull();
  });

  it('offers a way back to a clinic whose own key nobody can read, and a new key only when asked', async () => {
    const { fake, host, user } = await setUp(
      {},
      { state: { status: 'failed', code: 'tls_key_unreadable', cause: 'x' } },
    );
    await heading("This computer can't read the key by which patients know your clinic");
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(host.start).toHaveBeenCalledOnce();
    await user.click(screen.getByRole('button', { name: 'Make a new key…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Make a new key?' }));
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(calls(fake, 'certificates:replace-key')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Make a new key…' }));
    await user.click(await screen.findByRole('button', { name: 'Make a new key' }));
    await vi.waitFor(() => expect(host.start).toHaveBeenCalledTimes(2));
    expect(calls(fake, 'certificates:replace-key')).toEqual([undefined]);
  });

  it('says when there can be no new key', async () => {
    const { host, user } = await setUp(
      { 'certificates:replace-key': () => ({ status: 'failed' }) },
      { state: { status: 'failed', code: 'tls_key_unreadable', cause: 'x' } },
    );
    await user.click(await screen.findByRole('button', { name: 'Make a new key…' }));
    await user.click(await screen.findByRole('button', { name: 'Make a new key' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/nothing was changed/);
    expect(host.start).not.toHaveBeenCalled();
  });

  it('leaves the panel and other failures alone', async () => {
    await setUp({}, { state: { status: 'failed', code: 'key_missing', cause: 'x' }, path: '/hosting' });
    expect(await heading('The app')).not.toBeNull();
    cleanup();
    await setUp({}, { state: { status: 'failed', code: 'port_in_use', cause: 'x' } });
    expect(await heading('The app')).not.toBeNull();
  });
});

describe('a clinic that comes from another computer', () => {
  const openRecoverPage = async (consequences: Consequence[]) => {
    const fake = createFakeBridge({
      'clinic-key:choose-backup': () => ({
        status: 'inspected',
        name: 'clinic.sqlite',
        madeAt: null,
        replaces: false,
      }),
      'leaving:consequences': () => consequences,
    });
    const made = createTestServices({}, null);
    const host = {
      state: createStore<HostedServerState>(() => ({ status: 'stopped' })),
      start: vi.fn(() => Promise.resolve()),
      stop: vi.fn(() => Promise.resolve()),
      restart: vi.fn(() => Promise.resolve()),
    };
    const services = {
      ...made,
      platform: { ...made.platform, desktop: fake.bridge, host },
      computer: createComputer(fake.bridge),
    };
    await renderApp(
      <Suspense>
        <Routes>
          <Route index element={<h1>The first page</h1>} />
          <Route path="recover" element={<RecoverPage />} />
        </Routes>
      </Suspense>,
      { services, path: '/recover' },
    );
    const user = userEvent.setup();
    await heading('Bring a clinic to this computer');
    expect(screen.getByRole('link', { name: 'Back' }).getAttribute('href')).toBe('/');
    await user.click(screen.getByLabelText('Recovery key'));
    await user.paste(KEY);
    await user.click(screen.getByRole('button', { name: 'Choose a backup file' }));
    await user.click(await screen.findByRole('button', { name: 'Restore this backup' }));
    return { fake, user };
  };

  it('is opened by its recovery key and a backup, without any failure before', async () => {
    const { fake } = await openRecoverPage([]);
    await heading('The first page');
    expect(calls(fake, 'leaving:consequences')).toEqual([{ intent: 'stop-clinic' }]);
    expect(calls(fake, 'clinic-key:restore')).toEqual([undefined]);
  });

  it('asks before it takes the place of one that somebody is in', async () => {
    const { fake, user } = await openRecoverPage([{ kind: 'patients-waiting', count: 2 }]);
    const dialog = await screen.findByRole('dialog', { name: 'Restore this backup?' });
    expect(within(dialog).getByRole('listitem').textContent).toBe('2 patients are waiting.');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(calls(fake, 'clinic-key:restore')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Restore this backup' }));
    const again = await screen.findByRole('dialog', { name: 'Restore this backup?' });
    await user.click(within(again).getByRole('button', { name: 'Restore' }));
    await heading('The first page');
    expect(calls(fake, 'clinic-key:restore')).toEqual([undefined]);
  });
});

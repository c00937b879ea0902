import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { START_FAILURES } from '../../server/protocol/start-failure.ts';
import type { ClinicNumbers, HostedServerState } from '../../src-preload/contract.ts';
import { createComputer } from '../../src-renderer/features/computer/computer.ts';
import { HostingPage } from '../../src-renderer/features/hosting/hosting-page.tsx';
import texts from '../../src-renderer/i18n/en/doctor/clinic-failure.json';
import { createDesktopPlatform } from '../../src-renderer/platform/desktop.ts';
import { clinicNumbers } from '../support/desktop/clinic-numbers.ts';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

/** The panel of the hosted clinic over a bridge without a process behind it, with nobody signed in. */

const RUNNING: HostedServerState = {
  status: 'running',
  url: 'http://127.0.0.1:4000',
  startedAt: '2030-01-01T08:00:00Z',
};

const numbersWith = (changes: Partial<ClinicNumbers['now']>): ClinicNumbers =>
  clinicNumbers({ at: '2030-01-01T09:00:00Z', startedAt: '2030-01-01T08:00:00Z' }, changes);

const openPanel = async (answers: FakeAnswers = {}, state: HostedServerState = RUNNING) => {
  const fake = createFakeBridge({
    'hosted-server:state': () => state,
    'hosted-server:report': () => ({ numbers: numbersWith({}), lines: [] }),
    'leaving:consequences': () => [],
    ...answers,
  });
  const services = createTestServices({});
  const platform = { ...services.platform, ...(await createDesktopPlatform(fake.bridge, window)) };
  await renderApp(
    <Routes>
      <Route path="/hosting" element={<HostingPage />} />
    </Routes>,
    { services: { ...services, platform, computer: createComputer(fake.bridge) }, path: '/hosting' },
  );
  await screen.findByRole('heading', { name: 'The clinic on this computer' });
  const callsOf = (name: string) => fake.calls.filter(({ call }) => call === name);
  return { ...fake, callsOf, failures: services.failures, user: userEvent.setup() };
};

const button = (name: string) => screen.findByRole('button', { name });
const region = (name: string) => screen.findByRole('region', { name });

describe('start, stop and restart', () => {
  it('happen at once while nobody is there', async () => {
    const { user, callsOf } = await openPanel({ 'hosted-server:restart': () => RUNNING });
    await user.click(await button('Restart'));
    await waitFor(() => expect(callsOf('hosted-server:restart')).toHaveLength(1));
    await user.click(await button('Stop'));
    await waitFor(() => expect(callsOf('hosted-server:stop')).toHaveLength(1));
    expect(callsOf('leaving:consequences').map(({ input }) => input)).toEqual([
      { intent: 'restart-clinic' },
      { intent: 'stop-clinic' },
    ]);
  });

  it('ask the interlock who would lose something, and do nothing when the answer is no', async () => {
    const { user, callsOf } = await openPanel({
      'leaving:consequences': ({ intent }) =>
        intent === 'stop-clinic'
          ? [
              { kind: 'patients-in-call', count: 1 },
              { kind: 'patients-waiting', count: 2 },
            ]
          : [{ kind: 'patients-waiting', count: 1 }],
    });
    await user.click(await button('Stop'));
    const dialog = await screen.findByRole('dialog', { name: 'Stop the clinic now?' });
    expect(
      within(dialog)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['One patient is in a consultation.', '2 patients are waiting.']);
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(callsOf('hosted-server:stop')).toHaveLength(0);
    await user.click(await button('Restart'));
    const second = await screen.findByRole('dialog', { name: 'Restart the clinic now?' });
    expect(second.textContent).toContain('One patient is waiting.');
    await user.click(within(second).getByRole('button', { name: 'Restart the clinic' }));
    await waitFor(() => expect(callsOf('hosted-server:restart')).toHaveLength(1));
  });

  it('says so when the app could not do it', async () => {
    const { user } = await openPanel({ 'hosted-server:stop': () => Promise.reject(new Error('no')) });
    await user.click(await button('Stop'));
    expect(await screen.findByRole('alert')).not.toBeNull();
  });
});

describe('a clinic that crashes', () => {
  it('shows how often and when it is tried again, and tries now', async () => {
    const retryAt = new Date(Date.now() + 8_500).toISOString();
    const { user, push, callsOf } = await openPanel();
    act(() =>
      push('hosted-server:changed', { status: 'restarting', attempt: 3, retryAt, cause: 'exit code 7' }),
    );
    expect(await screen.findByText('It stopped unexpectedly 3 times in a row.')).not.toBeNull();
    expect(screen.getByText(/It is started again in [89] seconds\./)).not.toBeNull();
    expect(screen.getByText('exit code 7')).not.toBeNull();
    expect(screen.queryByText('Waiting will probably not help')).toBeNull();
    await user.click(await button('Try now'));
    expect(callsOf('hosted-server:start')).toHaveLength(1);
  });

  it('again and again is explained, with what to do', async () => {
    const retryAt = new Date().toISOString();
    await openPanel({}, { status: 'restarting', attempt: 4, retryAt, cause: 'signal SIGABRT' });
    expect(await screen.findByText('Waiting will probably not help')).not.toBeNull();
    expect(screen.getByText(/put the newest backup in their place/)).not.toBeNull();
    expect(await button('Stop trying')).not.toBeNull();
  });

  it('or does not start leaves backups and log in reach', async () => {
    await openPanel({}, { status: 'failed', code: 'failed', cause: 'anteroom.sqlite is damaged' });
    expect((await region('Clinic on this computer')).textContent).toContain('anteroom.sqlite is damaged');
    expect(await button('Start')).not.toBeNull();
    expect(await button('Restore from a file…')).not.toBeNull();
    expect(await button('Copy the log')).not.toBeNull();
  });
});

describe('a clinic that does not start', () => {
  it.each(START_FAILURES)('says why and what to do: %s', async (code) => {
    const { failures } = await openPanel({}, { status: 'failed', code, cause: 'the program says' });
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain(texts[code].what);
    expect(notice.textContent).toContain(texts[code].todo);
    expect(notice.textContent).toContain('the program says');
    expect(failures.state.getState().last?.failure).toBe('hosting-failed');
  });

  it.each([
    ['wrong_key', 'Enter the recovery key', '/'],
    ['key_missing', 'Enter the recovery key', '/'],
    ['secrets_unreadable', 'Enter the recovery key', '/'],
    ['newer_version', 'Look for updates', '/computer'],
  ] as const)('leads to what mends it: %s', async (code, name, href) => {
    await openPanel({}, { status: 'failed', code, cause: 'x' });
    const link = within(await screen.findByRole('alert')).getByRole('link', { name });
    expect(link.getAttribute('href')).toBe(href);
  });

  it('leads nowhere where the panel itself mends it', async () => {
    await openPanel({}, { status: 'failed', code: 'damaged', cause: 'x' });
    expect(within(await screen.findByRole('alert')).queryByRole('link')).toBeNull();
  });

  it('or is stopped is what the help code says', async () => {
    const { failures, push } = await openPanel();
    expect(failures.state.getState().last).toBeNull();
    act(() => push('hosted-server:changed', { status: 'stopped' }));
    await button('Start');
    expect(failures.state.getState().last?.failure).toBe('hosting-stopped');
  });
});

describe('the addresses', () => {
  it('are those of invitations and of this computer, with word of another port than before', async () => {
    await openPanel(
      {},
      {
        ...RUNNING,
        url: 'http://127.0.0.1:4001',
        publicUrl: 'https://192.168.1.7:4001',
        portChanged: true,
      },
    );
    const addresses = await region('Addresses');
    const values = within(addresses)
      .getAllByRole('textbox')
      .map((field) => (field as HTMLInputElement).value);
    expect(values).toEqual(['https://192.168.1.7:4001', 'http://127.0.0.1:4001']);
    expect(addresses.textContent).toContain('another port than last time');
    expect(addresses.textContent).toContain('Make new links');
    // The page about the certificate needs somebody who is signed in.
    expect(within(addresses).queryByRole('link')).toBeNull();
  });

  it('say what to change in a router that leads to the port before', async () => {
    await openPanel(
      {},
      {
        ...RUNNING,
        url: 'https://127.0.0.1:4001',
        publicUrl: 'https://clinic.example',
        portChanged: true,
      },
    );
    const addresses = await region('Addresses');
    expect(addresses.textContent).toContain('In your router, lead port 443 to it');
    expect(addresses.textContent).toContain('port 4001');
    expect(addresses.textContent).not.toContain('Make new links');
  });
});

describe('the log', () => {
  const line = (number: number, event: string, detail = '') => ({
    number,
    at: '2030-01-01T08:00:00Z',
    level: 'info' as const,
    event,
    detail,
  });

  it('asks for what is new, says what it knows in words, and stands still while it is paused', async () => {
    const asked: number[] = [];
    let lines = [line(1, 'server-running'), line(2, 'made-up-event', 'count 3')];
    const { user } = await openPanel({
      'hosted-server:report': ({ linesAfter }) => {
        asked.push(linesAfter);
        return { numbers: null, lines: lines.filter(({ number }) => number > linesAfter) };
      },
    });
    expect(await screen.findByText('The clinic runs')).not.toBeNull();
    expect(screen.getByText('made-up-event')).not.toBeNull();
    expect(screen.getByText('count 3')).not.toBeNull();
    await user.click(await button('Pause'));
    lines = [...lines, line(3, 'backup-made')];
    await waitFor(() => expect(asked).toContain(3), { timeout: 6_000 });
    expect(screen.queryByText('A backup was made and checked')).toBeNull();
    await user.click(await button('Paused'));
    expect(await screen.findByText('A backup was made and checked')).not.toBeNull();
    expect(asked.slice(0, 2)).toEqual([0, 2]);
  });

  it('says that the app does not answer', async () => {
    await openPanel({ 'hosted-server:report': () => Promise.reject(new Error('gone')) });
    expect(await screen.findByText(/The app does not answer right now/)).not.toBeNull();
  });
});

describe('backups', () => {
  const NAME = 'anteroom-2030-01-01T08-00-00Z.sqlite';
  const listed: FakeAnswers = {
    'clinic-backups:list': () => [{ name: NAME, at: Date.UTC(2030, 0, 1, 8), bytes: 2_100_000 }],
  };

  it('are saved with word of the key that they need, or of why not', async () => {
    let outcome: 'exported' | 'refused' = 'refused';
    const { user } = await openPanel({
      'clinic-backups:export': () =>
        outcome === 'exported'
          ? { status: 'exported', name: 'mine.sqlite', bytes: 2_100_000 }
          : { status: 'refused', code: 'no_room' },
    });
    expect(await screen.findByText(/There is no automatic backup yet/)).not.toBeNull();
    await user.click(await button('Save a backup…'));
    expect((await screen.findByRole('alert')).textContent).toContain('not enough room on the disk');
    outcome = 'exported';
    await user.click(await button('Save a backup…'));
    expect(await screen.findByText(/Saved and checked: mine\.sqlite \(2\.1\sMB\)/)).not.toBeNull();
    expect(screen.getByText(/you need the recovery key/)).not.toBeNull();
  });

  it('take the place of the clinic only after the person has read what will be missing', async () => {
    const restoring = Promise.withResolvers<undefined>();
    const { user, callsOf } = await openPanel({
      ...listed,
      'clinic-backups:inspect': ({ name }) => ({
        status: 'inspected',
        name,
        madeAt: Date.UTC(2030, 0, 1, 8),
        missing: { messages: 2, auditRows: 0 },
      }),
      'leaving:consequences': () => [{ kind: 'patients-waiting', count: 2 }],
      'clinic-backups:restore': async () => {
        await restoring.promise;
        return { status: 'restored', endedSessions: 3, kept: 'anteroom-before-restore.sqlite' };
      },
    });
    await user.click(await button('Show automatic backups'));
    await user.click(await screen.findByRole('button', { name: /Restore the backup of/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Restore this backup?' });
    expect(
      await within(dialog).findByText('2 messages that the clinic has now will be missing.'),
    ).not.toBeNull();
    expect(within(dialog).getByText('2 patients are waiting.')).not.toBeNull();
    expect(callsOf('leaving:consequences').map(({ input }) => input)).toEqual([{ intent: 'stop-clinic' }]);
    expect(within(dialog).queryByText(/audit log will be missing/)).toBeNull();
    expect(callsOf('clinic-backups:inspect')).toEqual([
      { call: 'clinic-backups:inspect', input: { name: NAME } },
    ]);
    expect(callsOf('clinic-backups:restore')).toHaveLength(0);
    await user.click(within(dialog).getByRole('button', { name: 'Restore' }));
    expect(await within(dialog).findByText(/Do not switch the computer off/)).not.toBeNull();
    // There is no way out of it in the middle.
    await user.keyboard('{Escape}');
    expect(within(dialog).queryByRole('button')).toBeNull();
    act(() => restoring.resolve(undefined));
    expect(await screen.findByText('3 devices were signed out.')).not.toBeNull();
    expect(screen.getByText('anteroom-before-restore.sqlite')).not.toBeNull();
  });

  it('that cannot be used say why, and a choice that was taken back says nothing', async () => {
    let refused = false;
    const { user } = await openPanel({
      'clinic-backups:choose': () =>
        refused ? { status: 'refused', code: 'damaged' } : { status: 'cancelled' },
    });
    await user.click(await button('Restore from a file…'));
    expect(screen.queryByRole('dialog')).toBeNull();
    refused = true;
    await user.click(await button('Restore from a file…'));
    const dialog = await screen.findByRole('dialog', { name: "This backup can't be used" });
    expect(dialog.textContent).toContain('This backup is damaged and was not used.');
  });
});

describe('the start at login', () => {
  it('is what the system made of it, not what was clicked', async () => {
    const { user, callsOf } = await openPanel({
      'autostart:state': () => 'off',
      'autostart:set': () => 'blocked',
    });
    const choice = await screen.findByRole('switch', { name: /Start the clinic when I sign in/ });
    expect((choice as HTMLInputElement).checked).toBe(false);
    await user.click(choice);
    expect(callsOf('autostart:set')).toEqual([{ call: 'autostart:set', input: { enabled: true } }]);
    expect(await screen.findByText(/the system's own settings keep the app from starting/)).not.toBeNull();
  });

  it('is no choice where the system has no way', async () => {
    await openPanel({ 'autostart:state': () => 'unsupported' });
    expect(await screen.findByText(/This system has no way/)).not.toBeNull();
    expect(screen.queryByRole('switch')).toBeNull();
  });
});

import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { CurrentClinic, HostedServerState, JoinedClinic } from '../../src-preload/contract.ts';
import { CallNotices } from '../../src-renderer/features/consultation/call-notices.tsx';
import { callFailureOf } from '../../src-renderer/features/consultation/call-words.ts';
import { HelpButton } from '../../src-renderer/features/help-code/help-button.tsx';
import { UpdateGate } from '../../src-renderer/features/home/update-gate.tsx';
import { ConnectionBar } from '../../src-renderer/shell/connection.tsx';
import { DoctorShell } from '../../src-renderer/shell/doctor-shell.tsx';
import { sessionAnswer } from './support/fixtures.ts';
import { lend } from './support/lend.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices, type TestServices } from './support/signed-in-services.ts';

/** What fails reaches the help code, and whoever sees it reaches the words. */

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const lastOf = ({ failures }: TestServices) => failures.state.getState().last?.failure ?? null;

const signedIn = async (): Promise<TestServices> => {
  const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  return services;
};

describe('the doctor’s pages', () => {
  it.each([390, 1280])('have the help beside them, %i wide', async (width) => {
    const services = await signedIn();
    await renderApp(
      <Routes>
        <Route element={<DoctorShell />}>
          <Route path="rooms" element={<h1>The rooms</h1>} />
        </Route>
      </Routes>,
      { services, path: '/rooms', width },
    );
    act(() => services.failures.report('storage-full'));
    await userEvent.click(screen.getByRole('button', { name: 'Help' }));
    const words = await screen.findByRole('list', { name: 'The three words' });
    expect(words.children).toHaveLength(3);
    // The page goes on behind it.
    expect(screen.getByText('The rooms')).toBeDefined();
  });
});

describe('a server of another version', () => {
  it('is told to the help code, which is in reach', async () => {
    const services = createTestServices({});
    await renderApp(<UpdateGate>the page</UpdateGate>, { services });
    expect(lastOf(services)).toBeNull();
    act(() => services.socket.state.setState({ refusal: 'protocol_mismatch' }));
    expect(await screen.findByRole('button', { name: 'Help' })).toBeDefined();
    expect(lastOf(services)).toBe('app-out-of-date');
  });
});

describe('a lost connection', () => {
  const JOINED = { id: 'elsewhere' } as JoinedClinic;
  const RESTARTING = { status: 'restarting', attempt: 1, retryAt: '', cause: '' } as const;

  it.each<[string, HostedServerState | null, JoinedClinic | null, string]>([
    ['in a browser', null, null, 'offline'],
    ['to the own clinic, which has crashed', RESTARTING, null, 'hosting-stopped'],
    [
      'to the own clinic, which could not start',
      { status: 'failed', code: 'failed', cause: '' },
      null,
      'hosting-failed',
    ],
    ['to the own clinic, which was stopped', { status: 'stopped' }, null, 'hosting-stopped'],
    ['to another clinic, while the own one is stopped', { status: 'stopped' }, JOINED, 'offline'],
  ])('is told to the help code as what it is: %s', async (_where, hosted, clinic, failure) => {
    const services = createTestServices({});
    const nothing = () => Promise.resolve();
    const platform = {
      ...services.platform,
      host:
        hosted === null
          ? null
          : {
              state: createStore<HostedServerState>(() => hosted),
              start: nothing,
              stop: nothing,
              restart: nothing,
            },
      joined: {
        current: createStore<CurrentClinic>(() => ({ clinic, keyChanged: false })),
        tokenKeeping: createStore(() => 'safe' as const),
      },
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await renderApp(<ConnectionBar audience="doctor" />, { services: { ...services, platform } });
    expect(lastOf(services)).toBeNull();
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    expect(lastOf(services)).toBe(failure);
    const says = screen.queryByText(/clinic on this computer is stopped/);
    expect(says !== null, 'and does not promise that it comes back by itself').toBe(
      hosted?.status === 'stopped' && clinic === null,
    );
  });
});

describe('a call', () => {
  it('has the help in its header, which leaves the full screen', async () => {
    const exitFullscreen = vi.fn(() => Promise.resolve());
    lend(document, 'fullscreenElement', document.body);
    lend(document, 'exitFullscreen', exitFullscreen);
    const services = createTestServices({});
    await renderApp(<HelpButton className="round" />, { services });
    const button = screen.getByRole('button', { name: 'Help' });
    expect(button.className).toBe('round');
    await userEvent.click(button);
    expect(await screen.findByRole('list', { name: 'The three words' })).toBeDefined();
    expect(exitFullscreen).toHaveBeenCalledOnce();
  });

  it('that is refused or interrupted is told, and the other’s going is not', () => {
    expect(callFailureOf({ status: 'failed', code: 'forbidden' })).toBe('call-refused');
    expect(callFailureOf({ status: 'recovering', attempt: 1, reason: 'stalled' })).toBe('call-interrupted');
    expect(callFailureOf({ status: 'recovering', attempt: 1, reason: 'otherGone' })).toBeNull();
    expect(callFailureOf({ status: 'connected' })).toBeNull();
  });

  it('tells of a screen that could not be shared', async () => {
    const services = await signedIn();
    await renderApp(
      <CallNotices
        devices={services.media.state.getState()}
        videoPaused={false}
        microphone={null}
        otherName="Pat Alpha"
        onUnmute={() => undefined}
        onRetryDevices={() => undefined}
        shareFailed
        onDismissShare={() => undefined}
      />,
      { services },
    );
    await waitFor(() => expect(lastOf(services)).toBe('share-failed'));
  });
});

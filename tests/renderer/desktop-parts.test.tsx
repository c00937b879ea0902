import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useLocation } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import type { ShareRequest, UpdateState } from '../../src-preload/contract.ts';
import { DiagnosticsCard } from '../../src-renderer/features/computer/diagnostics-card.tsx';
import { UpdatesCard } from '../../src-renderer/features/computer/updates-card.tsx';
import { MiniControls } from '../../src-renderer/features/consultation/mini-controls.tsx';
import { useMiniWindow } from '../../src-renderer/features/consultation/use-mini-window.ts';
import { DesktopParts } from '../../src-renderer/features/desktop/desktop-parts.tsx';
import type { Call, CallState } from '../../src-renderer/features/consultation/call.ts';
import { createFakeBridge, type FakeBridge } from '../support/desktop/fake-bridge.ts';
import { sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

afterEach(cleanup);

const Place = () => <p data-testid="place">{useLocation().pathname}</p>;

const signedIn = async () => {
  const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'x' });
  return services;
};

const show = async (fake: FakeBridge, path = '/rooms') => {
  const services = await signedIn();
  await renderApp(
    <>
      <Place />
      <DesktopParts bridge={fake.bridge} />
    </>,
    { services, path },
  );
  return services;
};

const place = () => screen.getByTestId('place').textContent;
const callsOf = (fake: FakeBridge, name: string) => fake.calls.filter(({ call }) => call === name);

const REQUEST: ShareRequest = {
  request: 7,
  canShareSound: true,
  sources: [
    { id: 'screen:1:0', kind: 'screen', name: 'Entire Screen', thumbnail: 'data:image/png;base64,AA==' },
    { id: 'window:2:0', kind: 'window', name: 'Chart', thumbnail: '' },
    { id: 'window:3:0', kind: 'window', name: '', thumbnail: '' },
  ],
};

describe("the app's menu in the page", () => {
  it('goes where it says, and is told that a doctor is here', async () => {
    const fake = createFakeBridge();
    await show(fake);
    expect(callsOf(fake, 'menu:offer').at(-1)?.input).toEqual({ places: 'doctor' });
    await act(async () => fake.push('menu:chosen', { command: 'patients' }));
    expect(place()).toBe('/patients');
    await act(async () => fake.push('menu:chosen', { command: 'updates' }));
    expect(place()).toBe('/settings/computer');
  });

  it('leads nowhere out of a call', async () => {
    const fake = createFakeBridge();
    await show(fake, '/consultation/room-1');
    expect(callsOf(fake, 'menu:offer').at(-1)?.input).toEqual({ places: 'none' });
    await act(async () => fake.push('menu:chosen', { command: 'settings' }));
    expect(place()).toBe('/consultation/room-1');
  });

  it('shows the help code over any page', async () => {
    const fake = createFakeBridge();
    const services = await show(fake, '/consultation/room-1');
    act(() => services.failures.report('no-camera'));
    await act(async () => fake.push('menu:chosen', { command: 'help-code' }));
    const dialog = await screen.findByRole('dialog', { name: 'Help' });
    const words = within(within(dialog).getByRole('list', { name: 'The three words' }))
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
    expect(words).toHaveLength(3);
    act(() => services.failures.report('offline'));
    await waitFor(() => expect(within(dialog).getByRole('list').textContent).not.toBe(words.join('')));
  });
});

describe('the picker of screens', () => {
  it('shares what is chosen, with the sound only if asked for', async () => {
    const fake = createFakeBridge();
    await show(fake);
    await act(async () => fake.push('screen-share:asked', REQUEST));
    const dialog = await screen.findByRole('dialog', { name: 'What do you want to share?' });
    expect(within(dialog).getByRole('tab', { name: 'Screens' }).getAttribute('aria-selected')).toBe('true');
    await userEvent.click(within(dialog).getByRole('tab', { name: 'Windows' }));
    expect(within(dialog).getByRole('button', { name: 'Window without a name' })).toBeDefined();
    await userEvent.click(within(dialog).getByLabelText('Share the sound of this computer, too'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Chart' }));
    expect(callsOf(fake, 'screen-share:answer').map(({ input }) => input)).toEqual([
      { request: 7, source: 'window:2:0', sound: true },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('shares nothing when it is cancelled, by key too, and closes when the call does not wait any more', async () => {
    const fake = createFakeBridge();
    await show(fake);
    await act(async () => fake.push('screen-share:asked', REQUEST));
    await screen.findByRole('dialog');
    await userEvent.keyboard('{Escape}');
    await act(async () => fake.push('screen-share:asked', { ...REQUEST, request: 8, sources: [] }));
    await screen.findByText(/^No other window is open/);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(callsOf(fake, 'screen-share:answer').map(({ input }) => input)).toEqual([
      { request: 7, source: null, sound: false },
      { request: 8, source: null, sound: false },
    ]);
    await act(async () => fake.push('screen-share:asked', { ...REQUEST, request: 9 }));
    await screen.findByRole('dialog');
    await act(async () => fake.push('screen-share:withdrawn', { request: 9 }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(callsOf(fake, 'screen-share:answer')).toHaveLength(2);
  });
});

describe('the card of updates', () => {
  const ready: UpdateState = {
    status: 'ready',
    version: '1.2.0',
    notes: 'Calls ring louder',
    restarts: false,
  };

  it('says what happens, and installs, or does not after all', async () => {
    const fake = createFakeBridge({
      'updates:state': () => ({ status: 'idle', checkedAt: null }),
      'updates:check': () => ({ status: 'checking' }),
      'updates:install': () => ({ ...ready, restarts: true }),
      'updates:postpone': () => ready,
    });
    await renderApp(<UpdatesCard bridge={fake.bridge} />, { services: await signedIn() });
    await screen.findByText('Not looked for updates yet.');
    await userEvent.click(screen.getByRole('button', { name: 'Look for updates' }));
    await screen.findByText('Looking for updates…');
    await act(async () =>
      fake.push('updates:changed', { status: 'downloading', version: '1.2.0', notes: '', percent: 40 }),
    );
    await screen.findByText('Version 1.2.0 is being downloaded: 40 %');
    await act(async () => fake.push('updates:changed', ready));
    await screen.findByText('Calls ring louder');
    await userEvent.click(screen.getByRole('button', { name: 'Restart and install' }));
    await screen.findByText(/as soon as nobody waits and no visit runs/);
    await userEvent.click(screen.getByRole('button', { name: 'Not now' }));
    await screen.findByText(/installed when you quit/);
  });

  it.each(['offline', 'no-feed', 'damaged', 'disk-full', 'other'] as const)(
    'says what to do about "%s"',
    async (failure) => {
      const fake = createFakeBridge({
        'updates:state': () => ({ status: 'failed', failure, failedAt: '2027-01-01T00:00:00Z' }),
      });
      await renderApp(<UpdatesCard bridge={fake.bridge} />, { services: await signedIn() });
      expect((await screen.findByRole('alert')).textContent).not.toBe('');
      expect(screen.getByRole('button', { name: 'Look for updates' })).toBeDefined();
    },
  );
});

describe('the card of diagnostics', () => {
  it('shows the text before it is copied, and leads to the help codes', async () => {
    const fake = createFakeBridge({ 'diagnostics:collect': () => ({ text: 'Anteroom 9' }) });
    await renderApp(<DiagnosticsCard bridge={fake.bridge.diagnostics} isDoctor />, {
      services: await signedIn(),
    });
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect((await screen.findByRole('region', { name: 'Content of the diagnostics' })).textContent).toBe(
      'Anteroom 9',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Copy diagnostics' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Open the folder of the logs' }));
    expect(fake.calls.map(({ call }) => call)).toEqual([
      'diagnostics:collect',
      'diagnostics:copy',
      'diagnostics:open-folder',
    ]);
    expect(screen.getByRole('link', { name: 'Read a help code' }).getAttribute('href')).toBe('/help-code');
  });
});

describe('the small window of a call', () => {
  const Small = ({ fake, ended }: { fake: FakeBridge; ended: () => void }) => {
    const mini = useMiniWindow(fake.bridge.windows);
    if (mini === null) return null;
    return mini.active ? (
      <MiniControls
        call={{ toggleAudio: () => undefined } as unknown as Call}
        state={{ on: { audio: true, video: true } } as unknown as CallState}
        mini={mini}
        onEnd={ended}
      />
    ) : (
      <button type="button" onClick={mini.toggle}>
        Shrink
      </button>
    );
  };

  it('keeps mute, end and the way back, and gives the window back when the page goes', async () => {
    const fake = createFakeBridge();
    let ended = 0;
    const { unmount } = await renderApp(<Small fake={fake} ended={() => (ended += 1)} />, {
      services: await signedIn(),
    });
    await userEvent.click(screen.getByRole('button', { name: 'Shrink' }));
    expect(await screen.findByRole('button', { name: 'Mute', pressed: false })).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'End call' }));
    expect(ended).toBe(1);
    await userEvent.click(screen.getByRole('button', { name: 'Back to the large window' }));
    await screen.findByRole('button', { name: 'Shrink' });
    // The window may become large without the page's doing.
    await act(async () => fake.push('windows:changed', { mini: true }));
    await screen.findByRole('button', { name: 'End call' });
    await act(async () => fake.push('windows:changed', { mini: false }));
    await screen.findByRole('button', { name: 'Shrink' });
    const before = callsOf(fake, 'windows:leave-mini').length;
    unmount();
    expect(callsOf(fake, 'windows:leave-mini')).toHaveLength(before + 1);
  });
});

import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useLocation } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Notification } from '../../server/protocol/index.ts';
import type { AttentionReport } from '../../src-preload/contract.ts';
import { createComputer } from '../../src-renderer/features/computer/computer.ts';
import { AccountCorner, AccountParts } from '../../src-renderer/features/notifications/account-parts.tsx';
import { createFakeBridge } from '../support/desktop/fake-bridge.ts';
import { chatContact } from './support/chat-fixtures.ts';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { doctor } from './support/fixtures.ts';
import { lend } from './support/lend.ts';
import { noticeOf, noticesServer, signedInWith } from './support/notices.ts';
import { renderApp } from './support/render-app.tsx';

const Where = () => <p data-testid="where">{useLocation().pathname}</p>;

/** Counts how often something was heard. */
const listen = () => {
  const heard = { count: 0 };
  class Silence {
    currentTime = 0;
    destination = {};
    constructor() {
      heard.count += 1;
    }
    resume = async () => undefined;
    close = async () => undefined;
    createOscillator = () => {
      const oscillator = {
        frequency: { value: 0 },
        connect: (next: unknown) => next,
        start: () => undefined,
        stop: () => oscillator.onended(),
        onended: () => undefined,
      };
      return oscillator;
    };
    createGain = () => ({
      gain: {
        setValueAtTime: () => undefined,
        linearRampToValueAtTime: () => undefined,
        exponentialRampToValueAtTime: () => undefined,
      },
      connect: (next: unknown) => next,
    });
  }
  lend(globalThis, 'AudioContext', Silence);
  return heard;
};

const open = async (
  stored: Notification[],
  {
    role = 'doctor',
    path = '/patients',
    width = 1280,
    routes = {},
    online = true,
  }: {
    role?: 'doctor' | 'patient';
    path?: string;
    width?: number;
    routes?: FakeRoutes;
    online?: boolean;
  } = {},
) => {
  const heard = listen();
  const server = noticesServer(stored);
  const services = await signedInWith({ ...server.routes, ...routes }, { user: { ...doctor, role } });
  if (online) services.socket.goOnline();
  await renderApp(
    <AccountParts>
      <AccountCorner place="side">
        <p>the name</p>
      </AccountCorner>
      <Where />
    </AccountParts>,
    { services, path, width },
  );
  const bell = await screen.findByRole('button', { name: /^Notifications/ });
  const user = userEvent.setup();
  return { ...server, services, socket: services.socket, bell, user, heard };
};

const panel = () => screen.findByRole('dialog', { name: 'Notifications' });
const nameOf = (bell: HTMLElement) => bell.querySelector('.visually-hidden')?.textContent;
const where = () => screen.getByTestId('where').textContent;
const said = () =>
  [...document.querySelectorAll('[aria-live="polite"] p')].map((line) => line.textContent).join(' ');

/** Hours from midnight to midnight would lack a minute. */
const noon = () => vi.setSystemTime(new Date('2026-11-30T12:00:00'));

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('the bell', () => {
  it('[S4-N01] counts what is unread and lists everything by days, each with its own words', async () => {
    const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString();
    const of = (id: string, kind: Notification['kind'], changes: Partial<Notification> = {}) =>
      noticeOf(id, { kind, ...changes });
    const { bell, user } = await open(
      [
        of('one', 'message', { count: 3 }),
        of('two', 'appointment-created', { isRead: true }),
        of('three', 'appointment-moved', { createdAt: yesterday }),
        of('four', 'appointment-cancelled', { createdAt: yesterday, isRead: true }),
        of('five', 'emergency', { createdAt: yesterday, isRead: true }),
      ],
      { role: 'patient', path: '/' },
    );
    await waitFor(() => expect(nameOf(bell)).toBe('Notifications, 2 unread notifications'));
    await user.click(bell);
    const list = within(await panel());
    expect(list.getAllByRole('heading', { level: 3 }).map((day) => day.textContent)).toEqual([
      'Today',
      'Yesterday',
    ]);
    const lines = within(list.getByRole('region', { name: 'Yesterday' })).getAllByRole('link');
    expect(lines.map((line) => line.textContent)).toEqual([
      expect.stringMatching(/^Your appointment with Pat Alpha has a new time.*Unread$/),
      expect.stringMatching(/^Your appointment with Pat Alpha is cancelled\d/),
      expect.stringMatching(/^Emergency: Pat Alpha/),
    ]);
    expect(list.getByText('3 messages from Pat Alpha')).not.toBeNull();
    expect(list.getByRole('link', { name: /New appointment/ }).getAttribute('href')).toBe('/');
  });

  it('opens what a notification is about, and that is read then', async () => {
    const { bell, user, read } = await open([noticeOf('one'), noticeOf('two', { isRead: true })]);
    await user.click(bell);
    await user.click(within(await panel()).getAllByRole('link', { name: /Message from/ })[0] as HTMLElement);
    expect(where()).toBe('/messages/patient-1');
    await waitFor(() => expect(read()).toEqual([['one']]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(nameOf(bell)).toBe('Notifications');
    await waitFor(() => expect(document.activeElement).toBe(bell));
  });

  it('[S4-N02] tells of an emergency, and leads to the conversation only where there is one', async () => {
    const stored = [
      noticeOf('one', { kind: 'emergency', count: 2 }),
      noticeOf('two', { kind: 'emergency', other: { id: 'patient-9', fullname: 'Quinn Beta' } }),
    ];
    const { bell, user, services } = await open(stored);
    act(() => services.conversations.state.setState({ list: [chatContact()] }));
    await user.click(bell);
    const link = async (name: string) => within(await panel()).getByRole('link', { name: new RegExp(name) });
    const paths = ['Emergency: Pat Alpha, 2 alerts', 'Emergency: Quinn Beta'].map(async (name) =>
      (await link(name)).getAttribute('href'),
    );
    expect(await Promise.all(paths)).toEqual(['/messages/patient-1', '/messages']);
  });

  it('leads a patient to the own conversations, from over the whole of a narrow window', async () => {
    const { bell, user } = await open([noticeOf('one')], { role: 'patient', path: '/', width: 390 });
    await user.click(bell);
    const link = within(await panel()).getByRole('link', { name: /Message from/ });
    expect(within(await panel()).getByRole('button', { name: 'Close' })).not.toBeNull();
    await user.click(link);
    expect(where()).toBe('/conversations/patient-1');
  });

  it('marks all as read, and says if that did not work', async () => {
    let isDown = true;
    const stored = [noticeOf('one'), noticeOf('two')];
    const server = noticesServer(stored);
    const { bell, user } = await open(stored, {
      routes: {
        'POST /api/notifications/read': (request) =>
          isDown
            ? { code: 'internal' }
            : (server.routes['POST /api/notifications/read']?.(request) ?? 'never'),
      },
    });
    await user.click(bell);
    await user.click(await screen.findByRole('button', { name: 'Mark all as read' }));
    expect(await screen.findByText('Nothing was marked as read.')).not.toBeNull();
    isDown = false;
    await user.click(screen.getByRole('button', { name: 'Mark all as read' }));
    await waitFor(() => expect(nameOf(bell)).toBe('Notifications'));
    expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull();
    expect(screen.queryByText('Nothing was marked as read.')).toBeNull();
  });

  it('shows older ones when they are wanted', async () => {
    const stored = Array.from({ length: 25 }, (_, index) => noticeOf(`n-${index}`));
    const { bell, user } = await open(stored);
    await user.click(bell);
    const list = within(await panel());
    expect(list.getAllByRole('listitem')).toHaveLength(20);
    await user.click(list.getByRole('button', { name: 'Show older' }));
    await waitFor(() => expect(list.getAllByRole('listitem')).toHaveLength(25));
    expect(list.queryByRole('button', { name: 'Show older' })).toBeNull();
  });

  it('says that there is nothing, that it could not be loaded, and that there is no connection', async () => {
    let isDown = true;
    const server = noticesServer([]);
    const { bell, user, socket } = await open([], {
      routes: {
        'GET /api/notifications': (request) =>
          isDown ? { code: 'internal' } : (server.routes['GET /api/notifications']?.(request) ?? 'never'),
      },
    });
    await user.click(bell);
    const list = within(await panel());
    await user.click(await list.findByRole('button', { name: 'Try again' }).finally(() => (isDown = false)));
    expect(await list.findByText('Nothing new')).not.toBeNull();
    act(() => socket.goOffline());
    expect(await list.findByText(/^There is no connection to the clinic. This is how it was/)).not.toBeNull();
  });

  it('is not there for the session of an invitation', async () => {
    const services = await signedInWith(
      {},
      { user: { ...doctor, role: 'patient' }, roomId: 'room-1', appointmentId: 'a-1' },
    );
    services.socket.goOnline();
    await renderApp(
      <AccountParts>
        <AccountCorner place="bar">
          <p>no account</p>
        </AccountCorner>
      </AccountParts>,
      { services },
    );
    await act(async () => undefined);
    expect(screen.getByText('no account')).not.toBeNull();
    expect(services.fetch.requests.filter(({ path }) => path === '/api/notifications')).toEqual([]);
  });
});

describe('in the app', () => {
  it('the system is told who has written, never what, and what is chosen there opens the conversation', async () => {
    noon();
    const reports: AttentionReport['messages'][] = [];
    const { bridge, push } = createFakeBridge({
      'attention:update': ({ messages }) => void reports.push(messages),
    });
    const server = noticesServer([
      noticeOf('one', { count: 2 }),
      noticeOf('two', { kind: 'appointment-moved' }),
      noticeOf('three', { isRead: true, other: { id: 'patient-3', fullname: 'Kim Gamma' } }),
    ]);
    const services = { ...(await signedInWith(server.routes)), computer: createComputer(bridge) };
    services.socket.goOnline();
    await renderApp(
      <AccountParts>
        <Where />
      </AccountParts>,
      { services, path: '/patients' },
    );
    const from = [{ key: 'patient-1', label: 'Pat Alpha', count: 2 }];
    await waitFor(() => expect(reports.at(-1)).toEqual({ from, isQuiet: false }));
    const { messageAlerts } = services.platform.settings.getState();
    const quiet = { on: true, from: '11:00', to: '13:00' };
    await act(() => services.platform.updateSettings({ messageAlerts: { ...messageAlerts, quiet } }));
    await waitFor(() => expect(reports.at(-1)).toEqual({ from, isQuiet: true }));
    act(() => push('attention:chosen', { kind: 'open-conversation', key: 'patient-1' }));
    expect(where()).toBe('/messages/patient-1');
  });
});

describe('a notification that comes', () => {
  it('[S4-N01] is said, heard and counted in the title', async () => {
    document.title = 'Patients';
    const { socket, heard, bell } = await open([]);
    await waitFor(() => expect(socket.sent.length).toBeGreaterThan(0));
    act(() => socket.receive('notification', noticeOf('one')));
    await waitFor(() => expect(nameOf(bell)).toBe('Notifications, 1 unread notification'));
    expect(said()).toBe('New notification: Message from Pat Alpha');
    expect([heard.count, document.title]).toEqual([1, '(1) Patients']);
    // The page writes another title.
    document.title = 'Settings';
    await waitFor(() => expect(document.title).toBe('(1) Settings'));
    act(() => socket.receive('notifications_read', { ids: null }));
    await waitFor(() => expect(document.title).toBe('Settings'));
  });

  it('is neither said nor heard where its conversation is open, and read there', async () => {
    const { socket, heard, bell, read } = await open([], { path: '/messages/patient-1' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    act(() => socket.receive('notification', noticeOf('one')));
    await act(() => vi.runAllTimersAsync());
    vi.useRealTimers();
    expect([said(), heard.count, nameOf(bell), read()]).toEqual(['', 0, 'Notifications', [['one']]]);
  });

  it.each([
    ['the sound is off', { sound: false }, '/patients', 0],
    ['it is quiet', { quiet: { on: true, from: '11:00', to: '13:00' } }, '/patients', 0],
    ['there is a call', {}, '/consultation/room-1', 0],
    ['nothing speaks against it', {}, '/patients', 1],
  ])('is said, and as to its sound: %s', async (_, changes, path, count) => {
    noon();
    const { socket, heard, services } = await open([], { path });
    const { messageAlerts } = services.platform.settings.getState();
    await services.platform.updateSettings({ messageAlerts: { ...messageAlerts, ...changes } });
    act(() => socket.receive('notification', noticeOf('one')));
    expect([said(), heard.count]).toEqual(['New notification: Message from Pat Alpha', count]);
  });

  it('of an appointment makes no sound', async () => {
    const { socket, heard } = await open([], { role: 'patient', path: '/' });
    act(() => socket.receive('notification', noticeOf('one', { kind: 'appointment-moved' })));
    expect([said(), heard.count]).toEqual([
      'New notification: Your appointment with Pat Alpha has a new time',
      0,
    ]);
  });
});

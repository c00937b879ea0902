import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AccountCorner, AccountParts } from '../../src-renderer/features/notifications/account-parts.tsx';
import { IDLE_AFTER_MS, watchIdleness } from '../../src-renderer/features/notifications/idleness.ts';
import { createOwnStatus } from '../../src-renderer/features/notifications/own-status.ts';
import { createFakeBridge } from '../support/desktop/fake-bridge.ts';
import { noticesServer, signedInWith } from './support/notices.ts';
import { renderApp } from './support/render-app.tsx';
import type { FakeSocket } from './support/fake-socket.ts';

const told = (socket: FakeSocket, event: string) =>
  socket.sent.filter((sent) => sent.event === event).map(({ payload }) => payload);

/** A server that remembers what was chosen as long as somebody is there. */
const setUp = async (known: 'online' | 'available' | 'busy' | 'away' = 'online') => {
  const services = await signedInWith(noticesServer([]).routes);
  const server = { status: known };
  services.socket.answer('set_idle', () => ({ status: server.status }));
  services.socket.answer('set_status', ({ status }) => {
    server.status = status;
    return {};
  });
  return { services, socket: services.socket, server };
};

afterEach(cleanup);

describe('the own status', () => {
  it('[S1-E06] is told at once, and again to a server that has forgotten it', async () => {
    const { services, socket, server } = await setUp();
    const status = createOwnStatus(services, window.sessionStorage);
    socket.goOnline();
    await vi.waitFor(() => expect(told(socket, 'set_idle')).toHaveLength(1));
    // Nothing was chosen: nothing is told.
    expect(told(socket, 'set_status')).toEqual([]);
    status.choose('busy');
    await vi.waitFor(() => expect(status.state.getState()).toEqual({ chosen: 'busy', pending: false }));
    socket.goOffline();
    server.status = 'online';
    socket.goOnline();
    await vi.waitFor(() =>
      expect(told(socket, 'set_status')).toEqual([{ status: 'busy' }, { status: 'busy' }]),
    );
    // It outlives a reload, too.
    expect(createOwnStatus(services, window.sessionStorage).state.getState().chosen).toBe('busy');
  });

  it('that is chosen without a connection is told when it is back, and counts then', async () => {
    const { services, socket, server } = await setUp('available');
    const status = createOwnStatus(services, window.sessionStorage);
    status.choose('away');
    expect(status.state.getState()).toEqual({ chosen: 'away', pending: true });
    socket.goOnline();
    await vi.waitFor(() => expect(server.status).toBe('away'));
    await vi.waitFor(() => expect(status.state.getState().pending).toBe(false));
  });

  it('is what another device has chosen meanwhile', async () => {
    const { services, socket, server } = await setUp();
    const status = createOwnStatus(services, window.sessionStorage);
    socket.goOnline();
    await vi.waitFor(() => expect(told(socket, 'set_idle')).toHaveLength(1));
    // The answer to what was asked before is older than this.
    socket.receive('own_status', { status: 'busy' });
    expect(status.state.getState().chosen).toBe('busy');
    socket.goOffline();
    server.status = 'available';
    socket.goOnline();
    await vi.waitFor(() => expect(status.state.getState().chosen).toBe('available'));
    expect(told(socket, 'set_status')).toEqual([]);
  });

  it('ends with the session', async () => {
    const { services } = await setUp();
    const status = createOwnStatus(services, window.sessionStorage);
    status.choose('busy');
    await services.session.signOut();
    expect(status.state.getState()).toEqual({ chosen: null, pending: false });
    expect(window.sessionStorage.getItem('anteroom.status')).toBeNull();
  });

  it('[S4-U07] is shown and chosen beside the own name', async () => {
    const { services, socket } = await setUp();
    socket.goOnline();
    await renderApp(
      <AccountParts>
        <AccountCorner place="side" />
      </AccountParts>,
      { services },
    );
    const user = userEvent.setup();
    const button = await screen.findByRole('button', {
      name: 'Dr Ada One. Your status: Available. Change it',
    });
    await user.click(button);
    const choices = await screen.findAllByRole('menuitemradio');
    expect(choices.map((choice) => [choice.textContent, choice.getAttribute('aria-checked')])).toEqual([
      ['Available', 'true'],
      ['Busy', 'false'],
      ['Away', 'false'],
    ]);
    await user.click(screen.getByRole('menuitemradio', { name: 'Busy' }));
    await waitFor(() => expect(told(socket, 'set_status')).toEqual([{ status: 'busy' }]));
    expect(screen.getByRole('button', { name: 'Dr Ada One. Your status: Busy. Change it' })).toBe(button);
    act(() => socket.goOffline());
    await user.click(button);
    await user.click(await screen.findByRole('menuitemradio', { name: 'Away' }));
    await user.click(button);
    expect(await screen.findByText('Told when the connection is back.')).not.toBeNull();
  });
});

describe('whether anybody is at this device', () => {
  const watch = (options: Partial<Parameters<typeof watchIdleness>[1]> = {}) => {
    vi.useFakeTimers();
    const heard: boolean[] = [];
    const end = watchIdleness((idle) => heard.push(idle), { bridge: null, isBusy: () => false, ...options });
    const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
    return { heard, pass, end };
  };
  afterEach(() => void vi.useRealTimers());

  it('is told by the page’s own input', async () => {
    const { heard, pass, end } = watch();
    await pass(IDLE_AFTER_MS - 60_000);
    window.dispatchEvent(new Event('keydown'));
    await pass(IDLE_AFTER_MS - 60_000);
    expect(heard).toEqual([]);
    await pass(120_000);
    expect(heard).toEqual([true]);
    window.dispatchEvent(new Event('pointermove'));
    expect(heard).toEqual([true, false]);
    end();
    await pass(2 * IDLE_AFTER_MS);
    expect(heard).toEqual([true, false]);
  });

  it('is never so in a call', async () => {
    const { heard, pass, end } = watch({ isBusy: () => true });
    await pass(2 * IDLE_AFTER_MS);
    expect(heard).toEqual([]);
    end();
  });

  it('is told in the app by the whole computer, and by its lock at once', async () => {
    let seconds = 5;
    const { bridge, push } = createFakeBridge({ 'power:idle-time': () => ({ seconds }) });
    const { heard, pass, end } = watch({ bridge });
    await pass(2 * IDLE_AFTER_MS);
    expect(heard).toEqual([]);
    seconds = 601;
    await pass(60_000);
    expect(heard).toEqual([true]);
    push('power:changed', { moment: 'unlock' });
    push('power:changed', { moment: 'lock' });
    expect(heard).toEqual([true, false, true]);
    end();
  });
});

import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createServersStore } from '../../src-renderer/api/servers-store.ts';
import { ServersBar } from '../../src-renderer/shell/servers-bar.tsx';
import { createFakeSocket } from './support/fake-socket.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('while the clinic’s servers do not hear of each other', () => {
  it.each([
    {
      audience: 'doctor',
      words: /^The clinic's servers can't reach each other .* Emergencies reach everyone\.$/,
    },
    { audience: 'patient', words: /^Parts of the clinic .* nothing you send is lost\.$/ },
  ] as const)('the $audience is told what goes on, aloud too, and when it is over', async (told) => {
    const services = createTestServices({});
    services.socket.goOnline();
    await renderApp(<ServersBar audience={told.audience} />, { services });
    const spoken = () => document.querySelector('[aria-live]')?.textContent ?? '';
    const change = (together: boolean) =>
      act(async () => services.socket.receive('servers-state', { together }));
    expect(screen.queryByText(told.words)).toBeNull();
    await change(false);
    await vi.waitFor(() => expect(spoken()).toMatch(told.words));
    expect(screen.getAllByText(told.words)).toHaveLength(2);
    await change(true);
    await vi.waitFor(() => expect(spoken()).toBe('All of the clinic is connected again'));
    expect(screen.queryByText(told.words)).toBeNull();
  });

  it('silence after a new connection is good news', () => {
    vi.useFakeTimers();
    const socket = createFakeSocket();
    const servers = createServersStore(socket);
    socket.goOnline();
    socket.receive('servers-state', { together: false });
    socket.goOffline();
    expect(servers.getState()).toEqual({ together: false });
    socket.goOnline();
    vi.runAllTimers();
    expect(servers.getState()).toEqual({ together: true });
  });
});

import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RequireDoctor, RequireSession } from '../../src-renderer/features/home/guards.tsx';
import { HomePage } from '../../src-renderer/features/home/home-page.tsx';
import { UpdateGate } from '../../src-renderer/features/home/update-gate.tsx';
import { createStore } from 'zustand/vanilla';
import type { HostedServerState } from '../../src-preload/contract.ts';
import type { ClinicHost } from '../../src-renderer/platform/platform.ts';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices, type TestServices } from './support/signed-in-services.ts';

const clinic = (changes: object = {}) => ({
  json: {
    success: true,
    data: {
      name: null,
      needsSetup: true,
      needsSetupCode: false,
      protocol: 1,
      version: '0.0.0',
      ...changes,
    },
  },
});

const setUp = async (
  routes: FakeRoutes = {},
  options: { token?: string; path?: string; host?: ClinicHost } = {},
) => {
  const made = createTestServices(routes, options.token ?? null);
  if (options.host !== undefined) made.platform.serverUrl.setState(null, true);
  const services: TestServices = {
    ...made,
    platform: { ...made.platform, host: options.host ?? null },
  };
  await renderApp(
    <UpdateGate>
      <Suspense>
        <Routes>
          <Route index element={<HomePage />} />
          <Route element={<RequireSession />}>
            <Route path="waiting-room/:roomId" element={<h1>The waiting room</h1>} />
          </Route>
          <Route element={<RequireDoctor />}>
            <Route path="rooms" element={<h1>The rooms</h1>} />
            <Route path="patients" element={<h1>The patients</h1>} />
          </Route>
        </Routes>
      </Suspense>
    </UpdateGate>,
    { services, path: options.path ?? '/' },
  );
  void services.session.restore();
  return { services, user: userEvent.setup() };
};

const field = (label: string) => screen.findByLabelText<HTMLInputElement>(label);

afterEach(cleanup);

describe('the start page', () => {
  it('sets a new clinic up and goes on to the rooms', async () => {
    const { services, user } = await setUp({
      'GET /api/clinic': () => clinic(),
      'POST /auth/setup': () => ({ json: sessionAnswer() }),
    });
    await user.type(await field('Clinic name'), 'Sunrise');
    await user.type(await field('Full name'), 'Dr Ada One');
    await user.type(await field('Email'), 'Ada@Clinic.test');
    await user.type(await field('Password'), 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Create clinic' }));
    expect(await screen.findByRole('heading', { name: 'The rooms' })).not.toBeNull();
    expect(services.fetch.requests.find(({ path }) => path === '/auth/setup')?.body).toEqual({
      clinicName: 'Sunrise',
      fullname: 'Dr Ada One',
      email: 'ada@clinic.test',
      password: 'correct horse',
    });
  });

  it('asks for the set-up code where the server wants one, and says when it is wrong', async () => {
    const { user } = await setUp({
      'GET /api/clinic': () => clinic({ needsSetupCode: true }),
      'POST /auth/setup': () => ({ code: 'setup_code_required' }),
    });
    await user.type(await field('Clinic name'), 'Sunrise');
    await user.type(await field('Full name'), 'Dr Ada One');
    await user.type(await field('Email'), 'ada@clinic.test');
    await user.type(await field('Password'), 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Create clinic' }));
    expect((await field('Set-up code')).getAttribute('aria-invalid')).toBe('true');
    await user.type(await field('Set-up code'), 'WRONG');
    await user.click(screen.getByRole('button', { name: 'Create clinic' }));
    expect(await screen.findByText(/This set-up code is not right/)).not.toBeNull();
    expect((await field('Clinic name')).value).toBe('Sunrise');
  });

  it('shows what is wrong at each field without asking the server', async () => {
    const { services, user } = await setUp({ 'GET /api/clinic': () => clinic() });
    await user.type(await field('Password'), 'short');
    await user.click(screen.getByRole('button', { name: 'Create clinic' }));
    for (const label of ['Clinic name', 'Full name', 'Email', 'Password']) {
      expect([label, (await field(label)).getAttribute('aria-invalid')]).toEqual([label, 'true']);
    }
    expect(services.fetch.requests.some(({ path }) => path === '/auth/setup')).toBe(false);
  });

  it('signs in, and keeps what was typed after a refusal', async () => {
    const { user } = await setUp({
      'POST /auth/login': ({ body }) =>
        (body as { password: string }).password === 'correct horse'
          ? { json: sessionAnswer() }
          : { code: 'wrong_credentials' },
    });
    await user.type(await field('Email'), 'ada@clinic.test');
    await user.type(await field('Password'), 'wrong{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('match an account here');
    expect((await field('Email')).value).toBe('ada@clinic.test');
    await user.clear(await field('Password'));
    await user.type(await field('Password'), 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('heading', { name: 'The rooms' })).not.toBeNull();
  });

  it('[S0-H06] takes a doctor back to the page that asked for the sign-in', async () => {
    const { user } = await setUp(
      { 'POST /auth/login': () => ({ json: sessionAnswer() }) },
      { path: '/patients' },
    );
    await user.type(await field('Email'), 'ada@clinic.test');
    await user.type(await field('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { name: 'The patients' })).not.toBeNull();
  });

  it('[S0-H05] [S0-H06] leads to the sign-in when the server ends the session, and back to the page', async () => {
    const { services, user } = await setUp(
      {
        'POST /auth/refresh': () => ({ json: sessionAnswer() }),
        'POST /auth/login': () => ({ json: sessionAnswer() }),
      },
      { token: 'refresh-1', path: '/patients' },
    );
    await screen.findByRole('heading', { name: 'The patients' });
    await act(() => services.session.end('revoked'));
    expect(screen.queryByRole('heading', { name: 'The patients' })).toBeNull();
    await user.type(await field('Email'), 'ada@clinic.test');
    await user.type(await field('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('heading', { name: 'The patients' })).not.toBeNull();
  });

  it('takes a patient back to the visit after a reload', async () => {
    await setUp(
      {
        'POST /auth/refresh': () => ({
          json: sessionAnswer({
            user: { ...doctor, role: 'patient', isAdmin: false },
            roomId: 'room-1',
            appointmentId: 'appointment-1',
          }),
        }),
      },
      { token: 'refresh-1' },
    );
    expect(await screen.findByRole('heading', { name: 'The waiting room' })).not.toBeNull();
  });

  it('tells a patient whose visit was opened elsewhere', async () => {
    const { services } = await setUp(
      {
        'POST /auth/refresh': () => ({
          json: sessionAnswer({
            user: { ...doctor, role: 'patient', isAdmin: false },
            roomId: 'room-1',
            appointmentId: 'appointment-1',
          }),
        }),
      },
      { token: 'refresh-1', path: '/waiting-room/room-1' },
    );
    await screen.findByRole('heading', { name: 'The waiting room' });
    await act(() => services.session.end('opened_elsewhere'));
    expect(screen.getByRole('heading', { name: 'You opened your visit on another device' })).not.toBeNull();
  });

  it('[S0-H02, S0-H10, S0-H12, S3-F08] says that it keeps trying while the server is unreachable, and goes on by itself', async () => {
    let reachable = false;
    const { services } = await setUp({
      'GET /api/clinic': () => (reachable ? clinic({ name: 'Sunrise', needsSetup: false }) : 'unreachable'),
    });
    expect(await screen.findByText(/We keep trying/)).not.toBeNull();
    reachable = true;
    act(() => services.platform.signal('resume'));
    expect(await screen.findByRole('heading', { name: 'Sunrise' })).not.toBeNull();
  });

  it('asks for a reload when the server speaks another version of the protocol', async () => {
    const { services } = await setUp({
      'GET /api/clinic': () => clinic({ protocol: 999, needsSetup: false }),
    });
    await vi.waitFor(() => expect(services.clinic.state.getState().clinic).not.toBeNull());
    expect(await screen.findByRole('heading', { name: 'This page is out of date' })).not.toBeNull();
    expect(screen.getByRole('button', { name: 'Reload' })).not.toBeNull();
  });

  it.each(['/', '/rooms'])('offers to host the clinic on this computer, from %s', async (path) => {
    const state = createStore<HostedServerState>(() => ({ status: 'stopped' }));
    const host: ClinicHost = {
      state,
      start: async () => state.setState({ status: 'starting', attempt: 0 }, true),
      stop: async () => state.setState({ status: 'stopped' }, true),
      restart: async () => undefined,
    };
    const { services, user } = await setUp({ 'GET /api/clinic': () => clinic() }, { host, path });
    const choose = async () =>
      user.click(await screen.findByRole('button', { name: 'Host my clinic on this computer' }));
    expect((await screen.findByRole('link', { name: 'Join a clinic' })).getAttribute('href')).toBe('/join');
    await choose();
    expect(screen.getByRole('heading', { name: 'Starting your clinic…' })).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Go back' }));
    await choose();
    act(() => services.platform.serverUrl.setState('http://127.0.0.1:4000', true));
    expect(await field('Clinic name')).not.toBeNull();
  });
});

import { cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../server/protocol/index.ts';
import { PasswordPage } from '../../src-renderer/features/password/password-page.tsx';
import type { FakeAnswer, FakeRoutes } from './support/fake-fetch.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const owner = (purpose: 'welcome' | 'reset' = 'welcome'): FakeAnswer => ({
  json: {
    success: true,
    data: { fullname: 'Pat', email: 'pat@clinic.test', purpose, clinicName: 'Clinic on the Hill' },
  },
});

const open = async (routes: FakeRoutes, hash = '#link=secret') => {
  window.history.replaceState(null, '', `/password${hash}`);
  const services = createTestServices(routes);
  expect(window.location.hash).toBe('');
  await renderApp(
    <Routes>
      <Route path="password" element={<PasswordPage />} />
      <Route index element={<h1>Home</h1>} />
    </Routes>,
    { services, path: '/password' },
  );
  return { services, user: userEvent.setup() };
};

const choose = async (user: ReturnType<typeof userEvent.setup>, password: string, again = password) => {
  const [first, second] = [
    await screen.findByLabelText('New password'),
    screen.getByLabelText('New password again'),
  ];
  await user.clear(first);
  await user.type(first, password);
  await user.clear(second);
  await user.type(second, again);
  await user.click(screen.getByRole('button', { name: /^Set/ }));
};

beforeEach(() => window.history.replaceState(null, '', '/'));
afterEach(cleanup);

describe('choosing a password by a link', () => {
  it('welcomes by name, says what is wrong, sets the password and goes home signed in', async () => {
    const user = { ...doctor, role: 'patient' as const, isAdmin: false };
    const { services, user: person } = await open({
      'POST /auth/password-link': () => owner(),
      'POST /auth/password': () => ({ json: sessionAnswer({ user }) }),
    });
    expect(await screen.findByRole('heading', { name: 'Welcome, Pat' })).not.toBeNull();
    expect(screen.getByText(/Choose a password for Clinic on the Hill/)).not.toBeNull();
    await choose(person, 'short');
    expect(screen.getByText('Use 8 to 256 characters.')).not.toBeNull();
    await choose(person, 'long enough', 'long enough?');
    expect(screen.getByText('The two passwords are not the same.')).not.toBeNull();
    await choose(person, 'long enough');
    expect(await screen.findByRole('heading', { name: 'Home' })).not.toBeNull();
    const sent = services.fetch.requests.filter(({ path }) => path === '/auth/password');
    expect(sent.map(({ body }) => body)).toEqual([{ link: 'secret', password: 'long enough' }]);
    expect(services.session.state.getState()).toMatchObject({ status: 'signedIn' });
    expect(services.passwordLinks.getState()).toEqual({ link: null });
  });

  it('greets whoever chooses a new one in other words', async () => {
    await open({ 'POST /auth/password-link': () => owner('reset') });
    expect(await screen.findByRole('heading', { name: 'Hello Pat' })).not.toBeNull();
    expect(screen.getByRole('button', { name: 'Set new password and sign in' })).not.toBeNull();
  });

  it.each<[ErrorCode, string]>([
    ['password_link_invalid', 'This link does not work any more'],
    ['password_link_expired', 'This link has expired'],
  ])('says what %s means and leads to the sign-in', async (code, title) => {
    await open({ 'POST /auth/password-link': () => ({ code }) });
    expect(await screen.findByRole('heading', { name: title })).not.toBeNull();
    expect(screen.getByRole('link', { name: 'Go to sign-in' })).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('says so if the link was used up while the password was typed', async () => {
    const { user } = await open({
      'POST /auth/password-link': () => owner(),
      'POST /auth/password': () => ({ code: 'password_link_invalid' }),
    });
    await choose(user, 'long enough');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).not.toBeNull();
  });

  it('leads to the sign-in where a second factor is asked for, too', async () => {
    const { services, user } = await open({
      'POST /auth/password-link': () => owner('reset'),
      'POST /auth/password': () => ({ code: 'second_factor_required' }),
    });
    await choose(user, 'long enough');
    expect(await screen.findByRole('heading', { name: 'Your new password is set' })).not.toBeNull();
    expect(screen.getByRole('link', { name: 'Go to sign-in' })).not.toBeNull();
    expect(services.session.state.getState()).toMatchObject({ status: 'restoring' });
  });

  it('offers another try while the clinic is unreachable', async () => {
    const answers: FakeAnswer[] = ['unreachable', owner()];
    const { user } = await open({ 'POST /auth/password-link': () => answers.shift() ?? 'unreachable' });
    expect(await screen.findByRole('heading', { name: "We can't reach the clinic" })).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Welcome, Pat' })).not.toBeNull();
  });

  it('does not work without a secret in the address', async () => {
    await open({}, '');
    expect(await screen.findByRole('heading', { name: 'This link does not work any more' })).not.toBeNull();
  });
});

import { cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { SignInPage } from '../../src-renderer/features/sign-in/sign-in-page.tsx';
import { sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

type Login = { email: string; password: string; code?: string };

/** An account with a second factor, whose next code is 123456. */
const open = async () => {
  const services = createTestServices({
    'POST /auth/login': ({ body }) => {
      const { password, code } = body as Login;
      if (password !== 'right') return { code: 'wrong_credentials' };
      if (code === undefined) return { code: 'second_factor_required' };
      return code === '123456' || code === 'aaaa-bbbb-cccc'
        ? { json: sessionAnswer() }
        : { code: 'second_factor_wrong' };
    },
  });
  await renderApp(<SignInPage reason={null} />, { services });
  const user = userEvent.setup();
  const pass = async () => {
    await user.type(screen.getByLabelText('Email'), 'ada@clinic.test');
    await user.type(screen.getByLabelText('Password'), 'right{Enter}');
    return screen.findByLabelText<HTMLInputElement>('6-digit code');
  };
  return { services, user, pass, status: () => services.session.state.getState().status };
};

afterEach(cleanup);

it('asks for the code after the password, and signs in with it', async () => {
  const { user, pass, status, services } = await open();
  const code = await pass();
  expect(screen.queryByLabelText('Password')).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(code));
  expect([code.inputMode, code.autocomplete]).toEqual(['numeric', 'one-time-code']);

  await user.type(code, '000000');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText(/This code is not right/)).not.toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(code));
  expect(status()).not.toBe('signedIn');

  await user.clear(code);
  await user.type(code, '123456{Enter}');
  await expect.poll(status).toBe('signedIn');
  expect(services.fetch.requests.at(-1)?.body).toEqual({
    email: 'ada@clinic.test',
    password: 'right',
    code: '123456',
  });
});

it('takes a recovery code instead', async () => {
  const { user, pass, status } = await open();
  await pass();
  await user.click(screen.getByRole('button', { name: 'Use a recovery code' }));
  const field = screen.getByLabelText<HTMLInputElement>('Recovery code');
  expect(document.activeElement).toBe(field);
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(field.getAttribute('aria-invalid')).toBe('true');
  await user.type(field, 'aaaa-bbbb-cccc{Enter}');
  await expect.poll(status).toBe('signedIn');
});

it('goes back to the password, which is asked for again', async () => {
  const { user, pass } = await open();
  await pass();
  await user.click(screen.getByRole('button', { name: 'Back' }));
  expect(screen.getByLabelText<HTMLInputElement>('Email').value).toBe('ada@clinic.test');
  expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('');
});

it('says who helps when the password is forgotten', async () => {
  const { user } = await open();
  const question = screen.getByRole('button', { name: 'Forgot your password?' });
  expect(question.getAttribute('aria-expanded')).toBe('false');
  expect(screen.getByText('npm run reset-password -- <email>').closest('[hidden]')).not.toBeNull();
  await user.click(question);
  expect(screen.getByText('npm run reset-password -- <email>').closest('[hidden]')).toBeNull();
  expect(question.getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByText(/If you are a patient, ask your doctor/)).not.toBeNull();
  expect(screen.getByText('npm run reset-password -- <email>')).not.toBeNull();
});

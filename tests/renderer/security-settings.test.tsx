import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountSession, Profile } from '../../server/protocol/index.ts';
import { ProfileSettings } from '../../src-renderer/features/settings/profile-settings.tsx';
import { SecuritySettings } from '../../src-renderer/features/settings/security-settings.tsx';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const CODES = Array.from({ length: 10 }, (_, index) => `aaaa-bbbb-000${index}`);

const profile = (changes: Partial<Profile> = {}): Profile => ({
  ...doctor,
  phone: null,
  language: null,
  unreadMailMinutes: 30,
  secondFactor: { enabled: false, recoveryCodesLeft: 0 },
  ...changes,
});

const deviceSession = (id: string, changes: Partial<AccountSession> = {}): AccountSession => ({
  id,
  createdAt: new Date(Date.now() - 3 * 3_600_000).toISOString(),
  lastSeenAt: new Date(Date.now() - 20 * 60_000).toISOString(),
  browser: 'firefox',
  system: 'linux',
  byInvitation: false,
  current: false,
  ...changes,
});

/** A server that keeps one account. */
const createAccount = () => {
  const account = {
    profile: profile(),
    sessions: [
      deviceSession('here', { current: true, browser: 'app', system: 'windows' }),
      deviceSession('phone', { browser: 'safari', system: 'ios', byInvitation: true }),
      deviceSession('other'),
    ],
  };
  const answer = (data: object) => ({ json: { success: true, data } });
  const routes: FakeRoutes = {
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/profile': () => answer({ profile: account.profile }),
    'GET /api/profile/sessions': () => answer({ sessions: account.sessions }),
    'PATCH /api/profile': ({ body }) => {
      account.profile = { ...account.profile, ...(body as Partial<Profile>) };
      return answer({ profile: account.profile });
    },
    'PUT /api/profile/password': ({ body }) =>
      (body as { currentPassword: string }).currentPassword === 'right'
        ? { json: { success: true } }
        : { code: 'wrong_password' },
    'POST /api/profile/second-factor': ({ body }) =>
      (body as { password: string }).password === 'right'
        ? answer({ uri: 'otpauth://totp/Clinic:ada?secret=ABCDEFGH', secret: 'ABCDEFGH' })
        : { code: 'wrong_password' },
    'POST /api/profile/second-factor/confirm': ({ body }) => {
      if ((body as { code: string }).code !== '123456') return { code: 'wrong_code' };
      account.profile = profile({ secondFactor: { enabled: true, recoveryCodesLeft: 10 } });
      return answer({ recoveryCodes: CODES });
    },
    'POST /api/profile/second-factor/recovery-codes': () => answer({ recoveryCodes: CODES }),
    'POST /api/profile/second-factor/remove': ({ body }) => {
      if ((body as { code: string }).code !== '123456') return { code: 'wrong_code' };
      account.profile = profile();
      return { json: { success: true } };
    },
    'DELETE /api/profile/sessions/other': () => {
      account.sessions = account.sessions.filter(({ id }) => id !== 'other');
      return { json: { success: true } };
    },
    'POST /api/profile/sessions/end-others': () => {
      account.sessions = account.sessions.filter(({ current }) => current);
      return answer({ ended: 2 });
    },
  };
  return { account, routes };
};

const open = async (page: 'profile' | 'security', changes: FakeRoutes = {}) => {
  const { account, routes } = createAccount();
  const services = createTestServices({ ...routes, ...changes });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'right' });
  return {
    account,
    services,
    user: userEvent.setup(),
    show: () => renderApp(page === 'profile' ? <ProfileSettings /> : <SecuritySettings />, { services }),
  };
};

afterEach(cleanup);

const button = (name: string) => screen.getByRole('button', { name });

describe('the own profile', () => {
  it('changes name, phone and language, and says so', async () => {
    const { user, show, services } = await open('profile');
    await show();
    await user.clear(await screen.findByLabelText('Full name'));
    await user.type(screen.getByLabelText('Full name'), 'Dr Ada Two');
    await user.type(screen.getByLabelText('Phone'), '+1 555 0100');
    await user.selectOptions(screen.getByLabelText('Language'), 'Español');
    await user.click(button('Save'));
    expect(await screen.findByText('Saved')).not.toBeNull();
    expect(services.fetch.requests.at(-1)?.body).toEqual({
      fullname: 'Dr Ada Two',
      phone: '+1 555 0100',
      language: 'es',
    });
    expect(services.session.state.getState()).toMatchObject({ user: { fullname: 'Dr Ada Two' } });
  });

  it('shows what is wrong at its field', async () => {
    const { user, show } = await open('profile');
    await show();
    await user.clear(await screen.findByLabelText('Full name'));
    await user.click(button('Save'));
    expect(screen.getByLabelText('Full name').getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(screen.getByLabelText('Full name'));
  });

  it('says when it cannot be loaded, and tries again', async () => {
    let reachable = false;
    const { user, show } = await open('profile', {
      'GET /api/profile': () =>
        reachable ? { json: { success: true, data: { profile: profile() } } } : 'unreachable',
    });
    await show();
    await screen.findByText(/We can't reach the clinic/);
    reachable = true;
    await user.click(button('Try again'));
    expect(await screen.findByLabelText('Full name')).not.toBeNull();
  });
});

describe('the password', () => {
  it('is changed, after a wrong one was shown at its field', async () => {
    const { user, show } = await open('security');
    await show();
    await user.type(await screen.findByLabelText('Current password'), 'wrong');
    await user.type(screen.getByLabelText('New password'), 'long enough for all');
    await user.click(button('Change password'));
    expect(await screen.findByText('This is not your current password.')).not.toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Current password')));

    await user.clear(screen.getByLabelText('Current password'));
    await user.type(screen.getByLabelText('Current password'), 'right');
    await user.click(button('Change password'));
    expect(await screen.findByText(/Your password is changed/)).not.toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('');
  });

  it('is judged by its length, in words', async () => {
    const { user, show, services } = await open('security');
    await show();
    const field = await screen.findByLabelText('New password');
    for (const [typed, words] of [
      ['short', 'Too short. Use at least 8 characters.'],
      ['ening', 'Long enough. Longer is safer.'],
      ['abcd', 'Good length.'],
      ['abcd', 'Very good length.'],
    ] as const) {
      await user.type(field, typed);
      expect(screen.getByText(words)).not.toBeNull();
    }
    await user.clear(field);
    await user.type(field, 'short');
    await user.click(button('Change password'));
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(services.fetch.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});

describe('the second factor', () => {
  it('is set up step by step, and shows its recovery codes until they are kept', async () => {
    const { user, show } = await open('security');
    await show();
    await user.click(await screen.findByRole('button', { name: 'Set up a second factor' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText('Your password'), 'wrong{Enter}');
    expect(await dialog.findByText('This is not your current password.')).not.toBeNull();
    await user.clear(dialog.getByLabelText('Your password'));
    await user.type(dialog.getByLabelText('Your password'), 'right{Enter}');

    const code = await dialog.findByLabelText<HTMLInputElement>('6-digit code');
    await waitFor(() => expect(document.activeElement).toBe(code));
    expect([code.inputMode, code.autocomplete]).toEqual(['numeric', 'one-time-code']);
    expect(dialog.getByRole('img', { name: 'QR code for your authenticator app' })).not.toBeNull();
    expect(dialog.getByText('ABCD EFGH')).not.toBeNull();
    await user.type(code, '000000{Enter}');
    expect(await dialog.findByText(/This code is not right/)).not.toBeNull();
    await user.clear(code);
    await user.type(code, '123456{Enter}');

    const list = await dialog.findByRole('list', { name: 'Recovery codes' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(CODES);
    await user.keyboard('{Escape}');
    expect(screen.getByRole('list', { name: 'Recovery codes' })).not.toBeNull();
    await user.click(dialog.getByRole('button', { name: 'I have kept them' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await screen.findByText('You have 10 recovery codes left.')).not.toBeNull();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('On'));
  });

  it('warns when no recovery codes are left, and makes new ones', async () => {
    const { account, user, show } = await open('security');
    account.profile = profile({ secondFactor: { enabled: true, recoveryCodesLeft: 0 } });
    await show();
    expect(await screen.findByText(/You have no recovery codes left/)).not.toBeNull();
    await user.click(button('New recovery codes'));
    await user.type(await screen.findByLabelText('6-digit code or recovery code'), '123456{Enter}');
    expect(await screen.findByRole('list', { name: 'Recovery codes' })).not.toBeNull();
  });

  it('is removed with password and code', async () => {
    const { account, user, show } = await open('security');
    account.profile = profile({ secondFactor: { enabled: true, recoveryCodesLeft: 3 } });
    await show();
    await user.click(await screen.findByRole('button', { name: 'Turn off' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Turn off' }));
    expect(dialog.getByLabelText('Your password').getAttribute('aria-invalid')).toBe('true');
    await user.type(dialog.getByLabelText('Your password'), 'right');
    await user.type(dialog.getByLabelText('6-digit code or recovery code'), '123456{Enter}');
    expect(await screen.findByRole('button', { name: 'Set up a second factor' })).not.toBeNull();
  });
});

describe('signed-in devices', () => {
  it('are listed in words, this one without a way to end it', async () => {
    const { show } = await open('security');
    await show();
    const list = await screen.findByRole('list', { name: 'Signed-in devices' });
    const [here, phone, other] = within(list).getAllByRole('listitem');
    expect(here?.textContent).toContain('Anteroom app on Windows');
    expect(here?.textContent).toContain('This device');
    expect(here?.querySelector('button')).toBeNull();
    expect(phone?.textContent).toContain('Safari on iPhone or iPad');
    expect(phone?.textContent).toContain('Opened by an invitation link');
    expect(other?.textContent).toContain('Last used 20 minutes ago');
  });

  it('are signed out one by one or all at once, after a question', async () => {
    const { user, show, services } = await open('security');
    await show();
    await user.click(await screen.findByRole('button', { name: 'Sign out Firefox on Linux' }));
    const one = within(await screen.findByRole('dialog', { name: 'Sign this device out?' }));
    await user.click(one.getByRole('button', { name: 'Cancel' }));
    expect(services.fetch.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
    await user.click(button('Sign out Firefox on Linux'));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Sign out' }));
    await waitFor(() => expect(screen.queryByText('Firefox on Linux')).toBeNull());

    await user.click(button('Sign out all other devices'));
    await user.click(
      within(await screen.findByRole('dialog', { name: 'Sign all other devices out?' })).getByRole('button', {
        name: 'Sign out',
      }),
    );
    await waitFor(() => expect(screen.queryByText('Safari on iPhone or iPad')).toBeNull());
    expect(screen.queryByRole('button', { name: 'Sign out all other devices' })).toBeNull();
  });
});

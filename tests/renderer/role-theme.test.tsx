import { useMantineTheme, type MantineColorSchemeManager } from '@mantine/core';
import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { SignInPage } from '../../src-renderer/features/sign-in/sign-in-page.tsx';
import { RoleTheme } from '../../src-renderer/shell/role-theme.tsx';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const schemes: MantineColorSchemeManager = {
  get: () => 'light',
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};

const Shown = () => <p>{`drawn in ${useMantineTheme().primaryColor}`}</p>;

const show = async (role: 'patient' | 'doctor' | null, path: string): Promise<string | null> => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer({ user: { ...doctor, role: role ?? 'doctor' } }) }),
  });
  if (role !== null) await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  const { unmount } = await renderApp(
    <RoleTheme nonce="" colorSchemeManager={schemes}>
      <Shown />
    </RoleTheme>,
    { services, path },
  );
  const { textContent } = screen.getByText(/^drawn in/);
  unmount();
  return textContent;
};

it('[S4-Y01, S4-Y02] the same page is indigo for patients and teal for doctors', async () => {
  expect(await show('patient', '/messages')).toBe('drawn in indigo');
  expect(await show('doctor', '/messages')).toBe('drawn in teal');
});

it('who is not known yet is a patient on the pages that links of patients lead to', async () => {
  expect(await show(null, '/visit')).toBe('drawn in indigo');
  expect(await show(null, '/sign-in')).toBe('drawn in teal');
});

it('who has just signed out reads the page as before', async () => {
  for (const [role, colour] of [
    ['patient', 'indigo'],
    ['doctor', 'teal'],
  ] as const) {
    const services = createTestServices({
      'POST /auth/login': () => ({ json: sessionAnswer({ user: { ...doctor, role } }) }),
      'POST /auth/logout': () => ({ json: { success: true } }),
    });
    await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    const { unmount } = await renderApp(
      <RoleTheme nonce="" colorSchemeManager={schemes}>
        <Shown />
        <SignInPage reason={null} />
      </RoleTheme>,
      { services, path: '/' },
    );
    await act(() => services.session.signOut());
    expect(services.session.state.getState().status).toBe('signedOut');
    expect(screen.getByText(/^drawn in/).textContent).toBe(`drawn in ${colour}`);
    // Patients with an account sign in here as well as doctors.
    screen.getByText(
      'Sign in with your account at this clinic. If you have none, open the link in your invitation.',
    );
    unmount();
  }
});

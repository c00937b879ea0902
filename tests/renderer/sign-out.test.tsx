import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { createFiles } from '../../src-renderer/features/files/files.ts';
import { SignOutDialog } from '../../src-renderer/features/sign-out/sign-out-dialog.tsx';
import { sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices, type TestServices } from './support/signed-in-services.ts';

const setUp = async () => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'POST /auth/logout': () => ({ json: { success: true } }),
  });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  await renderApp(<SignOutDialog />, { services });
  const status = () => services.session.state.getState().status;
  return { services, status, user: userEvent.setup() };
};
const begin = (services: TestServices) => act(async () => services.signOut.begin());
const dialog = async () => within(await screen.findByRole('dialog', { name: 'Sign out' }));

describe('signing out in a browser', () => {
  it('asks nothing when nothing is lost', async () => {
    const { services, status } = await setUp();
    await begin(services);
    await waitFor(() => expect(status()).toBe('signedOut'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says what would be lost, and stays or goes as the person decides', async () => {
    const { services, status, user } = await setUp();
    const files = services.files.get(() => createFiles(services));
    services.letters.send('patient-1', 'waits');
    services.letters.write('patient-2', 'begun');
    services.outbox.send('room-1', 'waits, too');
    files.picked.add('patient-1', [new File(['%PDF'], 'referral.pdf', { type: 'application/pdf' })]);
    services.emergencies.keepDraft({ text: 'Help', receiverId: null, clientId: 'c-1' });
    services.deletions.begin('message-1');
    await begin(services);
    const question = await dialog();
    for (const words of [
      '2 messages have not been sent yet.',
      '2 messages were begun and not sent.',
      'One message has not been deleted yet.',
      'One file has not been sent yet.',
      'What was not sent is on this page alone. It is lost when you sign out.',
    ]) {
      question.getByText(words);
    }
    expect(status()).toBe('signedIn');
    await user.click(question.getByRole('button', { name: 'Stay signed in' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect([status(), services.letters.state.getState().entries.length]).toEqual(['signedIn', 1]);
    await begin(services);
    await user.click((await dialog()).getByRole('button', { name: 'Sign out now' }));
    await waitFor(() => expect(status()).toBe('signedOut'));
  });

  it('says when everything has been sent meanwhile', async () => {
    const { services } = await setUp();
    services.letters.write('patient-1', 'begun');
    await begin(services);
    const question = await dialog();
    act(() => services.letters.write('patient-1', ''));
    await question.findByText('Everything has been sent now.');
  });
});

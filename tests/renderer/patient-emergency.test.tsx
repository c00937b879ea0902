import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Contact } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { EmergencyButton, EmergencyCard } from '../../src-renderer/features/emergencies/emergency-spot.tsx';
import { AT, BOB, ownEmergency } from './support/emergencies.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = { ...doctor, id: 'patient-1', _id: 'patient-1', role: 'patient' as const };
const ADA = { id: 'doctor-1', fullname: 'Dr Ada One' };
const contact = (id: string, fullname: string): Contact => ({
  conversationId: `${id}_patient-1`,
  otherUser: { _id: id, fullname, email: null, role: 'doctor' },
  lastMessage: null,
  unreadCount: 0,
  lastSeq: 0,
  status: 'online',
  hasAccount: true,
});

const setUp = async ({
  number = '112',
  inConversation = true,
}: { number?: string | null; inConversation?: boolean } = {}) => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer({ user: patient }) }),
    'GET /api/clinic': () => ({
      json: {
        success: true,
        data: {
          name: 'Test Clinic',
          needsSetup: false,
          needsSetupCode: false,
          protocol: 1,
          version: '0',
          emergencyNumber: number,
        },
      },
    }),
  });
  await services.session.signIn({ email: 'pat@mail.test', password: 'secret' });
  await services.clinic.load();
  services.socket.answer('list_conversations', () => ({
    next: null,
    unreadCount: 0,
    conversations: [contact('doctor-1', 'Dr Ada One'), contact('doctor-2', 'Dr Bob Two')],
  }));
  services.conversations.follow();
  services.socket.goOnline();
  await vi.waitFor(() => expect(services.conversations.state.getState().list).toHaveLength(2));
  await renderApp(
    <>
      <EmergencyCard />
      <EmergencyButton doctor={inConversation ? ADA : null} />
    </>,
    { services },
  );
  const user = userEvent.setup();
  const raised = () =>
    services.socket.sent.filter(({ event }) => event === 'raise_emergency').map(({ payload }) => payload);
  const begin = async () => {
    await user.click(screen.getByRole('button', { name: 'Emergency' }));
    return within(await screen.findByRole('dialog', { name: 'Do you need help at once?' }));
  };
  const toConfirm = async (text: string) => {
    const dialog = await begin();
    await user.type(dialog.getByLabelText(/What is happening/), text);
    await user.click(dialog.getByRole('button', { name: 'Next' }));
    return dialog;
  };
  return { services, user, raised, begin, toConfirm };
};

const card = () => screen.findByRole('region', { name: 'Your emergency' });
const announced = () => document.querySelector('[aria-live="assertive"]')?.textContent;

describe('a patient who needs help at once', () => {
  it('[S4-B05, S4-U14, S4-F18] reads whom to call first, says what it is, and sends it by a second step', async () => {
    const { services, user, raised, toConfirm } = await setUp();
    services.socket.answer('raise_emergency', () => ({ emergency: ownEmergency(), message: {} as never }));
    const dialog = await toConfirm('My chest hurts');
    expect(raised()).toEqual([]);
    expect(dialog.getByRole('link', { name: 'Call 112' }).getAttribute('href')).toBe('tel:112');
    expect(dialog.getByText('My chest hurts')).toBeDefined();
    expect(dialog.getByText(/goes to Dr Ada One and sounds an alarm for every doctor/)).toBeDefined();
    expect(document.activeElement?.textContent).toBe('Send this emergency now?');
    await user.click(dialog.getByRole('button', { name: 'Send emergency' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(raised()).toMatchObject([{ content: 'My chest hurts', receiverId: 'doctor-1' }]);
    expect((await card()).textContent).toMatch(/^Sent at .*No doctor has confirmed it yet/);
  });

  it('chooses the doctor where there are several, and has to say something', async () => {
    const { services, user, raised, begin } = await setUp({ inConversation: false, number: null });
    services.socket.answer('raise_emergency', () => ({ emergency: ownEmergency(), message: {} as never }));
    const dialog = await begin();
    expect(dialog.queryByRole('link')).toBeNull();
    expect(dialog.getByText(/call the emergency number of the place where you are/)).toBeDefined();
    await user.click(dialog.getByRole('button', { name: 'Next' }));
    expect(dialog.getByText('Write in a few words what is happening.')).toBeDefined();
    await user.selectOptions(dialog.getByLabelText('Your doctor'), 'Dr Bob Two');
    await user.type(dialog.getByLabelText(/What is happening/), 'I fell');
    await user.click(dialog.getByRole('button', { name: 'Next' }));
    await user.click(dialog.getByRole('button', { name: 'Send emergency' }));
    await card();
    expect(raised()).toMatchObject([{ content: 'I fell', receiverId: 'doctor-2' }]);
  });

  it('is told that nothing went while there is no connection, and nothing goes later', async () => {
    const { services, raised, toConfirm } = await setUp();
    const dialog = await toConfirm('Help');
    act(() => services.socket.goOffline());
    expect((await dialog.findByRole('alert')).textContent).toMatch(
      /not connected. An emergency cannot be sent now.*call 112/,
    );
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Send emergency' }).disabled).toBe(true);
    act(() => services.socket.goOnline());
    await waitFor(() => expect(dialog.queryByRole('alert')).toBeNull());
    expect(raised()).toEqual([]);
  });

  it('sends the same again if the answer was lost', async () => {
    const { services, user, raised, toConfirm } = await setUp();
    services.socket.answer('raise_emergency', () => {
      throw new ApiError('timeout');
    });
    const dialog = await toConfirm('Help');
    await user.click(dialog.getByRole('button', { name: 'Send emergency' }));
    expect((await dialog.findByRole('alert')).textContent).toMatch(/do not know whether this arrived/);
    services.socket.answer('raise_emergency', () => ({ emergency: ownEmergency(), message: {} as never }));
    await user.click(dialog.getByRole('button', { name: 'Send again' }));
    await card();
    const [first, second] = raised();
    expect(second).toEqual(first);
  });

  it('finds the words again after closing by accident, until they are sent or somebody else signs in', async () => {
    const { services, user, raised, begin, toConfirm } = await setUp();
    services.socket.answer('raise_emergency', () => {
      throw new ApiError('timeout');
    });
    const first = await toConfirm('My chest hurts');
    await user.click(first.getByRole('button', { name: 'Send emergency' }));
    await first.findByRole('alert');
    await user.click(first.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

    // Nobody knows whether it has arrived: the same again is no second alert.
    const second = await begin();
    expect(second.getByLabelText<HTMLTextAreaElement>(/What is happening/).value).toBe('My chest hurts');
    services.socket.answer('raise_emergency', () => ({ emergency: ownEmergency(), message: {} as never }));
    await user.click(second.getByRole('button', { name: 'Next' }));
    await user.click(second.getByRole('button', { name: 'Send emergency' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const [one, other] = raised();
    expect(other).toEqual(one);
    expect(services.emergencies.state.getState().draft).toBeNull();

    const third = await begin();
    const field = third.getByLabelText<HTMLTextAreaElement>(/What is happening/);
    expect(field.value).toBe('');
    await user.type(field, 'And my arm');
    expect(services.emergencies.state.getState().draft?.text).toBe('And my arm');
    act(() => services.emergencies.clear());
    expect(services.emergencies.state.getState().draft).toBeNull();
  });

  it('sees that it had arrived, when the next connection shows it', async () => {
    const { services, user, toConfirm } = await setUp();
    services.socket.answer('raise_emergency', () => {
      throw new ApiError('timeout');
    });
    const dialog = await toConfirm('Help');
    await user.click(dialog.getByRole('button', { name: 'Send emergency' }));
    await dialog.findByRole('alert');
    services.socket.answer('own_emergency', () => ({ emergency: ownEmergency() }));
    act(() => services.socket.goOffline());
    act(() => services.socket.goOnline());
    await card();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it.each([
    ['rate_limited', /NOT sent: too many alerts/],
    ['visit_over', /NOT sent\. .*visit/i],
  ] as const)('is told why it was refused: %s', async (code, words) => {
    const { services, user, toConfirm } = await setUp();
    services.socket.answer('raise_emergency', () => {
      throw new ApiError(code);
    });
    const dialog = await toConfirm('Help');
    await user.click(dialog.getByRole('button', { name: 'Send emergency' }));
    expect((await dialog.findByRole('alert')).textContent).toMatch(words);
  });

  it('[S4-F08, S4-B08] sees each step: sent, seen by nobody, seen by whom, closed', async () => {
    const { services, user } = await setUp({ number: null });
    const { socket } = services;
    socket.answer('own_emergency', () => ({ emergency: ownEmergency() }));
    act(() => socket.goOffline());
    act(() => socket.goOnline());
    const shown = await card();
    expect(shown.textContent).toMatch(/^Sent at/);
    expect(announced()).toMatch(/^Sent at/);
    act(() => socket.receive('emergency:unseen', { emergencyId: 'e1', since: AT, emergencyNumber: '911' }));
    expect(shown.textContent).toMatch(/^No doctor has confirmed this yet\.Call 911 now\./);
    expect(within(shown).getByRole('link', { name: 'Call 911' })).toBeDefined();
    expect(announced()).toBe('No doctor has confirmed this yet. Call 911 now.');
    const mark = { emergencyId: 'e1', patientId: 'patient-1' };
    act(() => socket.receive('emergency:acknowledged', { ...mark, acknowledgedAt: AT, acknowledgedBy: BOB }));
    expect(shown.textContent).toMatch(/^Seen by Dr Bob Two at/);
    expect(announced()).toMatch(/^Seen by Dr Bob Two at/);
    act(() => socket.goOffline());
    expect(shown.textContent).toMatch(/may be out of date/);
    act(() => socket.receive('emergency:resolved', { ...mark, resolvedAt: AT, resolvedBy: BOB }));
    expect(shown.textContent).toMatch(/^Dr Bob Two closed this emergency at/);
    await user.click(within(shown).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('region', { name: 'Your emergency' })).toBeNull();
  });
});

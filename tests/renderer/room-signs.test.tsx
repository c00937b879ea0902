import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { MessageReaction } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { RoomChat } from '../../src-renderer/features/waiting-room/room-chat.tsx';
import { doctor, message, roomState, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const PATIENT = 'patient-1';
const own = (seq: number, text: string) =>
  message(seq, { message: text, userId: doctor.id, userType: 'doctor', senderName: doctor.fullname });

/** The doctor's chat with three messages, the first of which is answered like this. */
const open = async (reactions: MessageReaction[] = []) => {
  const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
  const { socket } = services;
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  const messages = [
    message(1, { message: 'Good morning', ...(reactions.length > 0 && { reactions }) }),
    own(2, 'Good morning Pat'),
    message(3, { message: '', deletedAt: new Date().toISOString() }),
    message(4, { message: 'I have the results' }),
  ];
  socket.answer('join-waiting-room', () => ({ room: roomState({ messages }) }));
  services.rooms.enter('room-1');
  socket.goOnline();
  await vi.waitFor(() => expect(services.rooms.state.getState().rooms['room-1']?.fresh).toBe(true));
  await renderApp(<RoomChat roomId="room-1" />, { services });
  const react = (seq: number, userId: string, emoji: string | null, number: number) =>
    act(() =>
      socket.receive('message_reaction', {
        messageId: `message-${seq}`,
        conversationId: 'doctor-1_patient-1',
        roomId: 'room-1',
        seq,
        userId,
        emoji,
        number,
        reactedAt: '2026-01-01T10:00:00.000Z',
      }),
    );
  const sent = () =>
    socket.sent.filter(({ event }) => event === 'react_to_message').map(({ payload }) => payload);
  const buttons = await screen.findAllByRole('button', { name: 'Answer with a sign' });
  return { socket, react, sent, buttons, keyboard: userEvent.setup() };
};

describe('[S1-Z03] the chat of a visit is answered with signs, as the conversation is', () => {
  it('each message that is not deleted, by keyboard, at one stop of Tab', async () => {
    const { buttons, sent, keyboard } = await open();
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    screen.getByRole('log').focus();
    await keyboard.tab();
    expect(document.activeElement).toBe(buttons[2]);
    await keyboard.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}');
    expect(document.activeElement).toBe(buttons[0]);
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    // Whoever does not see it hears which message it is of.
    const described = document.getElementById(buttons[0]?.getAttribute('aria-describedby') ?? '');
    expect(described?.textContent).toBe('Good morning');
    await keyboard.keyboard('{Enter}');
    const signs = await screen.findByRole('group', { name: 'Answer with a sign' });
    const first = within(signs).getByRole('menuitem', { name: 'Thumbs up' });
    await waitFor(() => expect(document.activeElement).toBe(first));
    await keyboard.keyboard('{ArrowRight}{Enter}');
    expect(sent()).toEqual([{ messageId: 'message-1', emoji: '❤️' }]);
    await waitFor(() => expect(document.activeElement).toBe(buttons[0]));
  });

  it('stand below the message, follow the other, and are said aloud once', async () => {
    const { react } = await open([{ userId: PATIENT, emoji: '🙏' }]);
    const theirs = screen.getByRole('button', { name: /^Thank you, from Pat Alpha/ });
    expect(theirs.closest('[aria-live]')?.getAttribute('aria-live')).toBe('off');
    react(2, PATIENT, '😊', 2);
    await screen.findByText('Pat Alpha answered with: Smile');
    await screen.findByRole('button', { name: /^Smile, from Pat Alpha/ });
    react(1, PATIENT, null, 3);
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Thank you/ })).toBeNull());
    react(4, doctor.id, '✅', 4);
    await screen.findByRole('button', { name: 'Done, from you. Take it back' });
    // The own one is not news.
    expect(screen.queryByText(/answered with: Done/)).toBeNull();
  });

  it('are taken back without the keyboard being lost with them, and say where they were refused', async () => {
    const { socket, react, sent, buttons, keyboard } = await open([{ userId: doctor.id, emoji: '👍' }]);
    await keyboard.click(screen.getByRole('button', { name: /^Thumbs up, from you/ }));
    expect(sent()).toEqual([{ messageId: 'message-1', emoji: null }]);
    react(1, doctor.id, null, 2);
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Thumbs up/ })).toBeNull());
    expect(document.activeElement).toBe(buttons[0]);
    socket.answer('react_to_message', () => {
      throw new ApiError('visit_over');
    });
    react(2, PATIENT, '👍', 3);
    await keyboard.click(await screen.findByRole('button', { name: /^Thumbs up, from Pat Alpha/ }));
    expect((await screen.findByRole('alert')).textContent).toBe('This visit is over.');
  });
});

import { readFileSync } from 'node:fs';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { MessagesPage } from '../../src-renderer/features/messages/messages-page.tsx';
import { doctorTheme, patientTheme } from '../../src-renderer/ui/theme.ts';
import type { ChatMessage, Contact } from '../../server/protocol/index.ts';
import { asLast, chatContact, chatMessage, CONVERSATION, DOCTOR, PATIENT } from './support/chat-fixtures.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { lend } from './support/lend.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const PATIENT_USER = {
  ...doctor,
  id: PATIENT._id,
  _id: PATIENT._id,
  role: 'patient',
  isAdmin: false,
} as const;

/** The page Messages over these conversations; the first has these messages. */
const open = async ({
  as = 'doctor',
  contacts,
  messages = [chatMessage(1)],
  ownRead = 9,
  path,
  width = 1000,
}: {
  as?: 'doctor' | 'patient';
  contacts?: Contact[];
  messages?: ChatMessage[];
  ownRead?: number;
  path?: string;
  width?: number;
}) => {
  const user = as === 'doctor' ? doctor : PATIENT_USER;
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer({ user }) }),
  });
  const { socket } = services;
  const [last] = messages.slice(-1);
  const usual = chatContact({
    otherUser: as === 'doctor' ? PATIENT : DOCTOR,
    lastSeq: messages.length,
    lastMessage: last === undefined ? null : asLast(last),
  });
  socket.answer('list_conversations', () => ({
    next: null,
    unreadCount: 0,
    conversations: contacts ?? [usual],
  }));
  socket.answer('get_messages', () => ({ messages, lastReaction: 0 }));
  socket.answer('sync', () => ({
    conversationId: CONVERSATION,
    otherUser: usual.otherUser,
    messages: [],
    lastSeq: messages.length,
    deleted: [],
    lastDeletion: 0,
    other: { delivered: 0, read: 0 },
    ownRead,
  }));
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  socket.goOnline();
  const base = as === 'doctor' ? '/messages' : '/conversations';
  await renderApp(
    <Routes>
      <Route path={base} element={<MessagesPage />} />
      <Route path={`${base}/:otherId`} element={<MessagesPage />} />
    </Routes>,
    { services, path: path ?? `${base}/${usual.otherUser._id}`, width },
  );
  return { services, socket, usual };
};

const reactionsSent = (socket: Awaited<ReturnType<typeof open>>['socket']) =>
  socket.sent.filter(({ event }) => event === 'react_to_message').map(({ payload }) => payload);

describe('[S1-Z03] signs', () => {
  const messages = [
    chatMessage(1, {
      reactions: [
        { userId: DOCTOR._id, emoji: '👍' },
        { userId: PATIENT._id, emoji: '🙏' },
      ],
    }),
    chatMessage(2, { sender: DOCTOR, receiver: PATIENT, reactions: [{ userId: PATIENT._id, emoji: '🦄' }] }),
  ];

  it('are chosen in the menu of a message by keyboard, and the own one is taken back', async () => {
    const { socket } = await open({ messages });
    const keyboard = userEvent.setup();
    const [menu] = await screen.findAllByRole('button', { name: 'What to do with this message' });
    menu?.focus();
    await keyboard.keyboard('{Enter}');
    const signs = await screen.findByRole('group', { name: 'Answer with a sign' });
    expect(within(signs).getAllByRole('menuitem')).toHaveLength(6);
    await waitFor(() =>
      expect(within(signs).getByRole('menuitem', { name: /^Thumbs up, chosen/ })).toBe(
        document.activeElement,
      ),
    );
    await keyboard.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}{Enter}');
    expect(reactionsSent(socket)).toEqual([{ messageId: 'relation-1', emoji: '❤️' }]);
    menu?.focus();
    await keyboard.keyboard('{Enter}');
    await keyboard.click(await screen.findByRole('menuitem', { name: /^Thumbs up, chosen/ }));
    expect(reactionsSent(socket)[1]).toEqual({ messageId: 'relation-1', emoji: null });
  });

  it('stand below the message, with words, and are pressed to give the same or take back', async () => {
    const { socket } = await open({ messages });
    const mouse = userEvent.setup();
    const own = await screen.findByRole('button', { name: 'Thumbs up, from you. Take it back' });
    const theirs = screen.getByRole('button', { name: /^Thank you, from Pat Alpha/ });
    expect([own.getAttribute('aria-pressed'), theirs.getAttribute('aria-pressed')]).toEqual([
      'true',
      'false',
    ]);
    await mouse.click(own);
    await mouse.click(theirs);
    expect(reactionsSent(socket)).toEqual([
      { messageId: 'relation-1', emoji: null },
      { messageId: 'relation-1', emoji: '🙏' },
    ]);
    // One that this client does not know is shown, and cannot be given.
    expect(screen.getByRole('button', { name: /^another sign, from Pat Alpha/ }).matches(':disabled')).toBe(
      true,
    );
  });

  it('of the other are said aloud, and a refusal is shown', async () => {
    const { socket } = await open({ messages });
    socket.answer('react_to_message', () => {
      throw new ApiError('rate_limited');
    });
    await userEvent.click(await screen.findByRole('button', { name: /^Thumbs up, from you/ }));
    await screen.findByRole('alert');
    act(() =>
      socket.receive('message_reaction', {
        messageId: 'relation-2',
        conversationId: CONVERSATION,
        roomId: null,
        seq: 2,
        userId: PATIENT._id,
        emoji: '😊',
        number: 1,
        reactedAt: '2026-01-01T10:00:00.000Z',
      }),
    );
    await screen.findByText('Pat Alpha answered with: Smile');
    await screen.findByRole('button', { name: /^Smile, from Pat Alpha/ });
  });
});

describe('[S1-Z08] the archive', () => {
  const other = { ...PATIENT, _id: 'patient-2', fullname: 'Quinn Beta' };
  const contacts = [
    chatContact({ lastSeq: 1, lastMessage: asLast(chatMessage(1)) }),
    chatContact({
      conversationId: 'doctor-1_patient-2',
      otherUser: other,
      lastSeq: 1,
      lastMessage: asLast(chatMessage(1)),
      archived: true,
    }),
  ];

  it('is the end of the list, closed behind its number, and searched with all others', async () => {
    await open({ contacts, path: '/messages' });
    const keyboard = userEvent.setup();
    const group = await screen.findByRole('button', { name: 'Archived (1)' });
    expect(group?.getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('link', { name: /Quinn Beta/ })).toBeNull();
    await keyboard.click(group);
    screen.getByRole('link', { name: /Quinn Beta/ });
    await keyboard.type(screen.getByRole('searchbox'), 'quinn');
    screen.getByRole('link', { name: /Quinn Beta/ });
    expect(screen.queryByRole('button', { name: /^Archived/ })).toBeNull();
  });

  it('takes the open conversation and gives it back, and says when it could not', async () => {
    const { socket } = await open({ contacts });
    const mouse = userEvent.setup();
    socket.answer('archive_conversation', () => {
      throw new ApiError('storage_full');
    });
    await mouse.click(await screen.findByRole('button', { name: 'Archive' }));
    await screen.findByRole('alert');
    socket.answer('archive_conversation', ({ archived }) => ({ archived }));
    await mouse.click(screen.getByRole('button', { name: 'Archive' }));
    await screen.findByText(/This conversation is in the archive/);
    expect(screen.queryByRole('alert')).toBeNull();
    // It stays in sight as long as it is open.
    expect(screen.getByRole('button', { name: 'Archived (2)' })?.getAttribute('aria-expanded')).toBe('true');
    screen.getByText('All conversations are in the archive.');
    await mouse.click(screen.getByRole('button', { name: 'Bring back' }));
    await screen.findByRole('button', { name: 'Archived (1)' });
  });
});

describe('[S4-U12, S4-U13] a patient’s doctors', () => {
  const bob = { ...DOCTOR, _id: 'doctor-2', fullname: 'Dr Bob Two' };

  it('[S4-T06, S4-U01] are one: a wide window shows the conversation at once, a narrow one the list', async () => {
    await open({ as: 'patient', path: '/conversations' });
    await screen.findByRole('log');
    expect(screen.queryByRole('button', { name: 'Archive' })).toBeNull();
  });

  it('are one on a narrow window: the list', async () => {
    await open({ as: 'patient', path: '/conversations', width: 390 });
    await screen.findByRole('link', { name: /Dr Ada One/ });
    expect(screen.queryByRole('log')).toBeNull();
  });

  it('are several, also those to whom nothing was written', async () => {
    const contacts = [
      chatContact({ otherUser: DOCTOR, lastSeq: 1, lastMessage: asLast(chatMessage(1)) }),
      chatContact({ conversationId: 'doctor-2_patient-1', otherUser: bob }),
    ];
    await open({ as: 'patient', contacts, path: '/conversations' });
    await screen.findByRole('link', { name: /Dr Bob Two.*Nothing written yet/s });
    screen.getByText('Choose your doctor on the left to read and write.');
  });

  it('show of a voice message that it is one', async () => {
    const name = 'Voice message 2026-12-01 03.37 (0.07).webm';
    const spoken = { ...asLast(chatMessage(1, { content: name })), messageType: 'file' } as const;
    await open({
      as: 'patient',
      contacts: [
        chatContact({ otherUser: DOCTOR, lastMessage: spoken }),
        chatContact({ conversationId: 'doctor-2_patient-1', otherUser: bob }),
      ],
      path: '/conversations',
    });
    expect(await screen.findByText('You: Voice message')).not.toBeNull();
  });

  it('are none', async () => {
    await open({ as: 'patient', contacts: [], path: '/conversations' });
    await screen.findByText('You have no doctor to write to yet.');
    expect(screen.queryByText(/on the left/)).toBeNull();
  });
});

it('[S4-U23] the first unread message is a press away while it is out of sight', async () => {
  lend(Element.prototype, 'getBoundingClientRect', function (this: Element) {
    return { top: this.getAttribute('data-seq') === '1' ? -200 : 0 } as DOMRect;
  });
  const { services, socket } = await open({ messages: [chatMessage(1), chatMessage(2)], ownRead: 0 });
  await userEvent.click(await screen.findByRole('button', { name: 'New messages above' }));
  expect(document.activeElement?.getAttribute('aria-posinset')).toBe('1');
  expect(screen.queryByRole('button', { name: 'New messages above' })).toBeNull();

  // What was seen stays seen, whatever the connection does.
  const isFresh = () => services.conversations.state.getState().views[PATIENT._id]?.fresh;
  act(() => socket.goOffline());
  await waitFor(() => expect(isFresh()).toBe(false));
  act(() => socket.goOnline());
  await waitFor(() => expect(isFresh()).toBe(true));
  const drawn = Promise.withResolvers<void>();
  requestAnimationFrame(() => drawn.resolve());
  await act(() => drawn.promise);
  expect(screen.queryByRole('button', { name: 'New messages above' })).toBeNull();
});

it('marks that turn the direction of writing do nothing in the list and among what was found', async () => {
  const { socket } = await open({ messages: [chatMessage(1, { content: '\u202egnp.exe' })] });
  const row = await screen.findByRole('link', { name: /Pat Alpha/ });
  expect(within(row).getByText('gnp.exe').dir).toBe('auto');
  socket.answer('search_messages', () => ({
    messages: [{ message: chatMessage(1), snippet: [{ text: '\u202eexe', match: true }] }],
    next: null,
  }));
  socket.answer('list_conversations', () => ({ next: null, unreadCount: 0, conversations: [] }));
  await userEvent.type(screen.getByRole('searchbox'), 'exe');
  expect((await screen.findByText('exe', { selector: 'mark' })).textContent).toBe('exe');
  // Nobody has this name: no gap is left for people.
  const found = screen.getByRole('region', { name: 'Messages with these words' });
  expect(found.parentElement?.firstElementChild).toBe(found);
});

it('[S4-U07] whether somebody is there is not said while that cannot be known', async () => {
  const { socket } = await open({ contacts: [chatContact({ status: 'online' })] });
  expect(await screen.findAllByText('Online')).toHaveLength(2);
  act(() => socket.goOffline());
  await waitFor(() => expect(screen.queryByText('Online')).toBeNull());
  expect(screen.queryByText('Offline')).toBeNull();
  act(() => socket.goOnline());
  expect(await screen.findAllByText('Online')).toHaveLength(2);
});

it('a text box checks the spelling, and patients have no panel about themselves', async () => {
  await open({ as: 'patient' });
  expect((await screen.findByRole('textbox', { name: 'Message' }))?.getAttribute('spellcheck')).toBe('true');
  expect(screen.queryByRole('button', { name: /what is known about the patient/ })).toBeNull();
});

describe('the page Messages', () => {
  const messages = [
    chatMessage(1, { content: 'How are you today?', sender: DOCTOR, receiver: PATIENT }),
    chatMessage(2, { content: 'Better', status: 'read', isRead: true }),
  ];
  const bob = { ...DOCTOR, _id: 'doctor-2', fullname: 'Dr Bob Two' };
  const doctors = [
    chatContact({ otherUser: DOCTOR, lastSeq: 2, lastMessage: asLast(chatMessage(2)) }),
    chatContact({ conversationId: 'doctor-2_patient-1', otherUser: bob }),
  ];
  const askedFor = (socket: Awaited<ReturnType<typeof open>>['socket']) =>
    socket.sent.map(({ event }) => event);

  it('[S4-U02, S4-U10, S4-U12, S4-U22, S4-U23] of a patient asks for the conversations and opens the one that is chosen', async () => {
    const { socket } = await open({ as: 'patient', contacts: doctors, messages, path: '/conversations' });
    await userEvent.click(await screen.findByRole('link', { name: /Dr Ada One/ }));
    expect(askedFor(socket).indexOf('list_conversations')).toBeGreaterThanOrEqual(0);
    await screen.findByRole('region', { name: 'Conversation with Dr Ada One' });
    expect(screen.getByRole('link', { name: /Dr Ada One/ }).getAttribute('aria-current')).toBe('page');
    expect(screen.getByRole('link', { name: /Dr Bob Two/ }).getAttribute('aria-current')).toBeNull();
  });

  it('[S4-U24, S4-Y08, S4-Y09, S4-Y10, S4-U04] shows who wrote what and when, the own on one side, with its marks', async () => {
    await open({ as: 'patient', contacts: doctors, messages, path: '/conversations/doctor-1' });
    const log = within(await screen.findByRole('log'));
    const [theirs, own] = [await log.findByText('How are you today?'), await log.findByText('Better')];
    const itemOf = (element: HTMLElement) => element.closest('[data-seq]');
    expect(itemOf(own)?.className).toContain('own');
    expect(itemOf(theirs)?.className).not.toContain('own');
    expect(itemOf(own)?.textContent).toContain('Read');
    expect(itemOf(theirs)?.querySelector('time')?.getAttribute('datetime')).toBe('2026-01-01T10:00:00.000Z');
  });

  it('[S4-U16, S4-U17, S4-U19, S4-U25, S4-U06] of a doctor sends over the one connection, and shows that the other types', async () => {
    const { socket, services } = await open({ messages });
    const field = await screen.findByRole('textbox', { name: 'Message' });
    await screen.findByText('How are you today?');
    act(() => socket.receive('typing_start', { userId: PATIENT._id }));
    await screen.findByText('Pat Alpha is typing…');
    act(() => socket.receive('typing_stopped', { userId: PATIENT._id }));
    expect(screen.queryByText('Pat Alpha is typing…')).toBeNull();
    await userEvent.type(field, 'Rest a little{Enter}');
    await waitFor(() => expect(askedFor(socket)).toContain('send_message'));
    expect(services.letters.state.getState().drafts[PATIENT._id] ?? '').toBe('');
  });
});

it('[S4-Y07, S4-Y11] nothing moves for who wants no motion', () => {
  const styles = (file: string) => readFileSync(`src-renderer/${file}`, 'utf8');
  const still = (css: string) => css.slice(css.indexOf('@media (prefers-reduced-motion: reduce)'));
  expect(still(styles('ui/global.css'))).toMatch(/animation-duration: 1ms !important;[^}]*transition: none/);
  expect(still(styles('features/messages/conversation.module.css'))).toMatch(
    /\.dots i \{\s*animation: none;/,
  );
  expect(still(styles('features/messages/reactions.module.css'))).toMatch(/\.chip \{\s*animation: none;/);
  expect([doctorTheme.respectReducedMotion, patientTheme.respectReducedMotion]).toEqual([true, true]);
});

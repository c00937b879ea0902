import { act, cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChatMessage } from '../../server/protocol/index.ts';
import { Conversation } from '../../src-renderer/features/messages/conversation.tsx';
import { chatContact, chatMessage, CONVERSATION, ownMessage, PATIENT } from './support/chat-fixtures.ts';
import { sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

/** How often the bubble of each message was drawn: each time, it asks whether the message was deleted. */
const counted = (message: ChatMessage, drawn: Map<number, number>): ChatMessage =>
  Object.defineProperty({ ...message }, 'deletedAt', {
    get: () => {
      drawn.set(message.seq, (drawn.get(message.seq) ?? 0) + 1);
      return null;
    },
  });

const LONG_AGO = '2025-01-01T10:00:00.000Z';

/** A conversation of so many messages, of which so many are loaded. */
const open = async ({ stored, loaded = 50, at }: { stored: number; loaded?: number; at?: number }) => {
  const drawn = new Map<number, number>();
  const messages = Array.from({ length: stored }, (_, index) => {
    const seq = index + 1;
    // Only the newest are ever looked at.
    const isNew = seq > stored - 100;
    const time = {
      createdAt: isNew ? new Date(Date.UTC(2026, 0, 1) + seq * 600_000).toISOString() : LONG_AGO,
    };
    const message = seq % 2 === 0 ? ownMessage(seq, time) : chatMessage(seq, time);
    return isNew ? counted(message, drawn) : message;
  });
  const services = createTestServices(
    { 'POST /auth/refresh': () => ({ json: sessionAnswer() }) },
    'refresh-1',
  );
  await services.session.restore();
  const { socket, conversations } = services;
  socket.answer('list_conversations', () => ({
    conversations: [chatContact({ lastSeq: messages.length })],
    next: null,
    unreadCount: 0,
  }));
  socket.answer('get_messages', ({ before, limit }) => ({
    messages: messages.slice(0, before - 1).slice(-(limit ?? 50)),
  }));
  socket.answer('sync', ({ afterSeq }) => ({
    conversationId: CONVERSATION,
    otherUser: PATIENT,
    messages: messages.slice(afterSeq),
    lastSeq: messages.length,
    deleted: [],
    lastDeletion: 0,
    other: { delivered: 0, read: 0 },
    ownRead: messages.length,
  }));
  conversations.follow();
  socket.goOnline();
  conversations.open('patient-1');
  const view = () => conversations.state.getState().views['patient-1'];
  await vi.waitFor(() => expect(view()?.fresh).toBe(true));
  const known = view();
  if (loaded > 50 && known !== undefined) {
    const views = { 'patient-1': { ...known, messages: messages.slice(-loaded) } };
    conversations.state.setState({ views });
  }
  await renderApp(
    <Routes>
      <Route path="/" element={<Conversation otherId="patient-1" back={null} />} />
    </Routes>,
    { services, path: at === undefined ? '/' : `/?at=${at}` },
  );
  const log = screen.getByRole('log');
  // Sizes and scrolling are told in microtasks (support/virtual-layout.ts), and some follow from others.
  const settle = () =>
    act(async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    });
  await settle();
  const receive = async (message: ChatMessage) => {
    messages.push(message);
    act(() => socket.receive('new_message', { message }));
    await settle();
  };
  const scrollTo = async (top: number) => {
    act(() => {
      log.scrollTop = top;
    });
    await settle();
  };
  const shown = () => within(log).getAllByRole('article', { hidden: true });
  const seqs = () => shown().map((row) => Number(row.getAttribute('aria-posinset')));
  return {
    services,
    socket,
    log,
    view,
    drawn,
    receive,
    scrollTo,
    settle,
    shown,
    seqs,
    user: userEvent.setup(),
  };
};

afterEach(cleanup);

describe('a conversation of 100,000 messages', () => {
  it('draws those in the window, and of these only what has changed', async () => {
    const { socket, drawn, receive, settle, seqs } = await open({ stored: 100_000, loaded: 100_000 });
    expect(seqs().at(-1)).toBe(100_000);
    expect(seqs().length).toBeLessThan(40);
    // Those above the window come and go with the direction in which it is scrolled.
    const before = seqs().slice(-14);
    drawn.clear();
    await receive(chatMessage(100_001, { createdAt: '2030-01-01T10:00:00.000Z' }));
    expect(seqs().at(-1)).toBe(100_001);
    act(() => socket.receive('typing_start', { userId: 'patient-1' }));
    await settle();
    expect(screen.getByText('Pat Alpha is typing…')).not.toBeNull();
    expect(before.filter((seq) => drawn.has(seq))).toEqual([]);
    const at = { userId: 'patient-1', conversationId: CONVERSATION, after: 99_999 };
    act(() =>
      socket.receive('messages_delivered', { ...at, upTo: 100_000, deliveredAt: '2030-01-01T10:00:00.000Z' }),
    );
    await settle();
    expect(screen.getAllByTitle('Delivered')).toHaveLength(1);
    // Its own, which is copied for it.
    expect(before.filter((seq) => drawn.has(seq))).toEqual([100_000]);
  });
});

describe('the window of a conversation', () => {
  it('[S4-U03] stays where it is when older messages come, and follows the newest from the end only', async () => {
    const { log, view, receive, scrollTo, seqs, user } = await open({ stored: 500 });
    expect(seqs().at(-1)).toBe(500);
    await receive(chatMessage(501));
    expect(seqs().at(-1)).toBe(501);
    expect(screen.queryByRole('button', { name: 'New below' })).toBeNull();

    await scrollTo(200);
    await vi.waitFor(() => expect(view()?.messages[0]?.seq).toBe(401));
    await vi.waitFor(() => expect(log.scrollTop).toBeGreaterThan(2_000));
    // 50 more of 40 pixels are above what was there.
    expect(Math.abs(log.scrollTop - 2_200)).toBeLessThan(45);
    expect(seqs()).toContain(456);

    await receive(chatMessage(502));
    expect(seqs()).not.toContain(502);
    await user.click(screen.getByRole('button', { name: 'New below' }));
    await vi.waitFor(() => expect(seqs().at(-1)).toBe(502));
    expect(screen.queryByRole('button', { name: 'New below' })).toBeNull();
  });

  it('goes to a message far back, which gets the focus, and to the newest again', async () => {
    const { view, seqs, user } = await open({ stored: 5_000, at: 300 });
    await vi.waitFor(() =>
      expect(document.activeElement?.getAttribute('aria-label')).toContain('You, text 300'),
    );
    expect(seqs()).toContain(295);
    // Whoever came with the mouse sees which one it is.
    expect(document.activeElement?.hasAttribute('data-found')).toBe(true);
    expect(view()?.messages.length).toBeLessThan(200);
    await user.click(screen.getByRole('button', { name: 'To the newest message' }));
    await vi.waitFor(() => expect(seqs().at(-1)).toBe(5_000));
    expect(screen.queryByRole('button', { name: 'To the newest message' })).toBeNull();
  });

  it('leads back to the newest from far above it', async () => {
    const { scrollTo, seqs, user } = await open({ stored: 100, loaded: 100 });
    const back = () => screen.queryByRole('button', { name: 'To the newest message' });
    await scrollTo(2_900);
    expect(back()).toBeNull();
    await scrollTo(1_000);
    await user.click(back() ?? document.body);
    await vi.waitFor(() => expect(seqs().at(-1)).toBe(100));
    expect(back()).toBeNull();
  });

  it('is one stop of Tab, with arrow keys from message to message', async () => {
    const { log, user, settle } = await open({ stored: 100 });
    const focused = () => document.activeElement?.getAttribute('aria-posinset');
    const stops = () =>
      [...log.querySelectorAll<HTMLElement>('article, article *')].filter(({ tabIndex }) => tabIndex >= 0);
    expect([log.tabIndex, stops()]).toEqual([0, []]);
    act(() => log.focus());
    await user.keyboard('{ArrowUp}');
    expect(focused()).toBe('100');
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(focused()).toBe('98');
    await user.keyboard('{ArrowDown}');
    expect(focused()).toBe('99');
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('menuitem', { name: 'Reply' })).not.toBeNull();
    await user.keyboard('{Escape}');
    await vi.waitFor(() => expect(screen.queryByRole('menuitem', { name: 'Reply' })).toBeNull());
    act(() => document.querySelector<HTMLElement>('[aria-posinset="99"]')?.focus());
    // Of the message where the keyboard is, what can be done with it comes next.
    expect(log.tabIndex).toBe(-1);
    expect(stops()).toHaveLength(2);
    await user.tab();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('What to do with this message');
    await user.tab();
    expect(log.contains(document.activeElement)).toBe(false);
    await user.tab({ shift: true });
    await user.tab({ shift: true });
    await user.keyboard('{Home}');
    await settle();
    await vi.waitFor(() => expect(focused()).toBe('51'));
  });
});

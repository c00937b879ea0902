import { act, cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, expect, it, vi } from 'vitest';
import type { Contact } from '../../server/protocol/index.ts';
import { MessagesPage } from '../../src-renderer/features/messages/messages-page.tsx';
import { chatContact, PATIENT } from './support/chat-fixtures.ts';
import { sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const contact = (number: number): Contact =>
  chatContact({
    conversationId: `doctor-1_p-${number}`,
    otherUser: { ...PATIENT, _id: `p-${number}`, fullname: `Patient ${number}` },
  });

afterEach(cleanup);

it('[S4-Z03] of 5,000 people only those in the window are drawn; more are loaded on the way down, and anybody is found', async () => {
  const services = createTestServices(
    { 'POST /auth/refresh': () => ({ json: sessionAnswer() }) },
    'refresh-1',
  );
  await services.session.restore();
  const { socket, conversations } = services;
  socket.answer('list_conversations', ({ before, limit, search }) => {
    if (search != null) return { conversations: [contact(4_711)], next: null, unreadCount: 0 };
    const from = before ?? 0;
    const page = Array.from({ length: limit ?? 0 }, (_, index) => contact(from + index + 1));
    return { conversations: page, next: from + page.length, unreadCount: 0 };
  });
  socket.answer('search_messages', () => ({ messages: [], next: null }));
  socket.goOnline();
  await renderApp(
    <Routes>
      <Route path="/messages/:otherId?" element={<MessagesPage />} />
    </Routes>,
    { services, path: '/messages' },
  );
  const user = userEvent.setup();
  const list = screen.getByRole('navigation', { name: 'Messages' });
  const drawn = () =>
    within(list)
      .queryAllByRole('link', { hidden: true })
      .map((link) => /Patient (\d+)/.exec(link.textContent ?? '')?.[1]);
  await vi.waitFor(() => expect(drawn()).toContain('1'));
  expect(drawn().length).toBeLessThan(40);
  const loaded = () => conversations.state.getState().list?.length ?? 0;
  expect(loaded()).toBe(50);
  act(() => {
    list.scrollTop = 1_500;
  });
  await vi.waitFor(() => expect(loaded()).toBe(100));
  await vi.waitFor(() => expect(drawn()).toContain('40'));
  expect(drawn().length).toBeLessThan(40);

  const field = screen.getByRole('searchbox', { name: 'Search people and messages' });
  await user.type(field, '4711');
  await vi.waitFor(() => expect(drawn()).toEqual(['4711']), { timeout: 10_000 });
});

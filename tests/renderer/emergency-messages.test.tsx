import { act, screen, waitFor } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import type { ChatMessage, Contact } from '../../server/protocol/index.ts';
import { MessagesPage } from '../../src-renderer/features/messages/messages-page.tsx';
import { AT, emergencyAlert } from './support/emergencies.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const person = (id: string, fullname: string): Contact['otherUser'] => ({
  _id: id,
  fullname,
  email: null,
  role: 'patient',
});
const contact = (id: string, fullname: string): Contact => ({
  conversationId: `${doctor.id}_${id}`,
  otherUser: person(id, fullname),
  lastMessage: null,
  unreadCount: 0,
  lastSeq: 0,
  status: 'online',
  hasAccount: true,
});
const message = (seq: number, changes: Partial<ChatMessage>): ChatMessage => ({
  _id: `m-${seq}`,
  id: `m-${seq}`,
  seq,
  sender: person('p3', 'Sam Gamma'),
  receiver: { _id: doctor.id, fullname: doctor.fullname, email: null, role: 'doctor' },
  content: `text ${seq}`,
  messageType: 'text',
  fileUrl: null,
  fileName: null,
  isRead: true,
  readAt: AT,
  conversationId: `${doctor.id}_p3`,
  createdAt: AT,
  updatedAt: AT,
  status: 'read',
  deliveredAt: AT,
  replyTo: null,
  roomId: null,
  clientId: null,
  deletedAt: null,
  ...changes,
});

describe('an emergency among the messages', () => {
  it('[S4-U08, S4-U18, S4-F19, S4-B07, S4-Y03] puts its patient first, with a badge, as the message has one', async () => {
    const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
    await services.session.signIn({ email: 'ada@clinic.test', password: 'secret' });
    services.socket.answer('list_conversations', () => ({
      next: null,
      unreadCount: 0,
      conversations: [contact('p1', 'Pat Alpha'), contact('p2', 'Kim Beta'), contact('p3', 'Sam Gamma')],
    }));
    const messages = [
      message(1, { messageType: 'emergency', content: 'My chest hurts' }),
      message(2, { messageType: 'emergency', content: '', deletedAt: AT }),
    ];
    services.socket.answer('get_messages', () => ({ messages }));
    services.socket.answer('sync', () => ({
      conversationId: `${doctor.id}_p3`,
      otherUser: person('p3', 'Sam Gamma'),
      messages: [],
      lastSeq: 2,
      deleted: [],
      lastDeletion: 0,
      other: { delivered: 0, read: 0 },
      ownRead: 2,
    }));
    services.socket.goOnline();
    await renderApp(
      <Routes>
        <Route path="messages/:otherId" element={<MessagesPage />} />
      </Routes>,
      { services, path: '/messages/p3' },
    );
    const names = () =>
      [...screen.getByRole('navigation').querySelectorAll('a')].map(
        (link) => /(Pat Alpha|Kim Beta|Sam Gamma).*?(Emergency)?$/.exec(link.textContent)?.slice(1) ?? [],
      );
    await waitFor(() =>
      expect(names().map(([name]) => name)).toEqual(['Pat Alpha', 'Kim Beta', 'Sam Gamma']),
    );
    act(() => services.socket.receive('emergency:alert', emergencyAlert({ patientId: 'p3' })));
    expect(names()).toEqual([
      ['Sam Gamma', 'Emergency'],
      ['Pat Alpha', undefined],
      ['Kim Beta', undefined],
    ]);
    await screen.findByText('My chest hurts');
    const bubbles = [...document.querySelectorAll('[data-seq]')].map(({ textContent }) => textContent);
    expect(bubbles[0]).toMatch(/EmergencyMy chest hurts/);
    expect(bubbles[1]).not.toMatch(/Emergency/);
  });
});

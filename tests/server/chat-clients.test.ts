// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react';
import { act, useEffect, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { expect, it, onTestFinished } from 'vitest';
import { arrangeChat } from '../support/chat.ts';

/** The documented clients, as they are: what they rely on must be there. */

type Message = { _id: string; content: string; sender: { _id: string } };

it('[S1-U01, S1-U02, S1-U03] the page in plain JavaScript connects, shows, sends, and tells of typing', async () => {
  const { server, doctor, patient, doctorSocket } = await arrangeChat();
  localStorage.setItem('jwt_token', patient.token);
  document.body.innerHTML = '<ul id="messages"></ul><input id="messageInput">';
  const displayMessage = (message: Message) => {
    const item = document.createElement('li');
    item.textContent = message.content;
    document.querySelector('#messages')?.append(item);
  };

  const socket: Socket = io(server.url, { auth: { token: localStorage.getItem('jwt_token') } });
  onTestFinished(() => void socket.disconnect());
  socket.on('new_message', (data: { message: Message }) => displayMessage(data.message));
  socket.on('message_sent', (data: { message: Message }) => displayMessage(data.message));
  const sendMessage = (receiverId: string, content: string) => {
    socket.emit('send_message', { receiverId, content, messageType: 'text', fileUrl: null, fileName: null });
  };
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  const input = document.querySelector('#messageInput');
  input?.addEventListener('input', () => {
    socket.emit('typing_start', { receiverId: doctor.user.id });
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => socket.emit('typing_stop', { receiverId: doctor.user.id }), 1000);
  });

  await waitFor(() => expect(socket.connected).toBe(true));
  input?.dispatchEvent(new Event('input'));
  input?.dispatchEvent(new Event('input'));
  expect(await doctorSocket.next('typing_start')).toEqual({ userId: patient.user.id });
  expect(await doctorSocket.next('typing_stopped')).toEqual({ userId: patient.user.id });
  sendMessage(doctor.user.id, 'Hello doctor');
  await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'Hello Pat' });
  await waitFor(() => {
    const shown = [...document.querySelectorAll('li')].map((item) => item.textContent);
    expect(shown.toSorted()).toEqual(['Hello Pat', 'Hello doctor']);
  });
});

it('[S1-U04] the React hook returns socket, messages, isTyping and sendMessage, and closes on unmount', async () => {
  const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
  patientSocket.close();
  const useChat = (token: string) => {
    const [socket, setSocket] = useState<Socket | null>(null);
    const [messages, setMessages] = useState<Message[]>([]);
    const [isTyping, setIsTyping] = useState(false);
    useEffect(() => {
      const opened: Socket = io(server.url, { auth: { token } });
      opened.on('connect', () => setSocket(opened));
      const add = (data: { message: Message }) =>
        setMessages((known) =>
          known.some(({ _id }) => _id === data.message._id) ? known : [...known, data.message],
        );
      opened.on('new_message', add);
      opened.on('message_sent', add);
      opened.on('typing_start', () => setIsTyping(true));
      opened.on('typing_stopped', () => setIsTyping(false));
      return () => void opened.close();
    }, [token]);
    const sendMessage = (receiverId: string, content: string) =>
      socket?.emit('send_message', { receiverId, content, messageType: 'text' });
    return { socket, messages, isTyping, sendMessage };
  };
  const { result, unmount } = renderHook(() => useChat(patient.token));
  await waitFor(() => expect(result.current.socket?.connected).toBe(true));
  await doctorSocket.request('typing_start', { receiverId: patient.user.id });
  await waitFor(() => expect(result.current.isTyping).toBe(true));
  await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'Hello Pat' });
  await waitFor(() => expect(result.current.messages).toHaveLength(1));
  expect(result.current.isTyping).toBe(false);
  act(() => void result.current.sendMessage(doctor.user.id, 'Hello doctor'));
  await waitFor(() =>
    expect(result.current.messages.map(({ content }) => content)).toEqual(['Hello Pat', 'Hello doctor']),
  );
  const { socket } = result.current;
  doctorSocket.forget();
  unmount();
  expect(await doctorSocket.next('user_status_change')).toMatchObject({ isOnline: false });
  expect(socket?.connected).toBe(false);
});

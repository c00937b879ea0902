// @vitest-environment jsdom
import { File as NodeFile } from 'node:buffer';
import { act, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { createTelehealth, useChat, useTelehealth, type TelehealthOptions } from '../../client/index.ts';
import { arrangeChat } from '../support/chat.ts';
import { PNG } from '../support/files.ts';
import { createRandom } from '../chaos/random.ts';
import { createTcpProxy, type TcpProxy } from '../chaos/tcp-proxy.ts';
import { PASSWORD } from '../support/server.ts';

/** The hooks that front ends of others are written with, against a real server. */

const isEnd = ({ event }: Record<string, unknown>): boolean => event === 'user-disconnected';

beforeEach(() => sessionStorage.clear());

type Auth = Exclude<TelehealthOptions['auth'], undefined>;

/** A patient's page over the hook; the doctor is a plain client. */
const arrange = async ({
  auth = (token) => ({ token }),
  url = (own) => Promise.resolve(own),
}: {
  auth?: (token: string) => Auth;
  url?: (own: string) => Promise<string>;
} = {}) => {
  const arranged = await arrangeChat();
  const { server, doctor, patient, patientSocket } = arranged;
  patientSocket.close();
  const clinic = createTelehealth({
    url: await url(server.url),
    auth: auth(patient.token),
    random: () => 0.01,
  });
  const { result, unmount } = renderHook(() => useTelehealth(clinic), { wrapper: StrictMode });
  onTestFinished(unmount);
  const pair = [patient.user.id, doctor.user.id] as const;
  const hook = () => result.current;
  const online = () => waitFor(() => expect(hook().isConnected).toBe(true));
  const join = async () => {
    await online();
    act(() => hook().joinChat(...pair));
    await waitFor(() => expect(hook().conversations).not.toBeNull());
  };
  const texts = () => hook().messages.map(({ content, status }) => [content, status]);
  return { ...arranged, clinic, hook, unmount, pair, online, join, texts };
};

it('[S4-J09, S4-J10, S4-J14, S4-J15, S4-J16] connects and says who it is as soon as somebody is signed in, once', async () => {
  const { server, hook, online, unmount } = await arrange({ auth: () => 'tokens' });
  await waitFor(() => expect(hook().session).toBe('signedOut'));
  expect([hook().socket, hook().isConnected, hook().status]).toEqual([null, false, 'idle']);
  await act(() => hook().signIn({ email: 'pat@clinic.example', password: PASSWORD }));
  await online();
  expect(hook()).toMatchObject({ session: 'signedIn', status: 'online', problem: null });
  expect(hook().user?.fullname).toBe('Pat Alpha');
  expect(hook().socket?.id()).toEqual(expect.any(String));
  // Of a second page of the same tab: the session is there already.
  const later = createTelehealth({ url: server.url });
  const { result, unmount: leave } = renderHook(() => useTelehealth(later));
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  leave();
  unmount();
  await waitFor(() => expect(server.logEvents().filter(isEnd)).toHaveLength(3));
});

it('[S4-J01, S4-J02, S4-J03, S4-J11, S4-J17] joins a conversation, sends and receives in it, and leaves it', async () => {
  const { hook, join, pair, doctor, doctorSocket, patient, texts } = await arrange();
  await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'Good morning' });
  await join();
  await waitFor(() => expect(texts()).toHaveLength(1));
  act(() => void hook().sendMessage({ receiverId: doctor.user.id, content: 'Good morning, doctor' }));
  await doctorSocket.next('new_message', ({ message }) => message.content === 'Good morning, doctor');
  await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'How are you?' });
  await waitFor(() =>
    expect(texts().map(([content]) => content)).toEqual([
      'Good morning',
      'Good morning, doctor',
      'How are you?',
    ]),
  );
  expect(hook().messages[1]).toMatchObject({ senderId: pair[0], receiverId: pair[1], status: 'sent' });
  act(() => hook().leaveChat(...pair));
  expect(hook().messages).toEqual([]);
  act(() => hook().joinChat('somebody', 'else'));
  expect(hook().messages).toEqual([]);
});

it('[S4-J04, S4-J05, S4-J18] tells of typing and reading, and hears of both', async () => {
  const { hook, join, pair, doctor, doctorSocket, patient, texts } = await arrange();
  await join();
  act(() => hook().sendTyping(...pair, true));
  expect(await doctorSocket.next('typing_start')).toEqual({ userId: patient.user.id });
  act(() => hook().sendTyping(...pair, false));
  expect(await doctorSocket.next('typing_stopped')).toEqual({ userId: patient.user.id });
  await doctorSocket.request('typing_start', { receiverId: patient.user.id });
  await waitFor(() => expect([...hook().typingUsers]).toEqual([doctor.user.id]));
  await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'Read me' });
  await waitFor(() => expect(texts()).toEqual([['Read me', expect.any(String)]]));
  expect(hook().typingUsers.size).toBe(0);
  act(() => hook().markAsRead(hook().messages[0]?.id ?? '', ...pair));
  expect(await doctorSocket.next('messages_read')).toMatchObject({ userId: patient.user.id, upTo: 1 });
  act(() => void hook().sendMessage({ receiverId: doctor.user.id, content: 'I have' }));
  await doctorSocket.next('new_message');
  await doctorSocket.request('mark_read', { senderId: patient.user.id });
  await waitFor(() => expect(texts()[1]).toEqual(['I have', 'read']));
});

it('[S4-J08, S4-J13, S4-J19] knows who is there', async () => {
  const { server, hook, join, doctor, doctorSocket } = await arrange();
  await join();
  await waitFor(() => expect([...hook().onlineUsers]).toEqual([doctor.user.id]));
  doctorSocket.close();
  await waitFor(() => expect(hook().isUserOnline(doctor.user.id)).toBe(false));
  await server.connect(doctor);
  await waitFor(() => expect(hook().isUserOnline(doctor.user.id)).toBe(true));
});

it('[S4-J06, S4-J07, S4-J12, S4-J21] hears emergencies, notifications and every other event by its name', async () => {
  const { server, doctor, doctorSocket, patient, hook, join } = await arrange();
  const clinic = createTelehealth({ url: server.url, auth: { token: () => doctor.token } });
  const { result, unmount } = renderHook(() => useTelehealth(clinic));
  onTestFinished(unmount);
  const [onAlert, onNotification, onTyping] = [vi.fn(), vi.fn(), vi.fn()];
  result.current.onEmergencyAlert(onAlert);
  const end = result.current.onNotification(onNotification);
  await waitFor(() => expect(result.current.isConnected).toBe(true));
  result.current.socket?.on('typing_start', onTyping);
  await join();
  act(() => hook().sendTyping(patient.user.id, doctor.user.id, true));
  await waitFor(() => expect(onTyping).toHaveBeenCalledWith({ userId: patient.user.id }));
  expect([...result.current.typingUsers]).toEqual([patient.user.id]);
  act(
    () =>
      void hook().sendMessage({ receiverId: doctor.user.id, content: 'I cannot breathe', isEmergency: true }),
  );
  expect(hook().messages.at(-1)).toMatchObject({ isEmergency: true, status: 'sending' });
  await waitFor(() => expect(onAlert).toHaveBeenCalledTimes(1));
  expect(onAlert.mock.calls[0]?.[0]).toMatchObject({
    patientId: patient.user.id,
    message: 'I cannot breathe',
  });
  await waitFor(() => expect(hook().messages).toHaveLength(1));
  await waitFor(() => expect(hook().messages[0]).toMatchObject({ isEmergency: true, status: 'delivered' }));
  const [alert] = result.current.openEmergencies ?? [];
  await act(() => result.current.acknowledgeEmergency(alert?.id ?? ''));
  await waitFor(() => expect(hook().ownEmergency?.acknowledgedBy?.id).toBe(doctor.user.id));
  act(() => void hook().sendMessage({ receiverId: doctor.user.id, content: 'Thank you' }));
  await waitFor(() => expect(onNotification).toHaveBeenCalled());
  expect(onNotification.mock.calls[0]?.[0]).toMatchObject({ userId: doctor.user.id });
  end();
  await doctorSocket.settled();
});

it('[S4-J20, S4-J22] shows what is sent at once, comes back after more than five attempts, and sends it once', async () => {
  let asked = 0;
  const lines: TcpProxy[] = [];
  const { hook, online, pair, doctor, doctorSocket, texts } = await arrange({
    auth: (token) => ({
      token: () => {
        asked += 1;
        return token;
      },
    }),
    url: async (own) => {
      const line = await createTcpProxy(own, createRandom(1));
      lines.push(line);
      return line.url;
    },
  });
  const [line] = lines;
  onTestFinished(() => line?.close());
  await online();
  act(() => hook().joinChat(...pair));
  line?.goDown();
  await waitFor(() => expect(hook()).toMatchObject({ isConnected: false, status: 'offline' }));
  const before = asked;
  act(() => void hook().sendMessage({ receiverId: doctor.user.id, content: 'Are you there?' }));
  expect(texts()).toEqual([['Are you there?', 'sending']]);
  await waitFor(() => expect(asked).toBeGreaterThan(before + 6), { timeout: 15_000 });
  expect(texts()).toEqual([['Are you there?', 'sending']]);
  line?.goUp();
  await waitFor(() => expect(hook().isConnected).toBe(true), { timeout: 15_000 });
  await doctorSocket.next('new_message');
  await waitFor(() => expect(texts()).toEqual([['Are you there?', 'sent']]));
  await doctorSocket.settled();
  expect(doctorSocket.heard('new_message')).toEqual([]);
});

it('says why a message failed, sends it again or gives it up, and brings files', async () => {
  const { hook, join, doctor, doctorSocket, texts } = await arrange();
  await join();
  const tooLong = { receiverId: doctor.user.id, content: 'a'.repeat(1_001) };
  let id = '';
  act(() => void (id = hook().sendMessage(tooLong)));
  await waitFor(() => expect(hook().messages[0]).toMatchObject({ status: 'failed', code: 'bad_request' }));
  act(() => hook().retryMessage(id));
  expect(hook().messages[0]).toMatchObject({ id, status: 'sending', code: null });
  await waitFor(() => expect(hook().messages[0]?.status).toBe('failed'));
  act(() => hook().discardMessage(id));
  expect(texts()).toEqual([]);
  // The window's own would be no body to the fetch of Node.
  const file = new NodeFile([PNG], 'rash.png', { type: 'image/png' }) as unknown as File;
  act(() => void hook().sendMessage({ receiverId: doctor.user.id, content: '', file }));
  expect(hook().messages[0]).toMatchObject({ fileName: 'rash.png', status: 'sending', progress: 0 });
  const { message } = await doctorSocket.next('new_message');
  expect(message).toMatchObject({ content: 'rash.png', fileName: 'rash.png', messageType: 'image' });
  await waitFor(() => expect(hook().messages[0]).toMatchObject({ fileUrl: message.fileUrl, progress: null }));
});

it('[S1-U04] the hook of S1 returns socket, messages, isTyping and sendMessage, and closes on unmount', async () => {
  const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
  patientSocket.close();
  const { result, unmount } = renderHook(() => useChat(patient.token, server.url), { wrapper: StrictMode });
  expect(result.current.socket).toBeNull();
  await waitFor(() => expect(result.current.socket?.id()).toEqual(expect.any(String)));
  await doctorSocket.request('typing_start', { receiverId: patient.user.id });
  await waitFor(() => expect(result.current.isTyping).toBe(true));
  await doctorSocket.request('send_message', { receiverId: patient.user.id, content: 'Hello Pat' });
  await waitFor(() => expect(result.current.messages).toHaveLength(1));
  expect(result.current.isTyping).toBe(false);
  act(() => result.current.sendMessage(doctor.user.id, 'Hello doctor'));
  await waitFor(() =>
    expect(result.current.messages.map(({ content }) => content)).toEqual(['Hello Pat', 'Hello doctor']),
  );
  const { socket } = result.current;
  doctorSocket.forget();
  unmount();
  expect(await doctorSocket.next('user_status_change')).toMatchObject({ isOnline: false });
  expect(socket?.id()).toBeNull();
});

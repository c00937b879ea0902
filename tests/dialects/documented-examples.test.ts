import { io, type Socket } from 'socket.io-client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { arrangeForeign } from '../support/foreign.ts';
import type { Person } from '../support/server.ts';

/**
 * The client code that the five systems document, as it is written there: options, names, order and payloads.
 * Only addresses and tokens are the test's own (D09). S2, S3 and S4 show no proof of their own in a handshake: as in
 * a browser, the cookie of the page goes along.
 */

const PAGE = 'http://localhost:3000';

/** What a browser adds of itself. */
const pageHeaders = (cookie: string) => ({ cookie, origin: PAGE });

const open = (url: string, options: Parameters<typeof io>[1]): Socket => {
  const socket = io(url, { forceNew: true, ...options });
  onTestFinished(() => void socket.disconnect());
  return socket;
};

/** What came under a name, with its payload. */
const hearing = (socket: Socket) => {
  const heard: { event: string; payload: unknown }[] = [];
  socket.onAny((event: string, payload: unknown) => heard.push({ event, payload }));
  return {
    of: (event: string): unknown[] =>
      heard.filter((item) => item.event === event).map(({ payload }) => payload),
    hears: (event: string, count = 1): Promise<unknown> =>
      vi.waitUntil(() => heard.filter((item) => item.event === event)[count - 1]?.payload, {
        timeout: 5000,
        interval: 10,
      }),
  };
};

/** Frames of S0: what its automated example does. */
const waitingRoomExample = (url: string, token: string, userType: string, roomId: string) => {
  const socket = open(url, { auth: { token, userType } });
  const room = hearing(socket);
  socket.on('connect', () => {
    socket.emit('join-waiting-room', { roomId });
  });
  return { socket, ...room };
};

/** Frames of S1: its plain JavaScript. */
const chatExample = (url: string, token: string, displayMessage: (message: unknown) => void) => {
  const socket = open(url, { auth: { token } });
  socket.on('new_message', (data: { message: unknown }) => {
    displayMessage(data.message);
  });
  let typingTimer: NodeJS.Timeout | undefined;
  return {
    ...hearing(socket),
    sendMessage: (receiverId: string, content: string) =>
      socket.emit('send_message', {
        receiverId,
        content,
        messageType: 'text',
        fileUrl: null,
        fileName: null,
      }),
    input: (receiverId: string) => {
      socket.emit('typing_start', { receiverId });
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => socket.emit('typing_stop', { receiverId }), 1000);
    },
  };
};

type Participant = { socketId: string };

/** Frames of S2: whoever comes second makes the offer to the first of those who are there. */
const callExample = (url: string, cookie: string, self: Person['user'], roomId: string) => {
  const socket = open(url, { transports: ['websocket'], extraHeaders: pageHeaders(cookie) });
  const call = hearing(socket);
  socket.on('connect', () => {
    socket.emit('join-room', { roomId, userId: self.id, userType: self.role, userName: self.fullname });
  });
  socket.on('room-joined', ({ participants }: { participants: Participant[] }) => {
    const [first] = participants;
    if (first) socket.emit('offer', { offer: { type: 'offer', sdp: 'v=0\r\n' }, to: first.socketId });
  });
  socket.on('offer', ({ from }: { from: string }) => {
    socket.emit('answer', { answer: { type: 'answer', sdp: 'v=0\r\n' }, to: from });
  });
  return { socket, ...call };
};

/** Frames of S3: its ChatBar. */
const chatBarExample = (url: string, cookie: string, relationId: string, userId: string) => {
  const socket = open(url, {
    auth: { relationId, userId },
    withCredentials: true,
    extraHeaders: pageHeaders(cookie),
    reconnection: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    reconnectionAttempts: 5,
  });
  const bar = hearing(socket);
  socket.on('connect', () => {
    socket.emit('get_initial_messages', { page: 1, limit: 50 });
  });
  return { socket, ...bar };
};

/** Frames of S4: its useSocket. */
const phase4Example = (url: string, cookie: string, self: Person['user'], pair: object) => {
  const socket = open(url, {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    extraHeaders: pageHeaders(cookie),
  });
  const page = hearing(socket);
  socket.on('connect', () => {
    socket.emit('authenticate', { userId: self.id, role: self.role.toUpperCase(), email: self.email });
  });
  socket.on('authenticated', () => {
    socket.emit('join:chat', pair);
  });
  return { socket, ...page };
};

it('[S0-T04, S3-V04, S4-A03, S4-V01, D09] the examples of all five systems run beside one another, in one conversation', async () => {
  const extraPorts = [await freePort(), await freePort()];
  const arranged = await arrangeForeign({ extraPorts, allowedOrigins: [PAGE] });
  const { server, doctor, patient, patientUser, pair, relationId } = arranged;
  const [chatUrl = '', phase4Url = ''] = extraPorts.map((port) => `http://127.0.0.1:${port}`);
  const { appointment } = await server.addAppointment(doctor, patientUser.id);
  const { roomId } = appointment;
  const created = await server.request<{ success: boolean; roomId: string }>(
    'POST',
    '/api/rooms/create',
    { doctorId: doctor.user.id, patientId: patient.user.id },
    doctor.bearer,
  );
  expect(created.body).toMatchObject({ success: true, message: 'Room created successfully' });
  const cookieOf = async (person: Person): Promise<string> => {
    const { headers } = await server.request('POST', '/auth/login', {
      email: person.user.email,
      password: 'correct horse battery',
      keep: 'cookie',
    });
    return headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  const [ofDoctor, ofPatient] = [await cookieOf(doctor), await cookieOf(patient)];

  // S0
  const waiting = waitingRoomExample(server.url, patient.token, 'patient', roomId);
  expect(await waiting.hears('waiting-room-joined')).toMatchObject({ roomId, doctorOnline: false });
  const dashboard = waitingRoomExample(server.url, doctor.token, 'doctor', roomId);
  expect(await dashboard.hears('patient-joined-waiting-room')).toMatchObject({ roomId });
  dashboard.socket.emit('waiting-room-message', { roomId, message: 'From S0' });
  expect(await waiting.hears('waiting-room-message')).toMatchObject({ message: 'From S0', roomId });

  // S1, at the port that its clients have in their code; it is the doctor who writes.
  const displayed: unknown[] = [];
  const chat = chatExample(chatUrl, doctor.token, (message) => displayed.push(message));
  // S3 and S4 are the patient.
  const bar = chatBarExample(server.url, ofPatient, relationId, patient.user.id);
  expect(await bar.hears('connected')).toMatchObject({ userId: patient.user.id, userRole: 'PATIENT' });
  expect(await bar.hears('initial_messages')).toMatchObject({ pagination: { page: 1, limit: 50 } });
  const page = phase4Example(phase4Url, ofPatient, patient.user, pair);
  expect(await page.hears('chat:joined')).toEqual({ roomId: `chat:${pair.patientId}:${pair.doctorId}` });

  chat.sendMessage(patient.user.id, 'From S1');
  expect(await bar.hears('new_message')).toMatchObject({
    message: { text: 'From S1', senderRole: 'DOCTOR' },
  });
  expect(await page.hears('message:received')).toMatchObject({ content: 'From S1' });
  chat.input(patient.user.id);
  expect(await bar.hears('user_typing')).toMatchObject({ userId: doctor.user.id });
  expect(await page.hears('typing:started')).toMatchObject({ userId: doctor.user.id });

  bar.socket.emit('send_message', { text: 'From S3' });
  expect(await page.hears('message:received', 2)).toMatchObject({ content: 'From S3' });
  page.socket.emit('message:send', {
    id: 'temp-1700000000000',
    senderId: patient.user.id,
    receiverId: doctor.user.id,
    content: 'From S4',
    isEmergency: true,
  });
  expect(await bar.hears('new_message', 3)).toMatchObject({ message: { text: 'From S4' } });
  expect(await chat.hears('new_message', 2)).toBeDefined();
  expect(displayed).toMatchObject([{ content: 'From S3' }, { content: 'From S4' }]);

  // S2, of the same two.
  const first = callExample(server.url, ofPatient, patient.user, created.body.roomId);
  await first.hears('room-joined');
  const second = callExample(server.url, ofDoctor, doctor.user, created.body.roomId);
  expect(await first.hears('offer')).toMatchObject({ fromUser: { userId: doctor.user.id } });
  expect(await second.hears('answer')).toMatchObject({ fromUser: { userId: patient.user.id } });
  second.socket.emit('end-call', { roomId: created.body.roomId });
  expect(await first.hears('call-ended')).toMatchObject({ fromUser: { userId: doctor.user.id } });

  for (const { of } of [waiting, dashboard, chat, bar, page, first, second]) expect(of('error')).toEqual([]);
});

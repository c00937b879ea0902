import { describe, expect, it } from 'vitest';
import type { Notification } from '../../server/protocol/index.ts';
import { addAnotherPatient, arrangeChat } from '../support/chat.ts';
import { queryDatabase } from '../support/database.ts';
import { arrangeEmergency } from '../support/emergency.ts';
import { createTestClock, PASSWORD, type Person, type TestServer } from '../support/server.ts';

type List = { notifications: Notification[]; unreadCount: number; next: number | null };

const DAY = 24 * 3_600_000;

const list = async (server: TestServer, { bearer }: Person, query = ''): Promise<List> => {
  const path = `/api/notifications${query}`;
  const pending = server.request<{ data: List }>('GET', path, undefined, bearer);
  return (await server.expectStatus(200, pending)).data;
};

const read = async (server: TestServer, { bearer }: Person, ids?: string[]): Promise<number> => {
  const body = ids === undefined ? {} : { ids };
  const pending = server.request<{ data: { unreadCount: number } }>(
    'POST',
    '/api/notifications/read',
    body,
    bearer,
  );
  return (await server.expectStatus(200, pending)).data.unreadCount;
};

describe('what is read on one device', () => {
  it('[S4-N01] is told to all devices of the same person, and to nobody else', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const phone = await server.connect(doctor);
    const send = async (content: string) => {
      const { message } = await patientSocket.request('send_message', {
        receiverId: doctor.user.id,
        content,
      });
      return { messageId: message.id, id: (await phone.next('notification')).id };
    };
    const told = () => phone.next('notifications_read').then(({ ids }) => ids);
    const first = await send('one');
    await read(server, doctor, [first.id]);
    expect(await told()).toEqual([first.id]);
    const second = await send('two');
    await read(server, doctor);
    expect(await told()).toBe(null);
    expect(second.id).not.toBe(first.id);
    // Whoever reads the conversation needs no notification of it, nor does whose message is taken back.
    const third = await send('three');
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    expect(await told()).toEqual([third.id]);
    const fourth = await send('four');
    await patientSocket.request('delete_message', { messageId: fourth.messageId });
    expect(await told()).toEqual([fourth.id]);
    // Nothing was read by these.
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    await read(server, doctor, []);
    await phone.settled();
    await patientSocket.settled();
    expect([phone, patientSocket].map((socket) => socket.countOf('notifications_read'))).toEqual([0, 0]);
  });
});

describe('a message', () => {
  it('[S4-E17, S4-M03, S4-N01, S4-N03] notifies whom it is for, once a conversation, until that is read', async () => {
    const { server, doctor, patient, doctorSocket, patientSocket } = await arrangeChat();
    const phone = await server.connect(doctor);
    const send = (content: string, clientId = content) =>
      patientSocket.request('send_message', { receiverId: doctor.user.id, content, clientId });
    await send('c4nary one', 'first');
    const told = await doctorSocket.next('notification');
    expect(told).toMatchObject({
      userId: doctor.user.id,
      type: 'NEW_MESSAGE',
      title: 'New message',
      message: 'Pat Alpha',
      isRead: false,
      kind: 'message',
      other: { id: patient.user.id, fullname: 'Pat Alpha' },
      count: 1,
    });
    expect(await phone.next('notification')).toEqual(told);
    await send('c4nary two', 'second');
    expect(await phone.next('notification')).toMatchObject({ id: told.id, count: 2 });
    // A resend is no second message.
    await send('c4nary two', 'second');
    await phone.settled();
    expect(phone.countOf('notification')).toBe(0);

    const before = await list(server, doctor);
    expect(before).toMatchObject({ unreadCount: 1, next: null, notifications: [{ id: told.id, count: 2 }] });
    expect(JSON.stringify([told, before])).not.toContain('c4nary');
    // Nobody is notified of the own message.
    expect(await list(server, patient)).toEqual({ notifications: [], unreadCount: 0, next: null });

    await doctorSocket.request('mark_read', { senderId: patient.user.id, upTo: 1 });
    expect((await list(server, doctor)).unreadCount).toBe(1);
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    expect(await list(server, doctor)).toMatchObject({
      unreadCount: 0,
      notifications: [{ id: told.id, isRead: true }],
    });

    await send('three');
    const next = await phone.next('notification', ({ count }) => count === 1);
    expect(next.id).not.toBe(told.id);
    // Who takes a message back leaves nothing to be notified of.
    const { message } = await send('three');
    await patientSocket.request('delete_message', { messageId: message.id });
    expect(await list(server, doctor)).toMatchObject({
      unreadCount: 0,
      notifications: [{ id: next.id }, { id: told.id }],
    });
  });

  it('[S4-N01] in a visit notifies who is not in its room, and never the session of an invitation', async () => {
    const { server, doctor, patientUser, doctorSocket, patientSocket } = await arrangeChat();
    const { appointment, invite } = await server.addAppointment(doctor, patientUser.id);
    const { roomId } = appointment;
    const visitor = await server.openInvite(invite.invite);
    const visit = await server.connect(visitor);
    await patientSocket.next('notification');
    await visit.request('join-waiting-room', { roomId });
    const say = (message: string) => visit.request('waiting-room-message', { roomId, message });
    await say('is anybody there?');
    expect(await doctorSocket.next('notification')).toMatchObject({ count: 1 });
    await doctorSocket.request('join-waiting-room', { roomId });
    await say('now you are');
    await doctorSocket.request('waiting-room-message', { roomId, message: 'yes' });
    await doctorSocket.request('message-waiting', { message: 'a little late' });
    await doctorSocket.settled();
    await patientSocket.settled();
    expect([doctorSocket.countOf('notification'), patientSocket.countOf('notification')]).toEqual([0, 0]);
    // To the conversation: the person is told, the visit's session is not.
    await doctorSocket.request('send_message', { receiverId: patientUser.id, content: 'look at this later' });
    expect(await patientSocket.next('notification')).toMatchObject({ other: { id: doctor.user.id } });
    await visit.settled();
    expect(visit.countOf('notification')).toBe(0);
    for (const [method, path] of [
      ['GET', '/api/notifications'],
      ['POST', '/api/notifications/read'],
    ] as const) {
      expect(
        await server.request(method, path, method === 'GET' ? undefined : {}, visitor.bearer),
      ).toMatchObject({ status: 403 });
    }
  });
});

it('notifies a patient with an account of an appointment that is made, moved and cancelled', async () => {
  const { server, doctor, patient, patientUser, patientSocket } = await arrangeChat();
  const make = async (patientId: string) => {
    const made = await server.addAppointment(doctor, patientId, new Date(Date.now() + DAY));
    return (method: string, path: string, body: object) =>
      server.expectStatus(
        200,
        server.request(method, `/api/appointments/${made.appointment.id}${path}`, body, doctor.bearer),
      );
  };
  const change = await make(patientUser.id);
  const told = async () => {
    const { kind, type, message, appointmentId } = await patientSocket.next('notification');
    return [kind, type, message, appointmentId !== null];
  };
  expect(await told()).toEqual(['appointment-created', 'APPOINTMENT_CREATED', 'Ada One', true]);
  await change('PATCH', '', { durationMinutes: 30, reason: 'c4nary' });
  await change('PATCH', '', { startsAt: new Date(Date.now() + 2 * DAY).toISOString() });
  expect(await told()).toEqual(['appointment-moved', 'APPOINTMENT_MOVED', 'Ada One', true]);
  await change('POST', '/close', { outcome: 'cancelled', message: 'c4nary' });
  expect(await told()).toEqual(['appointment-cancelled', 'APPOINTMENT_CANCELLED', 'Ada One', true]);
  await change('POST', '/reopen', {});
  expect(await told()).toEqual(['appointment-created', 'APPOINTMENT_CREATED', 'Ada One', true]);
  const { notifications, unreadCount } = await list(server, patient);
  expect(notifications.map(({ kind }) => kind)).toEqual([
    'appointment-created',
    'appointment-cancelled',
    'appointment-moved',
    'appointment-created',
  ]);
  expect(unreadCount).toBe(4);
  expect(JSON.stringify(notifications)).not.toContain('c4nary');

  // Who only ever came by invitation would have nowhere to read it.
  const { id } = await server.addPatient(doctor, 'No Account', { email: 'none@clinic.example' });
  await (
    await make(id)
  )('POST', '/close', { outcome: 'missed' });
  await server
    .connect(doctor)
    .then((socket) => socket.request('send_message', { receiverId: id, content: 'hi' }));
  expect(queryDatabase(server.dataDir, 'SELECT 1 FROM notifications WHERE account_id = ?', id)).toEqual([]);
});

it('[S4-N03] lists by pages, is read in parts by its own person only, and is forgotten after 90 days', async () => {
  const clock = createTestClock();
  const { server, doctor, patient, doctorSocket } = await arrangeChat({ now: clock.now });
  const quinn = await addAnotherPatient(server, doctor);
  for (const person of [patient, quinn]) {
    const socket = await server.connect(person);
    await socket.request('send_message', { receiverId: doctor.user.id, content: 'hello' });
  }
  const names = async (query = '') =>
    (await list(server, doctor, query)).notifications.map(({ message }) => message);
  expect(await names()).toEqual(['Quinn Beta', 'Pat Alpha']);
  const first = await list(server, doctor, '?limit=1');
  expect(first.notifications).toMatchObject([{ message: 'Quinn Beta' }]);
  expect(await names(`?limit=1&before=${first.next}`)).toEqual(['Pat Alpha']);
  // What is renewed is the newest.
  const again = await server.connect(patient);
  await again.request('send_message', { receiverId: doctor.user.id, content: 'again' });
  expect(await names()).toEqual(['Pat Alpha', 'Quinn Beta']);

  const [newest] = (await list(server, doctor)).notifications;
  const id = newest?.id ?? '';
  expect(await read(server, quinn, [id])).toBe(0);
  expect(await read(server, quinn)).toBe(0);
  expect((await list(server, doctor)).unreadCount).toBe(2);
  expect(await read(server, doctor, [id, 'unknown'])).toBe(1);
  expect(await read(server, doctor)).toBe(0);

  clock.advance(91 * DAY);
  const { bearer } = await server.login('pat@clinic.example', PASSWORD);
  await server.request('POST', '/users/send-message', { doctorId: doctor.user.id, content: 'new' }, bearer);
  await server.server.tick();
  await doctorSocket.settled();
  const signedIn = await server.login('ada@clinic.example');
  expect((await list(server, signedIn)).notifications).toMatchObject([{ message: 'Pat Alpha', count: 1 }]);
});

describe('an emergency', () => {
  it('[S4-N02, S4-N03, S4-M03] is in the list of every doctor, each alert once, until it is read', async () => {
    const { server, doctor, patient, stranger, doctorSocket, strangerSocket, patientSocket, raise } =
      await arrangeEmergency();
    const alert = (count: number) => ({
      kind: 'emergency',
      type: 'EMERGENCY_CHAT',
      title: 'Emergency',
      message: 'Pat Alpha',
      other: { id: patient.user.id, fullname: 'Pat Alpha' },
      count,
      isRead: false,
    });
    await raise('c4nary', { clientId: 'first' });
    const ids = new Map<Person, string>();
    for (const [person, socket] of [
      [doctor, doctorSocket],
      [stranger, strangerSocket],
    ] as const) {
      const told = await socket.next('notification');
      expect(told).toMatchObject({ ...alert(1), userId: person.user.id });
      expect((await list(server, person)).notifications).toEqual([told]);
      ids.set(person, told.id);
    }
    // The same again is no second one; one more alert renews what is unread.
    await raise('c4nary', { clientId: 'first' });
    await raise('worse');
    expect(await strangerSocket.next('notification')).toMatchObject({ id: ids.get(stranger), ...alert(2) });
    expect(await list(server, stranger)).toMatchObject({ unreadCount: 1, notifications: [alert(2)] });

    expect(await read(server, stranger, [ids.get(stranger) ?? ''])).toBe(0);
    // Who reads the conversation has read it, too.
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    expect(await doctorSocket.next('notifications_read')).toEqual({ ids: [ids.get(doctor)] });
    await raise('worst');
    const again = await strangerSocket.next('notification');
    expect(again).toMatchObject(alert(1));
    expect(again.id).not.toBe(ids.get(stranger));
    expect((await list(server, stranger)).notifications.map(({ isRead }) => isRead)).toEqual([false, true]);
    await patientSocket.settled();
    expect(patientSocket.countOf('notification')).toBe(0);
    expect(await list(server, patient)).toMatchObject({ notifications: [] });
    expect(JSON.stringify([await list(server, doctor), await list(server, stranger)])).not.toContain(
      'c4nary',
    );
  });
});

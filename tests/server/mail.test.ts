import { describe, expect, it } from 'vitest';
import type { Appointment, Language } from '../../server/protocol/index.ts';
import { arrangeChat } from '../support/chat.ts';
import { readAudit } from '../support/database.ts';
import { startMailServer, type ReceivedMail } from '../support/mail-server.ts';
import { changePatient } from '../support/people.ts';
import { createTestClock, startTestServer, type Person, type TestServer } from '../support/server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Nothing of it may ever stand in a mail. */
const CANARY = 'c4nary';

/** A clinic whose mails are caught, with a patient who has an email and no account. */
const arrange = async ({ language = 'en' }: { language?: Language } = {}) => {
  const mail = await startMailServer();
  const clock = createTestClock();
  const options = { smtp: mail.settings, now: clock.now };
  const server = await startTestServer(options);
  const doctor = await server.setUp();
  const patient = await server.addPatient(doctor, 'Pat Alpha', { email: 'pat@clinic.example' });
  await changePatient(server, doctor, patient.id, { language });
  const make = async (inMs: number): Promise<Appointment> => {
    const body = {
      patientId: patient.id,
      startsAt: new Date(clock.now() + inMs).toISOString(),
      reason: CANARY,
    };
    const made = server.request<{ data: { appointment: Appointment } }>(
      'POST',
      '/api/appointments',
      body,
      doctor.bearer,
    );
    return (await server.expectStatus(201, made)).data.appointment;
  };
  const change = (id: string, method: string, path: string, body: object = {}) =>
    server.expectStatus(200, server.request(method, `/api/appointments/${id}${path}`, body, doctor.bearer));
  return { mail, clock, options, server, doctor, patient, make, change, tick: () => server.server.tick() };
};

const askForInvitation = (server: TestServer, { bearer }: Person, appointmentId: string) =>
  server.request<{ code?: string }>('POST', `/api/appointments/${appointmentId}/invitation/mail`, {}, bearer);

const linkIn = ({ text }: ReceivedMail): URL => new URL(/https?:\S+/.exec(text)?.[0] ?? '');

describe('an invitation by mail', () => {
  it('[S0-I07, S0-Z02] has a new link that opens the visit, in the patient’s language and the clinic’s time', async () => {
    const { mail, server, doctor, make, tick } = await arrange({ language: 'es' });
    const settings = await server.request<{ data: { settings: object } }>(
      'GET',
      '/api/clinic/settings',
      undefined,
      doctor.bearer,
    );
    expect(settings.status).toBe(200);
    const saved = await server.request(
      'PUT',
      '/api/clinic/settings',
      { ...settings.body.data.settings, timeZone: 'Asia/Kolkata' },
      doctor.bearer,
    );
    expect(saved.status).toBe(200);
    const appointment = await make(3 * HOUR);

    expect((await askForInvitation(server, doctor, appointment.id)).status).toBe(202);
    await tick();
    await tick();

    expect(mail.received).toHaveLength(1);
    const [received] = mail.received;
    if (received === undefined) throw new Error('no mail');
    expect(received).toMatchObject({
      to: 'pat@clinic.example',
      from: 'no-reply@clinic.example',
      subject: 'Su cita en Anteroom Clinic',
    });
    expect(received.headers.get('auto-submitted')).toBe('auto-generated');
    const time = new Intl.DateTimeFormat('es', { timeStyle: 'short', timeZone: 'Asia/Kolkata' }).format(
      Date.parse(appointment.startsAt),
    );
    for (const body of [received.text, received.html]) {
      expect(body).toContain(time);
      expect(body).toContain('Pat Alpha');
      expect(body).toContain(linkIn(received).href);
      expect(body).not.toMatch(/c4nary|Ada One|\{\{/);
    }
    const invite = new URLSearchParams(linkIn(received).hash.slice(1)).get('invite') ?? '';
    expect(await server.openInvite(invite)).toMatchObject({ appointmentId: appointment.id });
    expect(
      readAudit(server.dataDir)
        .map(({ action }) => action)
        .slice(-4),
    ).toEqual(['invitation.mailed', 'invitation.renewed', 'mail.sent', 'invitation.opened']);
    expect(server.logLines.join('')).not.toMatch(/pat@clinic\.example|#invite=/);
  });

  it('is refused without an email, of a visit that is over, and where there is no mail', async () => {
    const { server, doctor, patient, make, change } = await arrange();
    const appointment = await make(HOUR);
    await changePatient(server, doctor, patient.id, { email: '' });
    expect(await askForInvitation(server, doctor, appointment.id)).toMatchObject({
      status: 409,
      body: { code: 'email_required' },
    });
    await change(appointment.id, 'POST', '/close', { outcome: 'cancelled' });
    expect(await askForInvitation(server, doctor, appointment.id)).toMatchObject({
      body: { code: 'visit_over' },
    });

    const silent = await startTestServer();
    const { doctor: other, appointment: visit } = await silent.arrangeVisit();
    expect(await askForInvitation(silent, other, visit.id)).toMatchObject({
      status: 409,
      body: { code: 'mail_off' },
    });
    await silent.server.tick();
  });

  it('is sent five times an hour at most', async () => {
    const { server, doctor, make } = await arrange();
    const appointment = await make(HOUR);
    const answers = [];
    for (let count = 0; count < 6; count += 1)
      answers.push((await askForInvitation(server, doctor, appointment.id)).status);
    expect(answers).toEqual([202, 202, 202, 202, 202, 429]);
  });
});

describe('what time brings', () => {
  it('[S0-I08] reminds once, a day before, also after a restart, and not of what was made late', async () => {
    const { mail, clock, options, server, doctor, make, change, tick } = await arrange({ language: 'hi' });
    const early = await make(2 * DAY);
    const cancelled = await make(2 * DAY);
    const moved = await make(3 * DAY);
    await make(2 * HOUR);
    await tick();
    expect(mail.take()).toEqual([]);
    await change(cancelled.id, 'POST', '/close', { outcome: 'missed' });
    clock.advance(DAY + MINUTE);
    // From now on in two hours: too late to be reminded of.
    const { bearer } = await server.login('ada@clinic.example');
    doctor.bearer.authorization = bearer.authorization;
    const startsAt = new Date(clock.now() + 2 * HOUR).toISOString();
    await change(moved.id, 'PATCH', '', { startsAt });
    await Promise.all([tick(), tick()]);
    await tick();
    const sent = mail.take();
    expect(sent.map(([to]) => to)).toEqual(['pat@clinic.example', 'pat@clinic.example']);
    expect(sent.map(([, subject]) => subject).sort()).toEqual([
      'Anteroom Clinic में आपके अपॉइंटमेंट का समय बदल गया है',
      'याद दिलाने के लिए: Anteroom Clinic में आपका अपॉइंटमेंट',
    ]);
    await server.server.stop();
    const next = await startTestServer({ ...options, dataDir: server.dataDir });
    await next.server.tick();
    expect(mail.take()).toEqual([]);
    expect(early.status).toBe('scheduled');
  });

  it('[S0-I09] tells what was moved or cancelled, and nothing that was taken back before', async () => {
    const { mail, server, make, change, tick } = await arrange();
    const move = (appointment: Appointment, byMs: number) =>
      change(appointment.id, 'PATCH', '', {
        startsAt: new Date(Date.parse(appointment.startsAt) + byMs).toISOString(),
      });
    const moved = await make(2 * DAY);
    await move(moved, HOUR);
    await move(moved, 2 * HOUR);
    const back = await make(2 * DAY);
    await move(back, HOUR);
    await move(back, 0);
    const cancelled = await make(2 * DAY);
    await change(cancelled.id, 'POST', '/close', { outcome: 'cancelled', message: CANARY });
    const reopened = await make(2 * DAY);
    await change(reopened.id, 'POST', '/close', { outcome: 'cancelled' });
    await change(reopened.id, 'POST', '/reopen');
    await tick();
    await tick();
    const all = mail.received.map(({ raw, text }) => raw + text).join('');
    expect(all).not.toContain(CANARY);
    const hour = new Date(Date.parse(moved.startsAt) + 2 * HOUR);
    expect(mail.received[0]?.text).toContain(
      new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(hour),
    );
    expect(mail.take()).toEqual([
      ['pat@clinic.example', 'Your appointment at Anteroom Clinic was moved'],
      ['pat@clinic.example', 'Your appointment at Anteroom Clinic was cancelled'],
    ]);
    await server.server.tick();
    expect(mail.take()).toEqual([]);
  });

  it('tells that a visit takes place after all, with a link that opens it, where it said that it does not', async () => {
    const { mail, server, make, change, tick } = await arrange();
    const visit = await make(2 * DAY);
    await change(visit.id, 'POST', '/close', { outcome: 'cancelled' });
    await tick();
    expect(mail.take().map(([, subject]) => subject)).toEqual([
      'Your appointment at Anteroom Clinic was cancelled',
    ]);
    await change(visit.id, 'POST', '/reopen');
    await change(visit.id, 'POST', '/reopen');
    await tick();
    await tick();
    const [invitation] = mail.received;
    expect(mail.take().map(([, subject]) => subject)).toEqual(['Your appointment at Anteroom Clinic']);
    if (invitation === undefined) throw new Error('there is no mail');
    const invite = new URLSearchParams(linkIn(invitation).hash.slice(1)).get('invite') ?? '';
    expect(await server.openInvite(invite)).toMatchObject({ appointmentId: visit.id });
  });

  it('[S4-N01] tells of unread messages once a conversation, when its reader wants, unless they were read', async () => {
    const mail = await startMailServer();
    const clock = createTestClock();
    const chat = await arrangeChat({ smtp: mail.settings, now: clock.now });
    const { server, doctor, patient, doctorSocket, patientSocket } = chat;
    const pass = async (minutes: number) => {
      clock.advance(minutes * MINUTE);
      await server.server.tick();
      return mail.take().map(([to]) => to);
    };
    const toDoctor = (content: string) =>
      patientSocket.request('send_message', { receiverId: doctor.user.id, content });
    const toPatient = (content: string) =>
      doctorSocket.request('send_message', { receiverId: patient.user.id, content });
    const wish = async (unreadMailMinutes: number | null) => {
      const { bearer } = await server.login('ada@clinic.example');
      await server.expectStatus(200, server.request('PATCH', '/api/profile', { unreadMailMinutes }, bearer));
    };

    expect((await server.request('GET', '/api/clinic')).body).toMatchObject({ data: { mail: true } });
    await toDoctor(CANARY);
    await toPatient('read in time');
    expect(await pass(20)).toEqual([]);
    await toDoctor('another');
    await patientSocket.request('mark_read', { senderId: doctor.user.id });
    clock.advance(11 * MINUTE);
    await server.server.tick();
    const [received] = mail.received;
    expect(received).toMatchObject({ to: 'ada@clinic.example', subject: 'New messages at Anteroom Clinic' });
    expect(received?.text).toContain(server.url);
    expect(`${received?.raw}${received?.text}`).not.toMatch(/c4nary|Pat Alpha/);
    mail.take();
    // Until it is read, whatever comes.
    await toDoctor('more');
    expect(await pass(40)).toEqual([]);

    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    await wish(5);
    await toDoctor('soon');
    expect(await pass(6)).toEqual(['ada@clinic.example']);
    await doctorSocket.request('mark_read', { senderId: patient.user.id });
    await wish(null);
    await toDoctor('never');
    expect(await pass(600)).toEqual([]);
  });
});

it('is tried again for a while when nobody takes it, then given up', async () => {
  const { mail, clock, server, doctor, make } = await arrange();
  const appointment = await make(6 * DAY);
  const pass = async (minutes: number) => {
    clock.advance(minutes * MINUTE);
    await server.server.tick();
  };
  mail.refuse(true);
  await askForInvitation(server, doctor, appointment.id);
  await pass(0);
  expect(server.logEvents().filter(({ event }) => event === 'mail-not-sent')).toMatchObject([
    { kind: 'invitation', code: 'EENVELOPE', status: 550 },
  ]);
  mail.refuse(false);
  await pass(0);
  expect(mail.take()).toEqual([]);
  await pass(1);
  expect(mail.take()).toHaveLength(1);

  await mail.close();
  const { bearer } = await server.login('ada@clinic.example');
  doctor.bearer.authorization = bearer.authorization;
  expect((await askForInvitation(server, doctor, appointment.id)).status).toBe(202);
  for (const minutes of [0, 1, 5, 30, 120, 120, 600]) await pass(minutes);
  const events = server.logEvents();
  expect(events.filter(({ code }) => code === 'ESOCKET')).toHaveLength(5);
  expect(events.filter(({ event }) => event === 'mail-given-up')).toMatchObject([
    { kind: 'invitation', count: 5 },
  ]);
  expect(server.logLines.join('')).not.toContain('pat@clinic.example');
});

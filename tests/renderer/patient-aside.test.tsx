import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { expect, it } from 'vitest';
import type { PatientSummary, VisitNotes } from '../../server/protocol/index.ts';
import { MessagesPage } from '../../src-renderer/features/messages/messages-page.tsx';
import { DoctorWorkspace } from '../../src-renderer/features/waiting-room/doctor-workspace.tsx';
import { asLast, chatContact, chatMessage, CONVERSATION, PATIENT } from './support/chat-fixtures.ts';
import { AT, emergencyAlert } from './support/emergencies.ts';
import type { FakeAnswer, FakeRoutes } from './support/fake-fetch.ts';
import { appointment, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

const patient = (changes: Partial<PatientSummary> = {}): PatientSummary => ({
  id: PATIENT._id,
  _id: PATIENT._id,
  fullname: PATIENT.fullname,
  email: null,
  role: 'patient',
  isAdmin: false,
  dateOfBirth: null,
  bloodGroup: null,
  phone: null,
  language: null,
  hasAccount: true,
  passwordLink: null,
  lastVisitAt: null,
  nextVisitAt: null,
  ...changes,
});

const patientAnswer = (changes: Partial<PatientSummary> = {}, visits: object[] = []): FakeAnswer => ({
  json: { success: true, data: { patient: patient(changes), visits } },
});

const NO_NOTES: VisitNotes = { notes: '', version: 0, updatedAt: null };
const relationAnswer = (
  notes = NO_NOTES,
  deviceReport: object | null = null,
  emergencies: object[] = [],
): FakeAnswer => ({
  json: { success: true, data: { notes, deviceReport, emergencies } },
});

/** The open conversation with the patient, beside what these routes know. */
const open = async (routes: FakeRoutes, width = 1280) => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': () => ({ json: { success: true, data: { appointments: [] } } }),
    'GET /api/patients/patient-1': () => patientAnswer(),
    'GET /api/patients/patient-1/relation': () => relationAnswer(),
    ...routes,
  });
  const { socket } = services;
  const messages = [chatMessage(1)];
  socket.answer('list_conversations', () => ({
    next: null,
    unreadCount: 0,
    conversations: [chatContact({ lastSeq: 1, lastMessage: asLast(chatMessage(1)) })],
  }));
  socket.answer('get_messages', () => ({ messages }));
  socket.answer('sync', () => ({
    conversationId: CONVERSATION,
    otherUser: PATIENT,
    messages: [],
    lastSeq: 1,
    deleted: [],
    lastDeletion: 0,
    other: { delivered: 0, read: 0 },
    ownRead: 1,
  }));
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  await renderApp(
    <Routes>
      <Route element={<DoctorWorkspace />}>
        <Route path="messages/:otherId" element={<MessagesPage />} />
      </Route>
    </Routes>,
    { services, path: '/messages/patient-1', width },
  );
  act(() => socket.goOnline());
  return { services, user: userEvent.setup() };
};

it('[S4-F20, S4-U21] a doctor sees beside the conversation who the patient is, and what comes next', async () => {
  const visits = [
    appointment({ id: 'a1', status: 'ended', startsAt: inDays(-9) }),
    appointment({ id: 'a2', roomId: 'room-2', status: 'scheduled', startsAt: inDays(6) }),
  ];
  const report = { roomId: 'room-1', results: { camera: 'failed' }, testedAt: inDays(-9) };
  const { user } = await open({
    'GET /api/patients/patient-1': () =>
      patientAnswer(
        { dateOfBirth: '1961-04-03', bloodGroup: 'O+', phone: '+44 7700 900123', email: 'pat@mail.test' },
        visits,
      ),
    'GET /api/patients/patient-1/relation': () =>
      relationAnswer({ notes: 'Afraid of needles.', version: 2, updatedAt: inDays(-1) }, report, [
        { id: 'e1', raisedAt: inDays(-30), count: 2, acknowledgedBy: 'Dr Ada One', resolvedAt: null, seq: 7 },
      ]),
  });
  const aside = within(await screen.findByRole('complementary', { name: 'About the patient' }));
  await aside.findByText('Blood group O+');
  aside.getByText(/\d\d years old/);
  expect(aside.getByRole('link', { name: 'Call +44 7700 900123' }).getAttribute('href')).toBe(
    'tel:+447700900123',
  );
  expect(aside.getByRole('link', { name: /email to pat@mail/ }).getAttribute('href')).toBe(
    'mailto:pat@mail.test',
  );
  const links = () => aside.getAllByRole('link').map((link) => link.getAttribute('href'));
  expect(links()).toEqual(
    expect.arrayContaining(['/patients/patient-1', '/rooms/room-2', '/visits/a1/summary']),
  );
  aside.getByText('in 6 days');
  await aside.findByText('seen by Dr Ada One · not resolved yet');
  expect(links()).toContain('/messages/patient-1?at=7');
  await aside.findByText(/^Camera: does not work/);
  const notes = await aside.findByRole<HTMLTextAreaElement>('textbox', { name: 'Notes about Pat Alpha' });
  expect(notes.value).toBe('Afraid of needles.');
  await user.click(aside.getByRole('button', { name: 'New appointment' }));
  await screen.findByRole('dialog', { name: 'New appointment' });
});

it('[S4-U21] what is not known is said, notes save themselves, and the panel stays hidden once it is', async () => {
  let stored = NO_NOTES;
  const { services, user } = await open({
    'PUT /api/patients/patient-1/relation/notes': ({ body }) => {
      stored = { notes: (body as VisitNotes).notes, version: 1, updatedAt: inDays(0) };
      return { json: { success: true, data: { notes: stored } } };
    },
  });
  await screen.findByText('Date of birth and blood group are not known.');
  screen.getByText('No phone number and no email are known.');
  screen.getByText('None is planned');
  await screen.findByText('Devices have not been tested for a visit with you yet.');
  await user.type(await screen.findByRole('textbox', { name: /^Notes about/ }), 'Walks with a stick');
  await user.tab();
  await waitFor(() => expect(stored.notes).toBe('Walks with a stick'));
  expect(services.visitNotes.hasUnsaved()).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Hide what is known about the patient' }));
  expect(screen.queryByRole('complementary', { name: 'About the patient' })).toBeNull();
  expect(window.localStorage.getItem('anteroom.patient-aside')).toBe('true');
  await user.click(screen.getByRole('button', { name: 'Show what is known about the patient' }));
  await screen.findByRole('complementary', { name: 'About the patient' });
});

it('[S4-U21] in a narrower window it is a drawer, which loads when it is asked for, and can fail', async () => {
  const answers: FakeAnswer[] = ['unreachable', { code: 'forbidden' }];
  const asked: string[] = [];
  const { user } = await open(
    {
      'GET /api/patients/patient-1': ({ path }) => {
        asked.push(path);
        return answers.shift() ?? patientAnswer();
      },
    },
    1000,
  );
  const show = await screen.findByRole('button', { name: 'Show what is known about the patient' });
  expect(asked).toEqual([]);
  await user.click(show);
  const drawer = within(await screen.findByRole('dialog', { name: 'About the patient' }));
  await user.click(await drawer.findByRole('button', { name: 'Try again' }));
  await drawer.findByText('This patient is not on your list.');
});

it('[S4-F20] the last emergencies follow what is done about them, and say who closed them and when', async () => {
  const emergency = { id: 'e1', raisedAt: inDays(0), count: 1, seq: 7 };
  const mark = { emergencyId: 'e1', patientId: 'patient-1' };
  const bob = { id: 'doctor-2', fullname: 'Dr Bob Two' };
  let stored: object[] = [];
  let asked = 0;
  const { services } = await open({
    'GET /api/patients/patient-1/relation': () => {
      asked += 1;
      return relationAnswer(NO_NOTES, null, stored);
    },
  });
  const { socket } = services;
  const aside = within(await screen.findByRole('complementary', { name: 'About the patient' }));
  await aside.findByRole('textbox', { name: /^Notes about/ });
  stored = [{ ...emergency, acknowledgedBy: null, resolvedAt: null, resolvedBy: null }];
  act(() => socket.receive('emergency:alert', emergencyAlert({ message: 'Help' })));
  await aside.findByText('nobody has acknowledged it · not resolved yet');
  stored = [{ ...emergency, acknowledgedBy: 'Dr Bob Two', resolvedAt: null, resolvedBy: null }];
  act(() =>
    socket.receive('emergency:acknowledged', { ...mark, acknowledgedAt: AT, acknowledgedBy: bob, count: 1 }),
  );
  await aside.findByText('seen by Dr Bob Two · not resolved yet');
  stored = [{ ...emergency, acknowledgedBy: 'Dr Bob Two', resolvedAt: inDays(0), resolvedBy: 'Dr Ada One' }];
  act(() => socket.receive('emergency:resolved', { ...mark, resolvedAt: AT, resolvedBy: bob }));
  await aside.findByText(/^closed by Dr Ada One, /);
  // Those of other patients are none of this panel's.
  const before = asked;
  act(() => socket.receive('emergency:alert', emergencyAlert({ id: 'e2', patientId: 'patient-2' })));
  await act(async () =>
    socket.receive('emergency:resolved', {
      ...mark,
      patientId: 'patient-2',
      resolvedAt: AT,
      resolvedBy: bob,
    }),
  );
  expect(asked).toBe(before);
});

import { act, cleanup, screen, within, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DoctorRoomsPage } from '../../src-renderer/features/waiting-room/doctor-rooms-page.tsx';
import { DoctorWorkspace } from '../../src-renderer/features/waiting-room/doctor-workspace.tsx';
import { localFieldValue } from '../../src-renderer/features/booking/start-time.ts';
import type { FakeAnswer, FakeRoutes } from './support/fake-fetch.ts';
import { appointment, doctor, roomState, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = { ...doctor, id: 'patient-9', _id: 'patient-9', role: 'patient', isAdmin: false };
const created = appointment({ id: 'a9', roomId: 'room-9', patientName: 'New Person', status: 'scheduled' });
const url = 'https://clinic.test/visit#invite=secret';

const patientMade: FakeAnswer = { json: { success: true, data: { user: patient } } };
const appointmentMade: FakeAnswer = {
  json: {
    success: true,
    data: {
      appointment: created,
      invite: { url, invite: 'secret', expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    },
  },
};

const setUp = async (routes: FakeRoutes = {}) => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': () => ({ json: { success: true, data: { appointments: [] } } }),
    'GET /api/patients': () => ({ json: { success: true, data: { patients: [] } } }),
    'POST /api/patients': () => patientMade,
    'POST /api/appointments': () => appointmentMade,
    ...routes,
  });
  services.socket.answer('join-waiting-room', () => ({
    room: roomState({ roomId: 'room-9', appointment: created }),
  }));
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  await renderApp(
    <Routes>
      <Route element={<DoctorWorkspace />}>
        <Route path="rooms" element={<DoctorRoomsPage />} />
        <Route path="rooms/:roomId" element={<DoctorRoomsPage />} />
      </Route>
    </Routes>,
    { services, path: '/rooms' },
  );
  act(() => services.socket.goOnline());
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'New appointment' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'New appointment' }));
  const posted = (path: string) =>
    services.fetch.requests.filter((request) => request.method === 'POST' && request.path === path);
  return { services, user, dialog, posted };
};

const textOf = (element: HTMLElement): string => element.textContent;

afterEach(cleanup);

describe('a new appointment', () => {
  it('makes the patient and the appointment, and shows the link to send', async () => {
    const { user, dialog, posted } = await setUp();
    await user.type(dialog.getByLabelText('Patient name'), 'New Person');
    const startsAt = dialog.getByLabelText<HTMLInputElement>('Starts at');
    expect(startsAt.value).toBe(localFieldValue(Date.now()));
    await user.clear(startsAt);
    const nextYear = new Date().getFullYear() + 1;
    await user.type(startsAt, `${nextYear}-05-06T10:30`);
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    expect((await dialog.findByRole<HTMLInputElement>('textbox', { name: 'Invitation link' })).value).toBe(
      url,
    );
    expect(posted('/api/patients').map(({ body }) => body)).toEqual([
      { fullname: 'New Person', language: 'en' },
    ]);
    expect(posted('/api/appointments').map(({ body }) => body)).toEqual([
      {
        patientId: 'patient-9',
        startsAt: new Date(nextYear, 4, 6, 10, 30).toISOString(),
        durationMinutes: 20,
        reason: '',
        clientId: expect.any(String),
      },
    ]);
    await user.click(dialog.getByRole('button', { name: 'Copy' }));
    expect(await navigator.clipboard.readText()).toBe(url);
    await user.click(dialog.getByRole('button', { name: 'Done' }));
    expect(await screen.findByRole('heading', { name: 'New Person' })).not.toBeNull();
  });

  it('uses the patient who has this email already', async () => {
    const emails: (string | null)[] = [];
    const { user, dialog, posted } = await setUp({
      'GET /api/patients': ({ query }) => {
        emails.push(query.get('email'));
        return {
          json: {
            success: true,
            data: { patients: [{ ...patient, dateOfBirth: null, bloodGroup: null }] },
          },
        };
      },
    });
    await user.type(dialog.getByLabelText('Patient name'), 'Another Name');
    await user.type(dialog.getByLabelText('Patient email'), ' Pat@Example.test ');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    const link = await dialog.findByRole('textbox', { name: 'Invitation link' });
    await waitFor(() => expect(document.activeElement).toBe(link));
    expect(textOf(dialog.getByRole('status'))).toMatch(/The appointment is for New Person/);
    // The first question is for the list of known patients.
    expect(emails).toEqual([null, 'pat@example.test']);
    expect(posted('/api/patients')).toEqual([]);
  });

  it('says what is wrong at the field, and asks the server nothing', async () => {
    const { user, dialog, posted } = await setUp();
    await user.type(dialog.getByLabelText('Patient email'), 'not an address');
    await user.clear(dialog.getByLabelText('Starts at'));
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    expect(dialog.getByLabelText('Patient name').getAttribute('aria-invalid')).toBe('true');
    expect(dialog.getByLabelText('Patient email').getAttribute('aria-invalid')).toBe('true');
    expect(dialog.getByLabelText('Starts at').getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(dialog.getByLabelText('Patient name'));
    expect(posted('/api/patients')).toEqual([]);
  });

  it('loses nothing that was typed when the server refuses, and does not make the patient twice', async () => {
    const answers: FakeAnswer[] = [{ code: 'storage_unavailable' }, appointmentMade];
    const { user, dialog, posted } = await setUp({
      'POST /api/appointments': () => answers.shift() ?? 'unreachable',
    });
    await user.type(dialog.getByLabelText('Patient name'), 'New Person');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    expect(textOf(await dialog.findByRole('alert'))).toMatch(/can't save anything right now/);
    expect(dialog.getByLabelText<HTMLInputElement>('Patient name').value).toBe('New Person');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    await dialog.findByRole('textbox', { name: 'Invitation link' });
    expect(posted('/api/patients')).toHaveLength(1);
    const [first, second] = posted('/api/appointments').map(({ body }) => body);
    expect(second).toEqual(first);
  });

  it('asks for the same appointment again after a lost answer, even when the dialog was closed meanwhile', async () => {
    const answers: FakeAnswer[] = ['unreachable', appointmentMade, appointmentMade];
    const { user, dialog, posted } = await setUp({
      'POST /api/appointments': () => answers.shift() ?? 'unreachable',
    });
    const startsAt = dialog.getByLabelText<HTMLInputElement>('Starts at').value;
    await user.type(dialog.getByLabelText('Patient name'), 'New Person');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    await dialog.findByRole('alert');
    await user.click(dialog.getByRole('button', { name: 'Close' }));
    const again = async () => {
      await user.click(screen.getByRole('button', { name: 'New appointment' }));
      const reopened = within(await screen.findByRole('dialog', { name: 'New appointment' }));
      await user.clear(reopened.getByLabelText('Starts at'));
      await user.type(reopened.getByLabelText('Starts at'), startsAt);
      await user.type(reopened.getByLabelText('Patient name'), 'New Person');
      await user.click(reopened.getByRole('button', { name: 'Create' }));
      await reopened.findByRole('textbox', { name: 'Invitation link' });
      await user.click(reopened.getByRole('button', { name: 'Done' }));
    };
    await again();
    const clientIds = () =>
      posted('/api/appointments').map(({ body }) => (body as { clientId: string }).clientId);
    expect(posted('/api/patients')).toHaveLength(1);
    expect(new Set(clientIds()).size).toBe(1);
    // One more for the same time is another one.
    await again();
    expect(new Set(clientIds()).size).toBe(2);
  });

  it('sends one request however often it is submitted', async () => {
    let release: (answer: FakeAnswer) => void = () => undefined;
    const { user, dialog, posted } = await setUp({
      'POST /api/appointments': () => new Promise<FakeAnswer>((resolve) => (release = resolve)),
    });
    await user.type(dialog.getByLabelText('Patient name'), 'New Person{Enter}{Enter}{Enter}');
    await vi.waitFor(() => expect(posted('/api/appointments')).toHaveLength(1));
    await user.type(dialog.getByLabelText('Patient name'), '{Enter}');
    release(appointmentMade);
    await dialog.findByRole('textbox', { name: 'Invitation link' });
    expect(posted('/api/appointments')).toHaveLength(1);
    expect(posted('/api/patients')).toHaveLength(1);
  });
});

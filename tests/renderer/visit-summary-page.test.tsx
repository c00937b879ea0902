import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import type { Appointment, VisitNotes } from '../../server/protocol/index.ts';
import { VisitSummaryPage } from '../../src-renderer/features/visit-summary/visit-summary-page.tsx';
import { DoctorWorkspace } from '../../src-renderer/features/waiting-room/doctor-workspace.tsx';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { appointment, roomState, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const PATH = '/api/appointments/appointment-1/summary';
const DAY_MS = 86_400_000;

const ended = appointment({
  status: 'ended',
  reason: 'Sleep',
  durationMinutes: 30,
  startedAt: '2026-11-20T10:00:00.000Z',
  endedAt: '2026-11-20T10:12:30.000Z',
});

const show = async (routes: FakeRoutes = {}, state: unknown = null) => {
  const summary: VisitNotes = { notes: 'Sleeps badly.', version: 3, updatedAt: new Date().toISOString() };
  const followUps: Appointment[] = [];
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': () => ({ json: { success: true, data: { appointments: [] } } }),
    'GET /api/patients': () => ({ json: { success: true, data: { patients: [] } } }),
    [`GET ${PATH}`]: () => ({
      json: { success: true, data: { appointment: ended, summary, followUps } },
    }),
    [`PUT ${PATH}`]: ({ body }) => ({
      json: { success: true, data: { summary: { ...summary, ...(body as object), version: 4 } } },
    }),
    'POST /api/appointments': () => {
      const made = appointment({
        id: 'a2',
        roomId: 'room-2',
        status: 'scheduled',
        startsAt: new Date(Date.now() + 7 * DAY_MS).toISOString(),
        followUpOf: 'appointment-1',
      });
      followUps.push(made);
      const invite = { url: 'https://clinic.test/visit#invite=s', invite: 's', expiresAt: made.startsAt };
      return { json: { success: true, data: { appointment: made, invite } } };
    },
    ...routes,
  });
  services.socket.answer('join-waiting-room', () => ({ room: roomState() }));
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  await renderApp(
    <Routes>
      <Route element={<DoctorWorkspace />}>
        <Route path="visits/:appointmentId/summary" element={<VisitSummaryPage />} />
        <Route path="rooms/:roomId" element={<h1>Rooms</h1>} />
      </Route>
    </Routes>,
    { services, path: { pathname: '/visits/appointment-1/summary', state } },
  );
  act(() => services.socket.goOnline());
  const sent = (method: string, path: string) =>
    services.fetch.requests
      .filter((request) => request.method === method && request.path === path)
      .map(({ body }) => body);
  return { services, sent, user: userEvent.setup() };
};

afterEach(cleanup);

describe('the visit summary', () => {
  it('says who, when, how long and why, and has the notes', async () => {
    await show();
    expect(await screen.findByRole('heading', { name: 'Visit of Pat Alpha' })).not.toBeNull();
    expect(screen.getByText(/\(12 minutes\)/)).not.toBeNull();
    expect(screen.getByText('Sleep')).not.toBeNull();
    expect((await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Notes' })).value).toBe(
      'Sleeps badly.',
    );
    expect(screen.getByText('None has been made.')).not.toBeNull();
  });

  it('says that the visit is closed later, while a full disk cannot take its end down', async () => {
    const { services } = await show(
      {
        [`GET ${PATH}`]: () => ({
          json: {
            success: true,
            data: {
              appointment: { ...ended, status: 'inCall', endedAt: null },
              summary: { notes: '', version: 0, updatedAt: null },
              followUps: [],
            },
          },
        }),
      },
      { callNotice: { kind: 'ended', name: 'Pat Alpha' } },
    );
    await screen.findByRole('heading', { name: 'Visit of Pat Alpha' });
    expect(screen.getByText('The visit of Pat Alpha is over.')).not.toBeNull();
    act(() => services.socket.receive('storage-state', { writable: false }));
    expect(screen.getByText(/^The call with Pat Alpha is over\. .* is closed by itself/)).not.toBeNull();
  });

  it('saves what is written, and shows it', async () => {
    const { sent, user } = await show();
    await user.type(await screen.findByRole('textbox', { name: 'Notes' }), ' Rest.');
    expect(screen.getByText('Not saved yet')).not.toBeNull();
    await user.tab();
    await waitFor(() => expect(screen.getByText(/^Saved /)).not.toBeNull());
    expect(sent('PUT', PATH)).toEqual([{ notes: 'Sleeps badly. Rest.', version: 3 }]);
  });

  it('keeps the text when it cannot be saved, says so, and tries again when asked', async () => {
    let reachable = false;
    const { user } = await show({
      [`PUT ${PATH}`]: ({ body }) =>
        reachable
          ? {
              json: {
                success: true,
                data: { summary: { ...(body as object), version: 4, updatedAt: new Date().toISOString() } },
              },
            }
          : 'unreachable',
    });
    await user.type(await screen.findByRole('textbox', { name: 'Notes' }), '!');
    await user.tab();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/What you wrote is still here/);
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Notes' }).value).toBe('Sleeps badly.!');
    reachable = true;
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/^Saved /)).not.toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows both versions after a conflict, and keeps both when asked', async () => {
    let stored = 2;
    const { sent, user } = await show({
      [`PUT ${PATH}`]: ({ body }) => {
        stored += 1;
        return stored === 3
          ? { code: 'conflict' }
          : {
              json: {
                success: true,
                data: { summary: { ...(body as object), version: 5, updatedAt: new Date().toISOString() } },
              },
            };
      },
    });
    await user.clear(await screen.findByRole('textbox', { name: 'Notes' }));
    await user.type(screen.getByRole('textbox', { name: 'Notes' }), 'Mine');
    await user.tab();
    const alert = within(await screen.findByRole('alert'));
    expect(alert.getByText('Sleeps badly.')).not.toBeNull();
    await user.click(alert.getByRole('button', { name: 'Keep both' }));
    await waitFor(() => expect(sent('PUT', PATH).at(-1)).toMatchObject({ notes: 'Sleeps badly.\n\nMine' }));
  });

  it('books a follow-up appointment for the same patient, and lists it', async () => {
    const { sent, user } = await show();
    await user.click(await screen.findByRole('button', { name: 'New appointment' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Follow-up appointment' }));
    expect(dialog.getByRole('group', { name: 'Pat Alpha, known to you' })).not.toBeNull();
    expect(dialog.queryByRole('button', { name: 'Another patient' })).toBeNull();
    expect(dialog.getByLabelText<HTMLSelectElement>('Duration').value).toBe('30');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    await dialog.findByRole('textbox', { name: 'Invitation link' });
    expect(sent('POST', '/api/appointments')).toMatchObject([
      { patientId: 'patient-1', followUpOf: 'appointment-1', durationMinutes: 30 },
    ]);
    await user.click(dialog.getByRole('button', { name: 'Done' }));
    const follow = within(screen.getByRole('region', { name: 'Follow-up appointment' }));
    expect((await follow.findByRole('link', { name: /Scheduled/ })).getAttribute('href')).toBe(
      '/rooms/room-2',
    );
  });

  it('says why it cannot be read, and tries again when asked', async () => {
    const { user } = await show({ [`GET ${PATH}`]: () => ({ code: 'forbidden' }) });
    const alert = within(await screen.findByRole('alert'));
    expect(alert.getByText(/You can't do this with your account/)).not.toBeNull();
    await user.click(alert.getByRole('button', { name: 'Try again' }));
    expect(screen.queryByRole('textbox', { name: 'Notes' })).toBeNull();
  });
});

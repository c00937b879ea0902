import { act, cleanup, screen, within, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes, useLocation } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import { formatAppLink, type PatientSummary } from '../../server/protocol/index.ts';
import { localFieldValue } from '../../src-renderer/features/booking/start-time.ts';
import { DoctorRoomsPage } from '../../src-renderer/features/waiting-room/doctor-rooms-page.tsx';
import { DoctorWorkspace } from '../../src-renderer/features/waiting-room/doctor-workspace.tsx';
import type { FakeAnswer, FakeRoutes } from './support/fake-fetch.ts';
import { appointment, doctor, roomState, sessionAnswer } from './support/fixtures.ts';
import { decodeQrPath } from './support/qr-code.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const url = 'https://clinic.test/visit#invite=kJ3-s3cret_0123456789abcdefghijklmnopqrstuvw';
const expiresAt = new Date(Date.now() + 3_600_000).toISOString();

const patient = (id: string, changes: Partial<PatientSummary> = {}): PatientSummary => ({
  ...doctor,
  id,
  _id: id,
  fullname: 'Pat Alpha',
  email: null,
  role: 'patient',
  isAdmin: false,
  dateOfBirth: null,
  bloodGroup: null,
  phone: null,
  language: null,
  hasAccount: false,
  passwordLink: null,
  lastVisitAt: null,
  nextVisitAt: null,
  ...changes,
});
const PATIENTS = [
  patient('older', { dateOfBirth: '1955-11-30' }),
  patient('younger', { dateOfBirth: '1980-03-02', email: 'pat@example.test' }),
  patient('other', { fullname: 'Quinn Beta' }),
];

const created = appointment({ id: 'a9', roomId: 'room-9', status: 'scheduled' });
const made: FakeAnswer = {
  json: { success: true, data: { appointment: created, invite: { url, invite: 'secret', expiresAt } } },
};

const ShownState = () => <output>{JSON.stringify(useLocation().state)}</output>;

const show = async (
  routes: FakeRoutes = {},
  entry: string | { pathname: string; state: unknown } = '/rooms',
) => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': () => ({ json: { success: true, data: { appointments: [created] } } }),
    'GET /api/patients': () => ({ json: { success: true, data: { patients: PATIENTS } } }),
    'POST /api/appointments': () => made,
    'POST /api/appointments/a9/invite': () => made,
    'GET /api/patients/patient-1': () => ({
      json: {
        success: true,
        data: { patient: patient('patient-1', { email: 'older@example.test' }), visits: [] },
      },
    }),
    ...routes,
  });
  services.socket.answer('join-waiting-room', () => ({
    room: roomState({ roomId: 'room-9', appointment: created }),
  }));
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  await renderApp(
    <Routes>
      <Route element={<DoctorWorkspace />}>
        <Route
          path="rooms"
          element={
            <>
              <DoctorRoomsPage />
              <ShownState />
            </>
          }
        />
        <Route path="rooms/:roomId" element={<DoctorRoomsPage />} />
      </Route>
    </Routes>,
    { services, path: entry },
  );
  act(() => services.socket.goOnline());
  const posted = (path: string) =>
    services.fetch.requests
      .filter((request) => request.method === 'POST' && request.path === path)
      .map(({ body }) => body);
  return { services, user: userEvent.setup(), posted };
};

const openDialog = async (name = 'New appointment') => within(await screen.findByRole('dialog', { name }));

afterEach(cleanup);

describe('booking for a known patient', () => {
  it('tells two of the same name apart, and takes the one that is chosen by the keyboard', async () => {
    const { user, posted } = await show();
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const dialog = await openDialog();
    await user.type(dialog.getByLabelText('Patient name'), 'alpha');
    const list = within(await dialog.findByRole('listbox', { name: 'Known patients' }));
    const options = list.getAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual([
      'Pat AlphaBorn Nov 30, 1955No email known',
      'Pat AlphaBorn Mar 2, 1980pat@example.test',
    ]);
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(dialog.getByRole('group', { name: 'Pat Alpha, known to you' }).textContent).toContain(
      'pat@example.test',
    );
    expect(dialog.queryByLabelText('Patient email')).toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    const mail = await dialog.findByRole<HTMLAnchorElement>('link', { name: 'Write an email' });
    expect(mail.href).toMatch(/^mailto:pat@example\.test\?subject=Your%20video%20visit/);
    expect(decodeURIComponent(mail.href)).toContain(url);
    expect(posted('/api/patients')).toEqual([]);
    expect(posted('/api/appointments')).toMatchObject([{ patientId: 'younger', durationMinutes: 20 }]);
  });

  it('offers those who are known also when their list comes after the name was written', async () => {
    const list = Promise.withResolvers<FakeAnswer>();
    const { user } = await show({ 'GET /api/patients': () => list.promise });
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const dialog = await openDialog();
    await user.type(dialog.getByLabelText('Patient name'), 'quinn');
    expect(dialog.queryByRole('option', { name: /Quinn Beta/ })).toBeNull();
    list.resolve({ json: { success: true, data: { patients: PATIENTS } } });
    await user.click(await dialog.findByRole('option', { name: /Quinn Beta/ }));
    expect(dialog.getByRole('group', { name: 'Quinn Beta, known to you' })).not.toBeNull();
  });

  it('says that a name is known already, before the same person is added twice', async () => {
    const { user } = await show();
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const dialog = await openDialog();
    const field = dialog.getByLabelText('Patient name');
    await user.type(field, 'quinn beta');
    expect(await dialog.findByText(/You know a patient of this name/)).not.toBeNull();
    await user.type(field, 'man');
    expect(dialog.queryByText(/You know a patient of this name/)).toBeNull();
  });

  it('goes back to the name when it was the wrong one', async () => {
    const { user } = await show();
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const dialog = await openDialog();
    await user.type(dialog.getByLabelText('Patient name'), 'quinn');
    await user.click(await dialog.findByRole('option', { name: /Quinn Beta/ }));
    const change = dialog.getByRole('button', { name: 'Another patient' });
    await waitFor(() => expect(document.activeElement).toBe(change));
    await user.click(change);
    await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText('Patient name')));
  });

  it('still makes a new patient of a known name when none is chosen', async () => {
    const { user, posted } = await show({
      'POST /api/patients': () => ({ json: { success: true, data: { user: patient('new') } } }),
    });
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const dialog = await openDialog();
    await user.type(dialog.getByLabelText('Patient name'), 'Pat Alpha');
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    await dialog.findByRole('textbox', { name: 'Invitation link' });
    expect(posted('/api/patients')).toEqual([{ fullname: 'Pat Alpha', language: 'en' }]);
    expect(posted('/api/appointments')).toMatchObject([{ patientId: 'new' }]);
  });

  it('says that known patients cannot be listed, and takes a name all the same', async () => {
    const { user } = await show({ 'GET /api/patients': () => ({ code: 'storage_unavailable' }) });
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const dialog = await openDialog();
    expect(await dialog.findByText(/can't be listed right now/)).not.toBeNull();
  });
});

describe('the start of an appointment', () => {
  it('is refused years ago and years ahead, and warned of an hour ago', async () => {
    const { user, posted } = await show();
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    const dialog = await openDialog();
    await user.type(dialog.getByLabelText('Patient name'), 'Someone');
    const startsAt = dialog.getByLabelText('Starts at');
    for (const [value, words] of [
      ['2020-01-01T10:00', /Check the day and the year/],
      [`${new Date().getFullYear() + 4}-01-01T10:00`, /more than two years ahead/],
    ] as const) {
      await user.clear(startsAt);
      await user.type(startsAt, value);
      await user.click(dialog.getByRole('button', { name: 'Create' }));
      expect(await dialog.findByText(words)).not.toBeNull();
    }
    expect(posted('/api/patients')).toEqual([]);
    await user.clear(startsAt);
    await user.type(startsAt, localFieldValue(Date.now() - 3_600_000));
    expect(await dialog.findByText(/This time is in the past/)).not.toBeNull();
    expect(startsAt.getAttribute('aria-invalid')).not.toBe('true');
  });
});

describe('the dialog that another page asks for', () => {
  it('is open for the patient and at the time, once', async () => {
    const at = new Date(Date.now() + 86_400_000).toISOString();
    await show({}, { pathname: '/rooms', state: { newAppointmentFor: 'younger', newAppointmentAt: at } });
    const dialog = await openDialog();
    expect(await dialog.findByRole('group', { name: 'Pat Alpha, known to you' })).not.toBeNull();
    expect(dialog.getByLabelText<HTMLInputElement>('Starts at').value).toBe(localFieldValue(Date.parse(at)));
    expect(screen.getByText('null', { selector: 'output' })).not.toBeNull();
  });
});

describe('the invitation', () => {
  it('is a QR code on white that says the link, with a quiet zone', async () => {
    const { user } = await show({}, { pathname: '/rooms', state: { newAppointmentFor: 'older' } });
    const dialog = await openDialog();
    await dialog.findByRole('group', { name: 'Pat Alpha, known to you' });
    await user.click(dialog.getByRole('button', { name: 'Create' }));
    const code = await dialog.findByRole('img', { name: 'QR code of the invitation link' });
    const [ground, modules] = [...code.querySelectorAll('path')];
    expect(ground?.getAttribute('fill')).toBe('#ffffff');
    const size = Number(code.getAttribute('viewBox')?.split(' ')[2]);
    const path = modules?.getAttribute('d') ?? '';
    expect(decodeQrPath(path, size)).toBe(url);
    const columns = [...path.matchAll(/M(\d+)/g)].map(([, column]) => Number(column));
    expect(Math.min(...columns)).toBe(4);
  });

  it('[S0-U25] is replaced only after the doctor heard what that does', async () => {
    const { user, posted } = await show({}, { pathname: '/rooms/room-9', state: null });
    await user.click(await screen.findByRole('button', { name: 'New invitation link' }));
    const question = await openDialog('Make a new link?');
    expect(question.getByText(/The link that Pat Alpha has stops working at once/)).not.toBeNull();
    await user.click(question.getByRole('button', { name: 'Keep the old link' }));
    expect(posted('/api/appointments/a9/invite')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'New invitation link' }));
    await user.click((await openDialog('Make a new link?')).getByRole('button', { name: 'Make a new link' }));
    const dialog = await openDialog('New invitation link');
    const mail = await dialog.findByRole<HTMLAnchorElement>('link', { name: 'Write an email' });
    expect(mail.href).toMatch(/^mailto:older@example\.test\?/);
    expect((await dialog.findByRole<HTMLInputElement>('textbox', { name: 'Invitation link' })).value).toBe(
      url,
    );
    expect(dialog.getByText('The link before no longer works.')).not.toBeNull();
  });
});

describe('the invitation to a clinic that browsers do not know', () => {
  it('has a link for the app and recommends it; the code is of the https link, which offers the app', async () => {
    const pin = 'p'.repeat(43);
    const links = {
      url: `https://192.168.1.20:4000/visit#invite=kJ3-s3cret_0123456789&pin=${pin}`,
      appUrl: formatAppLink({ host: '192.168.1.20:4000', pin, code: 'kJ3-s3cret_0123456789' }),
    };
    const { user } = await show(
      {
        'POST /api/appointments/a9/invite': () => ({
          json: {
            success: true,
            data: { appointment: created, invite: { ...links, invite: 'secret', expiresAt } },
          },
        }),
      },
      '/rooms/room-9',
    );
    await user.click(await screen.findByRole('button', { name: 'New invitation link' }));
    const asks = await openDialog('Make a new link?');
    await user.click(asks.getByRole('button', { name: 'Make a new link' }));
    const panel = await openDialog('New invitation link');
    expect((await panel.findByRole<HTMLInputElement>('textbox', { name: 'Invitation link' })).value).toBe(
      links.url,
    );
    expect(panel.getByRole<HTMLInputElement>('textbox', { name: 'Link for the app' }).value).toBe(
      links.appUrl,
    );
    expect(panel.getByText(/Recommend the Anteroom app to/)).not.toBeNull();
  });
});

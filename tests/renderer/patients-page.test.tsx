import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes, useLocation } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import type { PatientSummary } from '../../server/protocol/index.ts';
import { PatientPage } from '../../src-renderer/features/patients/patient-page.tsx';
import { PatientsPage } from '../../src-renderer/features/patients/patients-page.tsx';
import type { FakeAnswer, FakeRequest, FakeRoutes } from './support/fake-fetch.ts';
import { appointment, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = (changes: Partial<PatientSummary> = {}): PatientSummary => ({
  id: 'patient-1',
  _id: 'patient-1',
  fullname: 'Pat Alpha',
  email: 'pat@clinic.test',
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

const list = (patients: PatientSummary[], more: { next?: string; total?: number } = {}): FakeAnswer => ({
  json: { success: true, data: { patients, next: more.next ?? null, total: more.total ?? patients.length } },
});
const one = (shown: PatientSummary, visits: object[] = []): FakeAnswer => ({
  json: { success: true, data: { patient: shown, visits } },
});

const Rooms = () => <p>{JSON.stringify(useLocation().state)}</p>;

const open = async (routes: FakeRoutes, path = '/patients', width = 1280) => {
  const services = createTestServices(
    { 'POST /auth/refresh': () => ({ json: sessionAnswer() }), ...routes },
    'refresh-1',
  );
  await services.session.restore();
  await renderApp(
    <Routes>
      <Route path="patients" element={<PatientsPage />} />
      <Route path="patients/:patientId" element={<PatientPage />} />
      <Route path="rooms" element={<Rooms />} />
    </Routes>,
    { services, path, width },
  );
  return { services, user: userEvent.setup() };
};

afterEach(cleanup);

describe('the list of patients', () => {
  const found = ({ query }: FakeRequest): FakeAnswer => {
    const search = query.get('search');
    if (search === null) return list([patient(), patient({ id: 'patient-2', fullname: 'Sam Beta' })]);
    return list(search === 'pat' ? [patient()] : []);
  };

  it('asks once for a search that is typed, says what came of it, and clears it', async () => {
    const { services, user } = await open({ 'GET /api/patients': found });
    expect(await screen.findByRole('link', { name: 'Sam Beta' })).not.toBeNull();
    const field = screen.getByRole('searchbox', { name: 'Search patients' });
    await user.type(field, ' pat ');
    // On the page, and said to screen readers.
    await waitFor(() => expect(screen.getAllByText('1 patient found')).toHaveLength(2));
    expect(screen.queryByRole('link', { name: 'Sam Beta' })).toBeNull();
    const searches = services.fetch.requests.map(({ query }) => query.get('search')).filter(Boolean);
    expect(searches).toEqual(['pat']);
    await user.type(field, 'x');
    expect(await screen.findByRole('heading', { name: 'No patient matches “pat x”' })).not.toBeNull();
    await user.click(screen.getAllByRole('button', { name: 'Clear the search' })[0]!);
    expect(await screen.findByRole('link', { name: 'Sam Beta' })).not.toBeNull();
    expect(document.activeElement).toBe(field);
  });

  it('drops the answer to an older search, whenever it comes', async () => {
    let answerFirst: (answer: FakeAnswer) => void = () => undefined;
    const { user } = await open({
      'GET /api/patients': (request) =>
        request.query.get('search') === 'slow'
          ? new Promise<FakeAnswer>((resolve) => (answerFirst = resolve))
          : found(request),
    });
    const field = await screen.findByRole('searchbox');
    await user.type(field, 'slow');
    await waitFor(() => expect(answerFirst.length).toBe(1));
    await user.clear(field);
    await user.type(field, 'pat');
    expect((await screen.findAllByText('1 patient found')).length).toBeGreaterThan(0);
    await act(async () => answerFirst(list([patient({ fullname: 'Too Late' })])));
    expect(screen.queryByText('Too Late')).toBeNull();
  });

  it('shows further pages on request', async () => {
    const { user } = await open({
      'GET /api/patients': ({ query }) =>
        query.get('after') === 'patient-1'
          ? list([patient({ id: 'patient-2', fullname: 'Sam Beta' })], { total: 2 })
          : list([patient()], { next: 'patient-1', total: 2 }),
    });
    expect(await screen.findByText('2 patients')).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('link', { name: 'Sam Beta' })).not.toBeNull();
    expect(screen.getByRole('link', { name: 'Pat Alpha' })).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('[S4-Y06] is a list of cards on a narrow window', async () => {
    await open({ 'GET /api/patients': () => list([patient({ phone: '0555' })]) }, '/patients', 390);
    const item = within(await screen.findByRole('listitem'));
    expect(item.getByRole('link', { name: 'Pat Alpha' })).not.toBeNull();
    expect(item.getByText('0555')).not.toBeNull();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('says that the server is away and tries again', async () => {
    const answers: FakeAnswer[] = ['unreachable', list([patient()])];
    const { user } = await open({ 'GET /api/patients': () => answers.shift() ?? 'unreachable' });
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Pat Alpha' })).not.toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('adds the first patient, after what was wrong was said, and shows the new one', async () => {
    let taken = true;
    const { services, user } = await open({
      'GET /api/patients': () => list([]),
      'POST /api/patients': () =>
        taken ? { code: 'email_taken' } : { json: { success: true, data: { user: patient() } } },
      'GET /api/patients/patient-1': () => one(patient()),
    });
    expect(await screen.findByText('No patients yet')).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Add patient' }));
    const dialog = within(await screen.findByRole('dialog'));
    const submit = dialog.getByRole('button', { name: 'Add patient' });
    await user.click(submit);
    expect(dialog.getByText("Write the patient's name, with at most 120 characters.")).not.toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(dialog.getByLabelText('Patient name')));
    await user.type(dialog.getByLabelText('Patient name'), 'Pat Alpha');
    await user.type(dialog.getByLabelText('Patient email'), 'pat@clinic.test');
    await user.selectOptions(dialog.getByLabelText('Blood group'), 'O-');
    await user.selectOptions(dialog.getByLabelText('Language'), 'Español');
    await user.click(submit);
    expect(await dialog.findByText('Another account already uses this email.')).not.toBeNull();
    taken = false;
    await user.click(submit);
    expect(await screen.findByRole('heading', { name: 'Pat Alpha' })).not.toBeNull();
    expect(services.fetch.requests.findLast(({ method }) => method === 'POST')?.body).toEqual({
      fullname: 'Pat Alpha',
      email: 'pat@clinic.test',
      phone: '',
      dateOfBirth: '',
      bloodGroup: 'O-',
      language: 'es',
    });
  });
});

describe('a patient', () => {
  const path = '/patients/patient-1';

  it('shows details, age and visits, and begins a new appointment', async () => {
    const birthday = new Date();
    birthday.setFullYear(birthday.getFullYear() - 30, birthday.getMonth(), birthday.getDate() - 2);
    const dateOfBirth = birthday.toISOString().slice(0, 10);
    const { user } = await open(
      {
        'GET /api/patients/patient-1': () =>
          one(patient({ dateOfBirth, bloodGroup: 'AB+', language: 'hi' }), [
            appointment({ id: 'a', status: 'ended', startsAt: '2020-01-01T10:00:00Z' }),
            appointment({ id: 'b', status: 'scheduled', startsAt: '2020-01-02T10:00:00Z' }),
            appointment({ id: 'c', status: 'waiting', reason: 'Follow-up' }),
          ]),
      },
      path,
    );
    expect(await screen.findByText('30 years old')).not.toBeNull();
    const coming = within(screen.getByRole('region', { name: 'Coming visits' }));
    expect(coming.getAllByRole('listitem')).toHaveLength(1);
    expect(coming.getByText('Waiting now')).not.toBeNull();
    const past = within(screen.getByRole('region', { name: 'Past visits' }));
    // A planned visit that nobody came to is past, too; the latest first.
    expect(
      past.getAllByRole('listitem').map(({ textContent }) => /Planned|Ended/.exec(textContent)?.[0]),
    ).toEqual(['Planned', 'Ended']);
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    expect(await screen.findByText('{"newAppointmentFor":"patient-1"}')).not.toBeNull();
  });

  it('is invited to an account by a link that can be copied, scanned and sent', async () => {
    let shown = patient();
    const url = 'http://clinic.test/password#link=secret';
    const { user } = await open(
      {
        'GET /api/patients/patient-1': () => one(shown),
        'POST /api/accounts/patient-1/password-link': () => {
          const expiresAt = new Date(Date.now() + 72 * 3_600_000).toISOString();
          shown = patient({ passwordLink: { createdAt: new Date().toISOString(), expiresAt } });
          return { json: { success: true, data: { url, link: 'secret', expiresAt } } };
        },
      },
      path,
    );
    await user.click(await screen.findByRole('button', { name: 'Invite to an account' }));
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Account link' });
    expect(field.value).toBe(url);
    await waitFor(() => expect(document.activeElement).toBe(field));
    const mail = await screen.findByRole<HTMLAnchorElement>('link', { name: 'Write an email' });
    expect(mail.href).toContain('mailto:pat@clinic.test?subject=');
    expect(decodeURIComponent(mail.href)).toContain(url);
    await user.click(screen.getByRole('button', { name: 'Show QR code' }));
    expect(screen.getByRole('img', { name: 'QR code of the link for Pat Alpha' })).not.toBeNull();
    expect(await screen.findByText('Invited')).not.toBeNull();
  });

  it('needs an email for an account, and keeps the one of an account', async () => {
    let shown = patient({ email: null });
    const { services, user } = await open(
      {
        'GET /api/patients/patient-1': () => one(shown),
        'PATCH /api/patients/patient-1': () => {
          shown = patient({ hasAccount: true });
          return { json: { success: true, data: { patient: shown } } };
        },
      },
      path,
    );
    await user.click(await screen.findByRole('button', { name: 'Add an email' }));
    const dialog = () => within(screen.getByRole('dialog'));
    await user.type(dialog().getByLabelText('Patient email'), 'pat@clinic.test');
    await user.click(dialog().getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/signs in with pat@clinic.test/)).not.toBeNull();
    expect(services.fetch.requests.findLast(({ method }) => method === 'PATCH')?.body).toMatchObject({
      email: 'pat@clinic.test',
    });
    expect(await screen.findByRole('button', { name: 'Link for a new password' })).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Edit' }));
    expect(dialog().getByLabelText<HTMLInputElement>('Patient email').readOnly).toBe(true);
  });

  it('says so if the patient is not on the doctor’s list', async () => {
    await open({ 'GET /api/patients/patient-1': () => ({ code: 'forbidden' }) }, path);
    expect(await screen.findByRole('heading', { name: 'This patient is not on your list' })).not.toBeNull();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('is read again when a visit changes', async () => {
    let name = 'Pat Alpha';
    const { services } = await open(
      { 'GET /api/patients/patient-1': () => one(patient({ fullname: name })) },
      path,
    );
    await screen.findByRole('heading', { name: 'Pat Alpha' });
    name = 'Pat Renamed';
    act(() => services.socket.receive('appointment-updated', { appointment: appointment() }));
    expect(await screen.findByRole('heading', { name: 'Pat Renamed' })).not.toBeNull();
  });
});

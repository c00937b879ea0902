import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import type { DoctorSummary } from '../../server/protocol/index.ts';
import { DoctorsSettings } from '../../src-renderer/features/settings/doctors/doctors-settings.tsx';
import { SettingsLayout } from '../../src-renderer/features/settings/settings-layout.tsx';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const bob = (changes: Partial<DoctorSummary> = {}): DoctorSummary => ({
  id: 'doctor-2',
  fullname: 'Dr Bob Two',
  email: 'bob@clinic.test',
  isAdmin: false,
  disabledAt: null,
  hasAccount: true,
  passwordLink: null,
  openVisits: { now: 0, later: 0 },
  ...changes,
});
const ada: DoctorSummary = { ...bob(), id: doctor.id, fullname: doctor.fullname, isAdmin: true };

const open = async (routes: FakeRoutes, shown: () => DoctorSummary[], isAdmin = true) => {
  const services = createTestServices(
    {
      'POST /auth/refresh': () => ({ json: sessionAnswer({ user: { ...doctor, isAdmin } }) }),
      'GET /api/doctors': () => ({ json: { success: true, data: { doctors: shown() } } }),
      'POST /api/accounts/doctor-2/password-link': () => ({
        json: {
          success: true,
          data: {
            url: 'http://clinic.test/password#link=secret',
            link: 'secret',
            expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
          },
        },
      }),
      ...routes,
    },
    'refresh-1',
  );
  await services.session.restore();
  await renderApp(
    <Routes>
      <Route path="settings" element={<SettingsLayout />}>
        <Route path="general" element={<p>General settings</p>} />
        <Route path="doctors" element={<DoctorsSettings />} />
      </Route>
    </Routes>,
    { services, path: '/settings/doctors' },
  );
  const bodies = (path: string) =>
    services.fetch.requests.filter((request) => request.path === path).map(({ body }) => body);
  return { services, bodies, user: userEvent.setup() };
};

const disabledAnswer = (changes: Partial<DoctorSummary> = {}) => ({
  json: {
    success: true,
    data: { doctor: bob({ disabledAt: new Date().toISOString(), ...changes }), closedVisits: 0 },
  },
});

afterEach(cleanup);

describe('the doctors of the clinic', () => {
  it('are for admins only', async () => {
    const { services } = await open({}, () => [], false);
    expect(await screen.findByText('General settings')).not.toBeNull();
    expect(screen.queryByRole('link', { name: 'Doctors' })).toBeNull();
    expect(services.fetch.requests.some(({ path }) => path === '/api/doctors')).toBe(false);
  });

  it('are listed, and an admin cannot disable the own account', async () => {
    await open({}, () => [ada, bob({ disabledAt: '2025-01-01T00:00:00Z' })]);
    const [own, other] = (await screen.findAllByRole('listitem')).map((item) => within(item));
    expect(own?.getByText('You')).not.toBeNull();
    expect(own?.queryByRole('button', { name: /^Disable/ })).toBeNull();
    expect(other?.getByText('Disabled')).not.toBeNull();
    expect(other?.getByRole('button', { name: 'Enable Dr Bob Two' })).not.toBeNull();
  });

  it('are added without a password: the link for it is shown once', async () => {
    const { user, bodies } = await open(
      {
        'POST /api/doctors': () => ({
          json: { success: true, data: { user: { ...doctor, ...bob(), _id: 'doctor-2' } } },
        }),
      },
      () => [ada],
    );
    await user.click(await screen.findByRole('button', { name: 'Add doctor' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.type(dialog.getByLabelText("Doctor's name"), 'Dr Bob Two');
    await user.click(dialog.getByRole('button', { name: 'Add doctor' }));
    expect(dialog.getByText('Write an email address such as ada@clinic.example.')).not.toBeNull();
    await user.type(dialog.getByLabelText("Doctor's email"), 'bob@clinic.test');
    await user.click(dialog.getByRole('button', { name: 'Add doctor' }));
    const field = await dialog.findByRole<HTMLInputElement>('textbox', { name: 'Account link' });
    expect(field.value).toContain('#link=secret');
    expect(bodies('/api/doctors').filter(Boolean)).toEqual([
      { fullname: 'Dr Bob Two', email: 'bob@clinic.test' },
    ]);
    expect(bodies('/api/accounts/doctor-2/password-link')).toHaveLength(1);
    await user.click(dialog.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('are changed, and the last admin stays one', async () => {
    const { user, bodies } = await open(
      { 'PATCH /api/doctors/doctor-2': () => ({ code: 'last_admin' }) },
      () => [ada, bob({ isAdmin: true })],
    );
    await user.click(await screen.findByRole('button', { name: 'Edit Dr Bob Two' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('checkbox', { name: 'Administrator' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText(/at least one administrator/)).not.toBeNull();
    expect(bodies('/api/doctors/doctor-2')).toEqual([
      { fullname: 'Dr Bob Two', email: 'bob@clinic.test', isAdmin: false },
    ]);
  });

  it('are disabled after a question, and enabled again by undo', async () => {
    let shown = bob();
    const { user, bodies } = await open(
      {
        'POST /api/doctors/doctor-2/disable': () => {
          shown = bob({ disabledAt: new Date().toISOString() });
          return disabledAnswer();
        },
        'POST /api/doctors/doctor-2/enable': () => {
          shown = bob();
          return { json: { success: true, data: { doctor: shown } } };
        },
      },
      () => [ada, shown],
    );
    await user.click(await screen.findByRole('button', { name: 'Disable Dr Bob Two' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Disable' }));
    expect(await screen.findByText('Dr Bob Two is disabled and signed out everywhere.')).not.toBeNull();
    expect(bodies('/api/doctors/doctor-2/disable')).toEqual([{ closeVisits: false }]);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('Dr Bob Two can sign in again.')).not.toBeNull();
    expect(await screen.findByRole('button', { name: 'Disable Dr Bob Two' })).not.toBeNull();
  });

  it('are disabled with open visits only if the admin agrees to close them', async () => {
    const { user, bodies } = await open(
      {
        'POST /api/doctors/doctor-2/disable': ({ body }) =>
          (body as { closeVisits: boolean }).closeVisits ? disabledAnswer() : { code: 'visits_open' },
      },
      () => [ada, bob()],
    );
    await user.click(await screen.findByRole('button', { name: 'Disable Dr Bob Two' }));
    const dialog = within(await screen.findByRole('dialog'));
    // Somebody has come since the list was read.
    await user.click(dialog.getByRole('button', { name: 'Disable' }));
    expect(await dialog.findByText(/Patients are waiting for this doctor/)).not.toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Disable and close the visits' }));
    expect(await screen.findByText(/is disabled and signed out/)).not.toBeNull();
    expect(bodies('/api/doctors/doctor-2/disable')).toEqual([{ closeVisits: false }, { closeVisits: true }]);
  });
});

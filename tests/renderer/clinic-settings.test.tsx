import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  clinicSettingsSchema,
  openingHoursSchema,
  type ClinicSettings as Settings,
} from '../../server/protocol/index.ts';
import { ClinicSettings } from '../../src-renderer/features/settings/clinic-settings.tsx';
import { SettingsLayout } from '../../src-renderer/features/settings/settings-layout.tsx';
import { PatientShell } from '../../src-renderer/shell/patient-shell.tsx';
import type { FakeAnswer, FakeRoutes } from './support/fake-fetch.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { lend } from './support/lend.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const KNOWN: Settings = {
  name: 'Test Clinic',
  openingHours: openingHoursSchema.parse({}),
  timeZone: null,
  emergencyNumber: null,
  shows: { position: true, expectedWait: true, presence: true },
  relayOnly: false,
};

const answer = (settings: Settings, relayAvailable = true): FakeAnswer => ({
  json: { success: true, data: { settings, logo: null, relayAvailable } },
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const show = (services: ReturnType<typeof createTestServices>) =>
  renderApp(
    <Routes>
      <Route path="settings" element={<SettingsLayout />}>
        <Route path="clinic" element={<ClinicSettings />} />
      </Route>
    </Routes>,
    { services, path: '/settings/clinic' },
  );

const setUp = async (options: { routes?: FakeRoutes; relayAvailable?: boolean; isAdmin?: boolean } = {}) => {
  const services = createTestServices({
    'POST /auth/login': () => ({
      json: sessionAnswer({ user: { ...doctor, isAdmin: options.isAdmin ?? true } }),
    }),
    'GET /api/clinic/settings': () => answer(KNOWN, options.relayAvailable),
    'PUT /api/clinic/settings': ({ body }) => answer(clinicSettingsSchema.parse(body)),
    ...options.routes,
  });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'secret' });
  await show(services);
  const sent = () =>
    services.fetch.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body as Settings);
  const asked = () => services.fetch.requests.filter(({ path }) => path === '/api/clinic').length;
  return { services, sent, asked, user: userEvent.setup() };
};

const save = () => screen.getByRole('button', { name: 'Save' });
const type = async (user: ReturnType<typeof userEvent.setup>, label: string, text: string) => {
  const field = await screen.findByLabelText(label);
  await user.clear(field);
  await user.type(field, text);
};

describe('the clinic’s settings', () => {
  it('are saved as a whole, with clear success, and the clinic is asked for anew', async () => {
    const { user, sent, asked } = await setUp();
    await type(user, 'Clinic name', 'Pine Street');
    await type(user, 'Emergency number', '112');
    await user.click(screen.getByRole('switch', { name: 'Expected wait' }));
    expect(screen.getByText('Patients are not told how long it may take.')).toBeDefined();
    expect(screen.getByText('You have changes that are not saved.')).toBeDefined();
    const before = asked();
    await user.click(save());
    expect(await screen.findAllByText('Saved. Everyone sees it from now on.')).not.toHaveLength(0);
    expect(screen.queryByText('You have changes that are not saved.')).toBeNull();
    expect(sent()).toEqual([
      {
        ...KNOWN,
        name: 'Pine Street',
        emergencyNumber: '112',
        shows: { position: true, expectedWait: false, presence: true },
      },
    ]);
    await waitFor(() => expect(asked()).toBe(before + 1));
  });

  it('keep what was typed when they cannot be saved', async () => {
    const routes: FakeRoutes = { 'PUT /api/clinic/settings': () => ({ code: 'storage_unavailable' }) };
    const { user } = await setUp({ routes });
    await type(user, 'Clinic name', 'Pine Street');
    await user.click(save());
    expect((await screen.findByRole('alert')).textContent).toMatch(/can't save anything right now/);
    expect(screen.getByLabelText<HTMLInputElement>('Clinic name').value).toBe('Pine Street');
    expect(screen.getByText('You have changes that are not saved.')).toBeDefined();
  });

  it('say which field is wrong, and go there', async () => {
    const { user, sent } = await setUp();
    await user.clear(await screen.findByLabelText('Clinic name'));
    await user.click(save());
    expect(screen.getByText("Enter the clinic's name.")).toBeDefined();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Clinic name')));
    expect(sent()).toEqual([]);
  });

  it('keep what was typed while another page is looked at, and forget it once it is saved', async () => {
    const { user, services, sent } = await setUp();
    await type(user, 'Clinic name', 'Pine Street');
    cleanup();
    await show(services);
    expect((await screen.findByLabelText<HTMLInputElement>('Clinic name')).value).toBe('Pine Street');
    expect(screen.getByText('You have changes that are not saved.')).toBeDefined();
    await user.click(save());
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(await screen.findAllByText('Saved. Everyone sees it from now on.')).not.toHaveLength(0);
    cleanup();
    await show(services);
    expect((await screen.findByLabelText<HTMLInputElement>('Clinic name')).value).toBe('Test Clinic');
  });

  it('[D05] say who reads an emergency and how long it waits, also where the server knows neither yet', async () => {
    const { user, sent } = await setUp();
    const whom = await screen.findByLabelText<HTMLSelectElement>('Who reads what the patient wrote');
    expect(whom.selectedOptions[0]?.textContent).toBe('All doctors of the clinic');
    await user.selectOptions(whom, 'Doctors of this patient only');
    const wait = screen.getByLabelText<HTMLSelectElement>('If nobody acknowledges it for');
    expect(wait.selectedOptions[0]?.textContent).toBe('1 minute');
    await user.selectOptions(wait, '5 minutes');
    await user.click(save());
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]).toEqual({ ...KNOWN, emergencyTextFor: 'related', emergencyUnseenSeconds: 300 });
  });

  it('take no emergency number that nobody can dial', async () => {
    const { user, sent } = await setUp();
    await type(user, 'Emergency number', 'ambulance');
    await user.click(save());
    expect(screen.getByText(/Write a number that can be called/)).toBeDefined();
    expect(sent()).toEqual([]);
  });

  it('are not for doctors who are no admins', async () => {
    await setUp({ isAdmin: false });
    expect((await screen.findByRole('alert')).textContent).toBe("You can't do this with your account.");
    expect(screen.queryByRole('link', { name: 'Clinic' })).toBeNull();
  });

  it('offer relay-only where there is a relay, and say what is missing where not', async () => {
    const first = await setUp({ relayAvailable: false });
    const relay = await screen.findByRole<HTMLInputElement>('switch', { name: /relay only/ });
    expect(relay.disabled).toBe(true);
    expect(screen.getByText(/Set TURN_URLS and TURN_SECRET/)).toBeDefined();
    cleanup();
    first.services.socket.close();
    const { user, sent } = await setUp();
    await user.click(await screen.findByRole('switch', { name: /relay only/ }));
    await user.click(save());
    await waitFor(() => expect(sent()).toMatchObject([{ relayOnly: true }]));
  });

  it('say why the server refuses relay-only', async () => {
    const { user } = await setUp({
      routes: { 'PUT /api/clinic/settings': () => ({ code: 'relay_missing' }) },
    });
    await user.click(await screen.findByRole('switch', { name: /relay only/ }));
    await user.click(save());
    expect((await screen.findByRole('alert')).textContent).toMatch(/TURN_URLS and TURN_SECRET/);
  });
});

describe('opening hours', () => {
  it('are added, copied to the working days and removed, with the focus where the hand goes next', async () => {
    const { user, sent } = await setUp();
    const add = await screen.findByRole('button', { name: 'Add hours to Monday' });
    await user.click(add);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Monday, opens at')));
    const tuesday = screen.getByRole('group', { name: 'Tuesday' });
    expect(within(tuesday).getByText('Closed')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Copy Monday to Monday to Friday' }));
    expect(within(tuesday).queryByText('Closed')).toBeNull();
    expect(within(screen.getByRole('group', { name: 'Saturday' })).getByText('Closed')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Remove these hours of Friday' }));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add hours to Friday' }));
    await user.click(save());
    await waitFor(() => expect(sent()).toHaveLength(1));
    const day = [{ from: '09:00', to: '17:00' }];
    expect(sent()[0]).toMatchObject({
      openingHours: { monday: day, tuesday: day, thursday: day, friday: [], saturday: [] },
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
  });

  it('say what is wrong, at the interval that is', async () => {
    const { user, sent } = await setUp();
    const add = await screen.findByRole('button', { name: 'Add hours to Monday' });
    await user.click(add);
    await user.click(add);
    await user.click(save());
    expect(screen.getByText('Enter both times.')).toBeDefined();
    const invalid = screen.getAllByLabelText('Monday, opens at').map((field) => field.ariaInvalid === 'true');
    expect(invalid).toEqual([false, true]);
    await waitFor(() => expect(document.activeElement).toBe(screen.getAllByLabelText('Monday, opens at')[1]));
    await user.type(screen.getAllByLabelText('Monday, opens at')[1] as HTMLElement, '16:00');
    await user.type(screen.getAllByLabelText('Monday, closes at')[1] as HTMLElement, '15:00');
    await user.click(save());
    expect(screen.getByText('The end must be after the beginning.')).toBeDefined();
    await user.clear(screen.getAllByLabelText('Monday, closes at')[1] as HTMLElement);
    await user.type(screen.getAllByLabelText('Monday, closes at')[1] as HTMLElement, '18:00');
    await user.click(save());
    expect(screen.getByText('These times overlap.')).toBeDefined();
    expect(sent()).toEqual([]);
  });
});

describe('the clinic’s logo', () => {
  const LOGO = { url: '/api/clinic/logo?v=abc', version: 'abc' };
  const clinic = (logo: unknown): FakeAnswer => ({
    json: {
      success: true,
      data: {
        name: 'Test Clinic',
        needsSetup: false,
        needsSetupCode: false,
        protocol: 1,
        version: '0',
        logo,
      },
    },
  });

  it('stands beside the name once it has come, as a picture of the page’s own, and goes when it is removed', async () => {
    lend(URL, 'createObjectURL', () => 'blob:logo');
    const revoked = vi.fn();
    lend(URL, 'revokeObjectURL', revoked);
    let logo: unknown = LOGO;
    const services = createTestServices({
      'GET /api/clinic': () => clinic(logo),
      'GET /api/clinic/logo': () => ({ json: 'bytes' }),
    });
    const { container } = await renderApp(<PatientShell>{null}</PatientShell>, { services });
    expect(container.querySelector('img')).toBeNull();
    await act(() => services.clinic.load());
    await waitFor(() => expect(container.querySelector('img')?.getAttribute('src')).toBe('blob:logo'));
    expect(services.fetch.requests.at(-1)).toMatchObject({ path: '/api/clinic/logo' });
    await act(() => services.clinic.load());
    expect(services.fetch.requests.filter(({ path }) => path === '/api/clinic/logo')).toHaveLength(1);
    logo = null;
    await act(() => services.clinic.load());
    await waitFor(() => expect(container.querySelector('img')).toBeNull());
    expect(revoked).toHaveBeenCalledWith('blob:logo');
  });

  it('is refused with words when the file is no picture', async () => {
    lend(URL, 'createObjectURL', () => 'blob:file');
    lend(URL, 'revokeObjectURL', () => undefined);
    lend(HTMLImageElement.prototype, 'decode', () => Promise.reject(new Error('no picture')));
    const { user, sent } = await setUp();
    await screen.findByRole('button', { name: 'Choose a picture' });
    await user.upload(screen.getByLabelText('Picture file'), new File(['x'], 'x.png', { type: 'image/png' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/can't be used as a logo/);
    expect(sent()).toEqual([]);
  });
});

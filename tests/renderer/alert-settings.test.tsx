import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { Profile } from '../../server/protocol/index.ts';
import { isQuiet } from '../../src-renderer/features/notifications/quiet-hours.ts';
import { NotificationSettings } from '../../src-renderer/features/settings/notification-settings.tsx';
import { createWebPlatform } from '../../src-renderer/platform/web.ts';
import type { FakeRoutes } from './support/fake-fetch.ts';
import { doctor } from './support/fixtures.ts';
import { signedInWith } from './support/notices.ts';
import { renderApp } from './support/render-app.tsx';

const CLINIC = {
  name: 'Test Clinic',
  needsSetup: false,
  needsSetupCode: false,
  protocol: 1,
  version: '0.0.0',
};

const open = async (
  changes: Partial<Profile> = {},
  { mail = true, routes = {} }: { mail?: boolean; routes?: FakeRoutes } = {},
) => {
  let profile: Profile = {
    ...doctor,
    phone: null,
    language: null,
    unreadMailMinutes: 30,
    secondFactor: { enabled: false, recoveryCodesLeft: 0 },
    ...changes,
  };
  const answer = () => ({ json: { success: true, data: { profile } } });
  const services = await signedInWith({
    'GET /api/clinic': () => ({ json: { success: true, data: { ...CLINIC, mail } } }),
    'GET /api/profile': answer,
    'PATCH /api/profile': ({ body }) => {
      profile = { ...profile, ...(body as Partial<Profile>) };
      return answer();
    },
    ...routes,
  });
  await services.clinic.load();
  await renderApp(<NotificationSettings />, { services });
  await screen.findByRole('heading', { name: 'Email' });
  const alerts = () => services.platform.settings.getState().messageAlerts;
  return { services, alerts, user: userEvent.setup() };
};

afterEach(cleanup);

describe('how somebody is told of messages', () => {
  it('is set for the sound on this device', async () => {
    const { alerts, user } = await open();
    const volume = screen.getByRole('slider', { name: 'Volume' });
    fireEvent.change(volume, { target: { value: '30' } });
    fireEvent.pointerUp(volume);
    await waitFor(() => expect(alerts().volume).toBe(30));
    expect(volume.getAttribute('aria-valuetext')).toBe('30 %');
    await user.click(screen.getByRole('switch', { name: 'Play a sound' }));
    expect(alerts().sound).toBe(false);
    expect(screen.queryByRole('slider')).toBeNull();
  });

  it('is set for quiet hours, and says what rings nevertheless', async () => {
    const { alerts, user } = await open();
    expect(screen.getByText('Emergencies and patients who arrive ring nevertheless.')).not.toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Do not disturb every day' }));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '20:30' } });
    expect(alerts().quiet).toEqual({ on: true, from: '20:30', to: '07:00' });
    expect(screen.getByText(/of the next day/)).not.toBeNull();
    // Half typed, it is no time: what was there stays.
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '' } });
    expect(alerts().quiet.to).toBe('07:00');
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '20:30' } });
    expect(screen.getByText('Choose two different times.')).not.toBeNull();
  });

  it('is set for mail, and kept by the clinic', async () => {
    const { services, user } = await open();
    await user.selectOptions(screen.getByLabelText('Write to me'), 'After 4 hours');
    expect(await screen.findByText('Saved')).not.toBeNull();
    await user.selectOptions(screen.getByLabelText('Write to me'), 'Never');
    await waitFor(() =>
      expect(
        services.fetch.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body),
      ).toEqual([{ unreadMailMinutes: 240 }, { unreadMailMinutes: null }]),
    );
    expect(screen.queryByText(/sends no email/)).toBeNull();
  });

  it('shows a time that another program has set', async () => {
    await open({ unreadMailMinutes: 7 });
    expect(screen.getByLabelText<HTMLSelectElement>('Write to me').selectedOptions[0]?.text).toBe(
      'After 7 minutes',
    );
  });

  it('says honestly if no mail will come, and if a change was not kept', async () => {
    const { user } = await open(
      {},
      { mail: false, routes: { 'PATCH /api/profile': () => ({ code: 'internal' }) } },
    );
    expect(screen.getByText(/^This clinic sends no email/)).not.toBeNull();
    await user.selectOptions(screen.getByLabelText('Write to me'), 'Never');
    expect(await screen.findByRole('alert')).not.toBeNull();
    cleanup();
    await open({ email: null });
    expect(screen.getByText('The clinic has no email address of yours.')).not.toBeNull();
  });

  it('goes on for this device where the clinic does not answer', async () => {
    const services = await signedInWith({ 'GET /api/profile': () => 'unreachable' });
    await renderApp(<NotificationSettings />, { services });
    expect(await screen.findByRole('button', { name: 'Try again' })).not.toBeNull();
    expect(screen.getByRole('switch', { name: 'Play a sound' })).not.toBeNull();
  });

  it('outlives a reload in a browser, and what was stored before it is kept', async () => {
    window.localStorage.setItem('anteroom.settings', JSON.stringify({ theme: 'dark', language: 'es' }));
    const platform = createWebPlatform(window);
    expect(platform.settings.getState()).toMatchObject({ theme: 'dark', messageAlerts: { sound: true } });
    const { messageAlerts } = platform.settings.getState();
    await platform.updateSettings({ messageAlerts: { ...messageAlerts, sound: false } });
    expect(createWebPlatform(window).settings.getState()).toMatchObject({
      theme: 'dark',
      language: 'es',
      messageAlerts: { sound: false },
    });
  });
});

it.each([
  ['22:00', '07:00', '23:30', true],
  ['22:00', '07:00', '06:59', true],
  ['22:00', '07:00', '07:00', false],
  ['22:00', '07:00', '12:00', false],
  ['12:00', '13:30', '12:00', true],
  ['12:00', '13:30', '13:30', false],
  ['12:00', '12:00', '12:00', false],
])('quiet from %s to %s is at %s: %s', (from, to, at, expected) => {
  const moment = new Date(`2026-11-30T${at}:00`);
  expect(isQuiet({ on: true, from, to }, moment)).toBe(expected);
  expect(isQuiet({ on: false, from, to }, moment)).toBe(false);
});

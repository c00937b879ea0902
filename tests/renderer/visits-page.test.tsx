import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Appointment } from '../../server/protocol/index.ts';
import { VisitsPage } from '../../src-renderer/features/visit/visits-page.tsx';
import { appointment, doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

const open = async (visits: () => Appointment[]) => {
  const user = { ...doctor, fullname: 'Pat Alpha', role: 'patient' as const, isAdmin: false };
  const services = createTestServices(
    {
      'POST /auth/refresh': () => ({ json: sessionAnswer({ user }) }),
      'GET /api/appointments': () => ({ json: { success: true, data: { appointments: visits() } } }),
    },
    'refresh-1',
  );
  await services.session.restore();
  await renderApp(<VisitsPage />, { services });
  return services;
};

afterEach(cleanup);

describe('the home of a patient with an account', () => {
  it('shows the next visit with the way in, what is later, and what was', async () => {
    await open(() => [
      appointment({ id: 'a', status: 'ended', startsAt: at(-50) }),
      appointment({ id: 'b', status: 'scheduled', startsAt: at(-30) }),
      appointment({ id: 'c', status: 'scheduled', startsAt: at(2), roomId: 'room-next' }),
      appointment({ id: 'd', status: 'scheduled', startsAt: at(60) }),
    ]);
    const next = within(await screen.findByRole('region', { name: 'Your next visit' }));
    expect(next.getByText('in 2 hours')).not.toBeNull();
    expect(next.getByRole('link', { name: 'Go to the waiting room' }).getAttribute('href')).toBe(
      '/waiting-room/room-next',
    );
    expect(
      within(screen.getByRole('region', { name: 'Later visits' })).getAllByRole('listitem'),
    ).toHaveLength(1);
    const past = within(screen.getByRole('region', { name: 'Earlier visits' }));
    expect(past.getAllByRole('listitem')).toHaveLength(2);
    expect(past.getByText('Took place')).not.toBeNull();
  });

  it('puts a visit that the doctor has begun first, whatever its time', async () => {
    let called = false;
    const services = await open(() => [
      appointment({ id: 'a', status: 'scheduled', startsAt: at(1), roomId: 'room-early' }),
      appointment({
        id: 'b',
        status: called ? 'admitted' : 'waiting',
        startsAt: at(3),
        roomId: 'room-called',
      }),
    ]);
    const region = () => screen.findByRole('region', { name: 'Your next visit' });
    expect(within(await region()).getByText('You have a place in the waiting room.')).not.toBeNull();
    called = true;
    act(() => services.socket.receive('appointment-updated', { appointment: appointment() }));
    const link = await screen.findByRole('link', { name: 'Join now' });
    expect(link.getAttribute('href')).toBe('/waiting-room/room-called');
  });

  it('says that nothing is planned', async () => {
    await open(() => []);
    expect(await screen.findByRole('heading', { name: 'You have no visit planned' })).not.toBeNull();
  });
});

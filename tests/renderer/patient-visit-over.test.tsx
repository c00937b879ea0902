import { act, cleanup, screen } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppointmentStatus } from '../../server/protocol/index.ts';
import { VisitOverPage } from '../../src-renderer/features/waiting-room/visit-over-page.tsx';
import { appointment, doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = {
  ...doctor,
  id: 'patient-1',
  _id: 'patient-1',
  fullname: 'Pat Alpha',
  role: 'patient' as const,
};

afterEach(cleanup);

const setUp = async (status: AppointmentStatus | null) => {
  const services = createTestServices({
    'POST /auth/invite': () => ({
      json: sessionAnswer({ user: patient, roomId: 'room-1', appointmentId: 'appointment-1' }),
    }),
    'GET /api/appointments': () => ({
      json: {
        success: true,
        data: { appointments: status === null ? [] : [appointment({ status })] },
      },
    }),
  });
  await services.session.openInvitation('secret');
  await renderApp(
    <Routes>
      <Route path="visit-over/:roomId" element={<VisitOverPage />} />
    </Routes>,
    { services, path: '/visit-over/room-1' },
  );
  act(() => services.socket.goOnline());
  return services;
};

describe('the page after the visit', () => {
  it.each([
    ['ended', 'Your visit is over', null],
    ['cancelled', 'This visit was cancelled', null],
    ['missed', 'This visit is closed', null],
    ['inCall', 'You have left the call', 'Return to the call'],
    ['admitted', 'You have left the call', 'Return to the call'],
    ['scheduled', 'You have left the waiting room', 'Return to the waiting room'],
    ['waiting', 'Your visit has not started yet', 'Return to the waiting room'],
  ] as const)('of a visit that is %s says "%s"', async (status, title, way) => {
    await setUp(status);
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeDefined();
    expect(screen.queryAllByRole('link').map((link) => link.textContent)).toEqual(way === null ? [] : [way]);
  });

  it('never enters the waiting room, which would take a place in the queue again', async () => {
    const services = await setUp('scheduled');
    await screen.findByRole('heading', { name: 'You have left the waiting room' });
    expect(services.socket.sent).toEqual([]);
  });

  it('follows what the clinic does meanwhile', async () => {
    const services = await setUp('admitted');
    await screen.findByRole('heading', { name: 'You have left the call' });
    act(() =>
      services.socket.receive('appointment-updated', { appointment: appointment({ status: 'ended' }) }),
    );
    expect(screen.getByRole('heading', { name: 'Your visit is over' })).toBeDefined();
  });

  it('tells a visitor without a session nothing about the visit', async () => {
    const services = await setUp(null);
    await act(() => services.session.signOut());
    expect(await screen.findByRole('heading', { name: 'Goodbye' })).toBeDefined();
  });
});

import { act, cleanup, screen } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import type { Appointment, AppointmentStatus } from '../../server/protocol/index.ts';
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

const setUp = async (
  status: AppointmentStatus | null,
  changes: Partial<Appointment> = {},
  state: unknown = null,
) => {
  const services = createTestServices({
    'POST /auth/invite': () => ({
      json: sessionAnswer({ user: patient, roomId: 'room-1', appointmentId: 'appointment-1' }),
    }),
    'GET /api/appointments': () => ({
      json: {
        success: true,
        data: { appointments: status === null ? [] : [appointment({ status, ...changes })] },
      },
    }),
  });
  await services.session.openInvitation('secret');
  await renderApp(
    <Routes>
      <Route path="visit-over/:roomId" element={<VisitOverPage />} />
      <Route path="waiting-room/:roomId" element={<h1>The waiting room</h1>} />
    </Routes>,
    { services, path: { pathname: '/visit-over/room-1', state } },
  );
  act(() => services.socket.goOnline());
  return services;
};

describe('the page after the visit', () => {
  it.each([
    ['ended', 'Your visit is over', null],
    ['cancelled', 'The clinic cancelled this visit', null],
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

  it('[S0-N04] shows what the clinic wrote when it cancelled the visit', async () => {
    await setUp('cancelled', { closingMessage: 'I am ill today.' });
    expect((await screen.findByText('I am ill today.')).tagName).toBe('BLOCKQUOTE');
  });

  it('takes whoever waited back to the kept place when the clinic opens the visit again', async () => {
    const services = await setUp('missed');
    await screen.findByRole('heading', { name: 'This visit is closed' });
    act(() =>
      services.socket.receive('appointment-updated', { appointment: appointment({ status: 'waiting' }) }),
    );
    expect(await screen.findByRole('heading', { name: 'The waiting room' })).toBeDefined();
  });

  it('tells whoever had no place that the visit is open again', async () => {
    const services = await setUp('cancelled');
    await screen.findByRole('heading', { name: 'The clinic cancelled this visit' });
    act(() =>
      services.socket.receive('appointment-updated', { appointment: appointment({ status: 'scheduled' }) }),
    );
    expect(await screen.findByRole('heading', { name: 'Your visit is open again' })).toBeDefined();
    expect(screen.getByRole('link', { name: 'Return to the waiting room' })).toBeDefined();
  });

  it('says that the doctor ended the call, where a full disk keeps the visit open', async () => {
    const services = await setUp('inCall', {}, { endedBy: 'doctor' });
    expect(await screen.findByRole('heading', { name: 'The call is over' })).toBeDefined();
    expect(screen.getByRole('link', { name: 'Return to the call' })).toBeDefined();
    act(() =>
      services.socket.receive('appointment-updated', { appointment: appointment({ status: 'ended' }) }),
    );
    expect(screen.getByRole('heading', { name: 'Your visit is over' })).toBeDefined();
  });

  it('shows the messages that could not be sent before the visit was over', async () => {
    const services = await setUp('inCall');
    act(() => services.outbox.send('room-1', 'My throat hurts.'));
    await screen.findByRole('heading', { name: 'You have left the call' });
    expect(screen.queryByText('My throat hurts.')).toBeNull();
    act(() =>
      services.socket.receive('appointment-updated', { appointment: appointment({ status: 'ended' }) }),
    );
    expect(screen.getByText(/^This message did not reach the clinic/)).toBeDefined();
    expect(screen.getByText('My throat hurts.').tagName).toBe('BLOCKQUOTE');
  });

  it('tells a visitor without a session nothing about the visit', async () => {
    const services = await setUp(null);
    await act(() => services.session.signOut());
    expect(await screen.findByRole('heading', { name: 'Goodbye' })).toBeDefined();
  });
});

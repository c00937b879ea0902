import { act, cleanup, screen } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import { PatientWaitingRoomPage } from '../../src-renderer/features/waiting-room/patient-waiting-room-page.tsx';
import { appointment, doctor, roomState, sessionAnswer, waitingPatient } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = { ...doctor, id: 'patient-1', _id: 'patient-1', role: 'patient' as const };
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

const setUp = async () => {
  const services = createTestServices({
    'POST /auth/invite': () => ({
      json: sessionAnswer({ user: patient, roomId: 'room-1', appointmentId: 'appointment-1' }),
    }),
  });
  services.socket.answer('join-waiting-room', () => ({
    room: roomState({ patients: [waitingPatient()], position: 1 }),
  }));
  await services.session.openInvitation('secret');
  await renderApp(
    <Routes>
      <Route path="waiting-room/:roomId" element={<PatientWaitingRoomPage />} />
    </Routes>,
    { services, path: '/waiting-room/room-1' },
  );
  act(() => services.socket.goOnline());
  await screen.findByText(/Hello Pat Alpha/);
  return services;
};

afterEach(cleanup);

describe('a patient whose visit is moved meanwhile', () => {
  it('[S0-N04] reads and hears from when to when, and what to do; the place stays', async () => {
    const services = await setUp();
    expect(screen.queryByRole('note')).toBeNull();
    const before = inMinutes(5);
    act(() =>
      services.socket.receive('appointment-updated', {
        appointment: appointment({ startsAt: inMinutes(240), movedFrom: before }),
      }),
    );
    const note = screen.getByRole('note');
    expect(note.textContent).toMatch(/The clinic has moved your visit from .+ to .+\./);
    expect(note.textContent).toContain('come back then, with the same link');
    const heard = document.querySelector('[aria-live="assertive"]')?.textContent;
    expect(heard).toContain('The clinic has moved your visit from');
    expect(screen.getByText('You are next.')).not.toBeNull();
  });

  it('is told to stay if it is soon', async () => {
    const services = await setUp();
    act(() =>
      services.socket.receive('appointment-updated', {
        appointment: appointment({ startsAt: inMinutes(10), movedFrom: inMinutes(60) }),
      }),
    );
    expect(screen.getByRole('note').textContent).toContain('Stay on this page');
  });
});

import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { App } from '../../src-renderer/app.tsx';
import { CallNotice } from '../../src-renderer/features/consultation/call-notice.tsx';
import { ConsultationPage } from '../../src-renderer/features/consultation/consultation-page.tsx';
import * as arrivalSound from '../../src-renderer/features/waiting-room/arrival-sound.ts';
import { createFakeDevices, installFakeMedia } from './device-test-harness.ts';
import { appointment, roomState, sessionAnswer, waitingPatient } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const pat = appointment({
  id: 'a1',
  roomId: 'room-1',
  status: 'inCall',
  startedAt: new Date().toISOString(),
});
const sam = appointment({
  id: 'a2',
  roomId: 'room-2',
  patientId: 'patient-2',
  patientName: 'Sam Beta',
  status: 'waiting',
});

let playArrival: MockInstance;
let uninstall: () => void;
beforeEach(() => {
  playArrival = vi.spyOn(arrivalSound, 'playArrival').mockResolvedValue();
  uninstall = installFakeMedia(createFakeDevices());
});
afterEach(() => {
  cleanup();
  uninstall();
});

const signedIn = async () => {
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': () => ({ json: { success: true, data: { appointments: [pat, sam] } } }),
  });
  services.socket.answer('join-waiting-room', ({ roomId }) => ({
    room:
      roomId === 'room-1'
        ? roomState({ appointment: pat, patients: [waitingPatient({ acknowledgedAt: pat.startedAt })] })
        : roomState({ roomId: 'room-2', appointment: sam }),
  }));
  services.socket.answer('join-room', () => ({ roomId: 'room-1', participants: [] }));
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  const joins = () => services.socket.sent.filter(({ event }) => event === 'join-waiting-room');
  const arrive = () =>
    act(() =>
      services.socket.receive('patient-joined-waiting-room', {
        roomId: 'room-2',
        patient: waitingPatient({ userId: 'patient-2', fullname: 'Sam Beta' }),
        appointment: sam,
        timestamp: new Date().toISOString(),
      }),
    );
  return { services, joins, arrive, user: userEvent.setup() };
};

describe('an arrival while the doctor is in a call', () => {
  it('[S0-N01] [S0-N02] is heard once and shown beside the call until the doctor has seen it', async () => {
    const { services, joins, arrive, user } = await signedIn();
    await renderApp(<App />, { services, path: '/consultation/room-1' });
    await screen.findByRole('region', { name: 'Consultation' });
    act(() => services.socket.goOnline());
    await waitFor(() => expect(joins()).toHaveLength(2));
    expect(screen.queryByText('Sam Beta is waiting')).toBeNull();
    arrive();
    expect(await screen.findByText('Sam Beta is waiting')).toBeDefined();
    expect(playArrival).toHaveBeenCalledTimes(1);
    await user.click(screen.getByRole('button', { name: 'Seen' }));
    expect(services.socket.sent).toContainEqual({
      event: 'acknowledge-patient',
      payload: { roomId: 'room-2' },
    });
    act(() =>
      services.socket.receive('patient-acknowledged', {
        roomId: 'room-2',
        patientId: 'patient-2',
        acknowledgedAt: new Date().toISOString(),
      }),
    );
    expect(screen.queryByText('Sam Beta is waiting')).toBeNull();
  });

  it('[S0-N01] is not heard while the doctor has silenced the sound, and shown all the same', async () => {
    window.sessionStorage.setItem('anteroom.silence', 'untilTurnedOn');
    const { services, joins, arrive } = await signedIn();
    await renderApp(<App />, { services, path: '/consultation/room-1' });
    await screen.findByRole('region', { name: 'Consultation' });
    act(() => services.socket.goOnline());
    await waitFor(() => expect(joins()).toHaveLength(2));
    arrive();
    expect(await screen.findByText('Sam Beta is waiting')).toBeDefined();
    expect(playArrival).not.toHaveBeenCalled();
  });
});

describe('hold', () => {
  const setUp = async () => {
    const world = await signedIn();
    await renderApp(
      <Routes>
        <Route path="consultation/:roomId" element={<ConsultationPage />} />
        <Route path="rooms/:roomId" element={<CallNotice />} />
      </Routes>,
      { services: world.services, path: '/consultation/room-1' },
    );
    act(() => world.services.socket.goOnline());
    await waitFor(() => expect(world.services.socket.sent.map(({ event }) => event)).toContain('join-room'));
    const hold = async () => {
      await world.user.click(screen.getByRole('button', { name: 'Other ways to leave' }));
      await world.user.click(await screen.findByRole('menuitem', { name: /^Back to the waiting room/ }));
    };
    return { ...world, hold };
  };

  it('[S0-U25] [S0-I03] lets the patient wait again, from the menu beside “End call”', async () => {
    const { services, hold } = await setUp();
    services.socket.answer('hold-patient', () => ({}));
    await hold();
    await waitFor(() =>
      expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain(
        'Pat Alpha is back in the waiting room. The place is kept.',
      ),
    );
    const events = services.socket.sent.map(({ event }) => event);
    expect(events).toContain('hold-patient');
    expect(events).toContain('leave-room');
    expect(events).not.toContain('end-call');
  });

  it('that is refused leaves the call as it is, and says why', async () => {
    const { services, hold } = await setUp();
    services.socket.answer('hold-patient', () => {
      throw new ApiError('storage_unavailable');
    });
    await hold();
    expect(await screen.findByRole('alert')).toBeDefined();
    expect(screen.getByRole('button', { name: 'End call' })).toBeDefined();
    expect(services.socket.sent.map(({ event }) => event)).not.toContain('leave-room');
  });
});

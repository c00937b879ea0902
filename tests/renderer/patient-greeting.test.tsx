import { act, cleanup, screen } from '@testing-library/react';
import { useEffect } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { clinicSchema, WEEKDAYS, type WaitingRoomState } from '../../server/protocol/index.ts';
import { EmergencyLine } from '../../src-renderer/features/waiting-room/emergency-line.tsx';
import { PatientGreeting } from '../../src-renderer/features/waiting-room/patient-greeting.tsx';
import { useRoom, useServices } from '../../src-renderer/services.tsx';
import { roomState, waitingPatient } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

/** What the waiting room tells, without its camera and devices. */
const Told = () => {
  const { rooms } = useServices();
  useEffect(() => rooms.enter('room-1'), [rooms]);
  return (
    <>
      <PatientGreeting room={useRoom('room-1')?.room ?? null} />
      <EmergencyLine />
    </>
  );
};

const setUp = async (changes: Partial<WaitingRoomState> = {}) => {
  const services = createTestServices({});
  const room = roomState({ patients: [waitingPatient()], position: 1, ...changes });
  services.socket.answer('join-waiting-room', () => ({ room }));
  await renderApp(<Told />, { services });
  act(() => services.socket.goOnline());
  await screen.findByText(/Hello Pat Alpha/);
  return { services };
};

afterEach(cleanup);

describe('what a waiting patient is told', () => {
  it('says how long it may take, roughly, as long as the doctor is there to come', async () => {
    const { services } = await setUp({
      doctorOnline: true,
      expectedWait: { fromMinutes: 0, toMinutes: 10 },
    });
    expect(screen.getByText('Probably within 10 minutes.')).toBeDefined();
    const queue = (fromMinutes: number, toMinutes: number) =>
      act(() =>
        services.socket.receive('queue-position', {
          roomId: 'room-1',
          position: 2,
          expectedWait: { fromMinutes, toMinutes },
        }),
      );
    queue(10, 35);
    expect(screen.getByText('About 10 to 35 minutes.')).toBeDefined();
    queue(150, 240);
    expect(screen.getByText('More than 2 hours.')).toBeDefined();
    act(() => services.socket.receive('doctor-left-waiting-room', { roomId: 'room-1' }));
    expect(screen.queryByText(/More than 2 hours/)).toBeNull();
  });

  it('[S0-G03] does not say that the doctor is online while this page itself is not', async () => {
    const { services } = await setUp({ doctorOnline: true, expectedWait: { fromMinutes: 5, toMinutes: 10 } });
    expect(screen.getByText('Dr Ada One is online')).toBeDefined();
    act(() => services.socket.goOffline());
    expect(screen.queryByText('Dr Ada One is online')).toBeNull();
    expect(screen.queryByText(/About 5 to 10/)).toBeNull();
    expect(screen.getByText(/this page can't tell whether Dr Ada One is online/)).toBeDefined();
    act(() => services.socket.goOnline());
    expect(await screen.findByText('Dr Ada One is online')).toBeDefined();
  });

  it('says nothing of what the clinic does not tell', async () => {
    await setUp({ doctorOnline: null, position: null, expectedWait: null });
    expect(screen.getByText(/The clinic knows that you are here/)).toBeDefined();
    expect(screen.queryByText(/online/)).toBeNull();
    expect(screen.queryByText(/before you|You are next|minutes\.$/)).toBeNull();
  });

  it('says what to do in an emergency, and when the clinic opens if nobody is there', async () => {
    const { services } = await setUp();
    expect(screen.getByText(/call the emergency number of the place where you are/)).toBeDefined();
    const day = [{ from: '00:00', to: '23:59' }];
    const openingHours = Object.fromEntries(WEEKDAYS.map((name) => [name, day]));
    act(() =>
      services.clinic.state.setState({
        clinic: clinicSchema.parse({
          name: 'Test Clinic',
          needsSetup: false,
          needsSetupCode: false,
          protocol: 1,
          version: '0.0.0',
          openingHours,
          timeZone: 'UTC',
          emergencyNumber: '+49 30 112',
        }),
      }),
    );
    const line = screen.getByRole('link', { name: 'In an emergency call +49 30 112.' });
    expect(line.getAttribute('href')).toBe('tel:+4930112');
    expect(screen.getByText(/The clinic is open until 11:59/)).toBeDefined();
    act(() =>
      services.socket.receive('doctor-joined-waiting-room', {
        roomId: 'room-1',
        doctor: {
          userId: 'doctor-1',
          socketId: 's',
          joinedAt: new Date().toISOString(),
          fullname: 'Dr Ada One',
        },
        waitingPatients: [],
      }),
    );
    expect(screen.queryByText(/The clinic is open/)).toBeNull();
  });
});

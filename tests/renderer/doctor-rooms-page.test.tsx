import { cleanup, screen, within, act } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeviceReport, Appointment, WaitingRoomState } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { DoctorRoomsPage } from '../../src-renderer/features/waiting-room/doctor-rooms-page.tsx';
import { DoctorWorkspace } from '../../src-renderer/features/waiting-room/doctor-workspace.tsx';
import { appointment, message, roomState, sessionAnswer, waitingPatient } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const pat = appointment({
  id: 'a1',
  roomId: 'room-1',
  reason: 'Follow-up',
  invitation: {
    expiresAt: minutesAgo(-600),
    openings: 2,
    maxOpenings: 5,
    lastOpenedAt: minutesAgo(13),
  },
});
const sam = appointment({
  id: 'a2',
  roomId: 'room-2',
  patientId: 'patient-2',
  patientName: 'Sam Beta',
  status: 'scheduled',
  startsAt: minutesAgo(-5),
});

const rooms = (): Record<string, WaitingRoomState> => ({
  'room-1': roomState({
    appointment: pat,
    patients: [waitingPatient({ joinedAt: minutesAgo(12) })],
    messages: [message(1, { message: 'Good morning' })],
  }),
  'room-2': roomState({ roomId: 'room-2', appointment: sam }),
});

const setUp = async (
  options: { appointments?: Appointment[]; states?: Record<string, WaitingRoomState>; width?: number } = {},
) => {
  const states = options.states ?? rooms();
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': () => ({
      json: { success: true, data: { appointments: options.appointments ?? [pat, sam] } },
    }),
  });
  services.socket.answer('join-waiting-room', ({ roomId }) => {
    const room = states[roomId];
    if (room === undefined) throw new ApiError('not_found');
    return { room };
  });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  await renderApp(
    <Routes>
      <Route element={<DoctorWorkspace />}>
        <Route path="rooms" element={<DoctorRoomsPage />} />
        <Route path="rooms/:roomId" element={<DoctorRoomsPage />} />
      </Route>
      <Route path="consultation/:roomId" element={<h1>The consultation</h1>} />
    </Routes>,
    { services, path: '/rooms', ...(options.width === undefined ? {} : { width: options.width }) },
  );
  act(() => services.socket.goOnline());
  return { services, user: userEvent.setup() };
};

const row = () => screen.findByRole('row', { name: /Pat Alpha/ });

const textOf = (element: HTMLElement): string => element.textContent;

afterEach(cleanup);

describe('the doctor’s waiting rooms', () => {
  it('[S0-U15] [S0-U16] [S0-U22] lists every room: who waits since when, and who comes later', async () => {
    await setUp();
    expect(textOf(await row())).toMatch(/12:0\d min/);
    expect(screen.getByText('Waiting 1 · Today 2')).not.toBeNull();
    const later = screen.getByRole('region', { name: 'Expected today' });
    await userEvent.click(within(later).getByRole('button', { name: /Sam Beta/ }));
    const details = screen.getByRole('region', { name: 'Chosen room' });
    expect(within(details).getByText('Nobody yet')).not.toBeNull();
  });

  it('[S0-U17] [S0-U18] shows the appointment and the chat of the room that is chosen', async () => {
    const { user } = await setUp();
    await user.click(within(await row()).getByRole('button', { name: 'Pat Alpha' }));
    const details = screen.getByRole('region', { name: 'Chosen room' });
    expect(within(details).getByRole('heading', { name: 'Pat Alpha' })).not.toBeNull();
    expect(within(details).getByText('Follow-up')).not.toBeNull();
    expect(within(details).getByText('1 patient')).not.toBeNull();
    expect(within(details).getByText(/Opened 2 of 5 times/)).not.toBeNull();
    expect(within(screen.getByRole('region', { name: 'Chat' })).getByText('Good morning')).not.toBeNull();
  });

  it('leads from the room to what is known of the patient', async () => {
    const { user } = await setUp();
    await user.click(within(await row()).getByRole('button', { name: 'Pat Alpha' }));
    const details = within(screen.getByRole('region', { name: 'Chosen room' }));
    expect(details.getByRole('link', { name: 'Pat Alpha' }).getAttribute('href')).toBe('/patients/patient-1');
  });

  it('takes back a no-show from the room, too', async () => {
    const missed = { ...pat, status: 'missed' as const, endedAt: minutesAgo(30) };
    const { services, user } = await setUp({ appointments: [missed] });
    await user.click(await screen.findByRole('button', { name: /Pat Alpha/ }));
    await user.click(screen.getByRole('button', { name: 'Reopen' }));
    expect(services.fetch.requests.at(-1)).toMatchObject({ path: '/api/appointments/a1/reopen' });
  });

  it('says of a visit that is over that nobody waits and nobody reads, and keeps its chat', async () => {
    const over = { ...pat, status: 'ended' as const };
    const room = roomState({
      appointment: over,
      patients: [waitingPatient({ joinedAt: minutesAgo(12), connected: false })],
      messages: [message(1, { message: 'Good morning' })],
    });
    const { user } = await setUp({ appointments: [over], states: { 'room-1': room } });
    await user.click(await screen.findByRole('button', { name: /Pat Alpha/ }));
    expect(screen.queryByText('In the room')).toBeNull();
    expect(screen.queryByText(/The place is kept/)).toBeNull();
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    expect(screen.getByText(/can't read new messages/)).not.toBeNull();
  });

  it('[S0-U19] [S0-U21] [S0-U24] follows a patient who becomes ready, goes away and comes back', async () => {
    const { services } = await setUp();
    const waiting = await row();
    expect(textOf(waiting)).toContain('Not ready yet');
    const about = { roomId: 'room-1', patientId: 'patient-1', timestamp: new Date().toISOString() };
    act(() => services.socket.receive('patient-ready-status-changed', { ...about, ready: true }));
    expect(textOf(waiting)).toContain('Ready');
    expect(textOf(waiting)).not.toContain('Not ready yet');
    act(() =>
      services.socket.receive('patient-left-waiting-room', {
        ...about,
        remainingPatients: 0,
        reason: 'disconnected',
      }),
    );
    expect(textOf(waiting)).toMatch(/Away for \d/);
    act(() =>
      services.socket.receive('patient-joined-waiting-room', {
        roomId: 'room-1',
        patient: waitingPatient({ ready: true }),
        appointment: pat,
        timestamp: about.timestamp,
      }),
    );
    expect(textOf(await row())).toContain('Ready');
    act(() =>
      services.socket.receive('patient-left-waiting-room', {
        ...about,
        remainingPatients: 0,
        reason: 'left',
      }),
    );
    expect(screen.queryByRole('row')).toBeNull();
    expect(screen.getByText('Nobody is waiting right now.')).not.toBeNull();
    // Without a connection, nobody can know.
    act(() => services.socket.goOffline());
    expect(screen.queryByText('Nobody is waiting right now.')).toBeNull();
    expect(screen.getByText('We will know who is waiting when the connection is back.')).not.toBeNull();
  });

  it('[S0-U20] shows the results of the device test', async () => {
    const { services } = await setUp();
    const waiting = await row();
    expect(textOf(waiting)).toContain('Devices not tested');
    act(() =>
      services.socket.receive('patient-device-test-completed', {
        roomId: 'room-1',
        patientId: 'patient-1',
        results: {
          camera: { status: 'passed', label: 'Built-in camera' },
          microphone: { status: 'failed' },
          allTestsPassed: false,
        },
        ready: false,
        timestamp: new Date().toISOString(),
      }),
    );
    expect(textOf(waiting)).toContain('Not working: Microphone');
    const devices = within(screen.getByRole('region', { name: 'Devices' }));
    expect(devices.getByText('Camera: works')).not.toBeNull();
    expect(devices.getByText('Built-in camera')).not.toBeNull();
    expect(devices.getByText('Microphone: does not work')).not.toBeNull();
  });

  it('[S0-I04, S0-I05, S0-Z14, S0-Z15] says in words what a device report means for the call, and what was measured', async () => {
    const { services } = await setUp();
    const waiting = await row();
    const report: DeviceReport = {
      version: 1,
      verdict: 'audio-only',
      reasons: ['no-camera', 'slow'],
      camera: { resolution: { width: 640, height: 360 }, frameRate: 15 },
      microphone: { level: 0.7 },
      speaker: { heard: true },
      client: { kind: 'browser', missing: [] },
      connection: {
        roundTripMs: 48.4,
        jitterMs: 3,
        downKbps: 900,
        upKbps: 800,
        webrtc: 'relay',
        relay: true,
      },
    };
    act(() =>
      services.socket.receive('patient-device-test-completed', {
        roomId: 'room-1',
        patientId: 'patient-1',
        results: { camera: { status: 'failed', reason: 'busy' }, allTestsPassed: false, report },
        ready: false,
        timestamp: new Date().toISOString(),
      }),
    );
    expect(textOf(waiting)).toContain('Sound only: no camera, slow connection');
    const devices = within(screen.getByRole('region', { name: 'Devices' }));
    expect(devices.getByText('Sound only: no camera, slow connection')).not.toBeNull();
    expect(
      devices.getByText('48 ms · over the relay · 0.9 Mbit/s down, 0.8 up · 640 × 360, 15 pictures a second'),
    ).not.toBeNull();
    expect(devices.getByText('Camera: does not work')).not.toBeNull();
  });

  it('[S0-U23] starts the consultation of the patient in the row', async () => {
    const { services, user } = await setUp();
    await user.click(within(await row()).getByRole('button', { name: 'Start consultation' }));
    expect(await screen.findByRole('heading', { name: 'The consultation' })).not.toBeNull();
    expect(services.socket.sent).toContainEqual({
      event: 'start-consultation',
      payload: { roomId: 'room-1', patientId: 'patient-1' },
    });
  });

  it('starts once, and says that it is under way if it takes long', async () => {
    const { services, user } = await setUp();
    services.socket.answer('start-consultation', () => new Promise(() => undefined));
    const start = within(await row()).getByRole('button', { name: 'Start consultation' });
    await user.click(start);
    await user.click(start);
    await vi.waitFor(() => expect(start.hasAttribute('data-loading')).toBe(true));
    expect(services.socket.sent.filter(({ event }) => event === 'start-consultation')).toHaveLength(1);
  });

  it('opens the devices while the server lets the patient in, and lets go of them if it does not', async () => {
    const { services, user } = await setUp();
    const open = vi.spyOn(services.media, 'open');
    const letGo = vi.fn();
    vi.spyOn(services.media, 'hold').mockReturnValue(letGo);
    let refuse: (error: Error) => void = () => undefined;
    services.socket.answer('start-consultation', () => new Promise((_, reject) => (refuse = reject)));
    await user.click(within(await row()).getByRole('button', { name: 'Start consultation' }));
    expect(open).toHaveBeenCalledWith(['audio', 'video']);
    expect(letGo).not.toHaveBeenCalled();
    act(() => refuse(new ApiError('patient_not_waiting')));
    await screen.findByRole('alert');
    expect(letGo).toHaveBeenCalledTimes(1);
  });

  it('stays and says why when the consultation cannot start', async () => {
    const { services, user } = await setUp();
    services.socket.answer('start-consultation', () => {
      throw new ApiError('patient_not_waiting');
    });
    await user.click(within(await row()).getByRole('button', { name: 'Start consultation' }));
    expect(textOf(await screen.findByRole('alert'))).toContain(
      'The patient is not in the waiting room any more.',
    );
  });

  it('joins the room of an appointment that was made elsewhere', async () => {
    const { services } = await setUp({
      appointments: [],
      states: {
        'room-1': roomState({ appointment: pat, patients: [waitingPatient()] }),
      },
    });
    expect(await screen.findByText(/No appointments yet/)).not.toBeNull();
    act(() => services.socket.receive('appointment-updated', { appointment: pat }));
    expect(await row()).not.toBeNull();
  });

  it('counts messages that nobody has looked at, until the room is opened', async () => {
    const { services, user } = await setUp();
    const waiting = await row();
    act(() => services.socket.receive('waiting-room-message', message(2, { message: 'Are you there?' })));
    expect(textOf(waiting)).toContain('2 new');
    await user.click(within(waiting).getByRole('button', { name: 'Pat Alpha' }));
    expect(textOf(await row())).not.toContain('new');
  });

  it('marks what may be out of date while the connection is lost, and replaces it afterwards', async () => {
    const states = rooms();
    vi.useFakeTimers({ toFake: ['Date'] });
    const { services } = await setUp({ states });
    const waiting = await row();
    // Events have told what changed until now.
    const later = Date.now() + 5 * 60_000;
    vi.setSystemTime(later);
    act(() => services.socket.goOffline());
    vi.useRealTimers();
    expect(textOf(waiting)).toContain('May be out of date');
    expect(within(waiting).getByRole('button', { name: 'Start consultation' }).hasAttribute('disabled')).toBe(
      true,
    );
    const known = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' }).format(later);
    expect(screen.getByText(/as of/).textContent).toContain(known);
    states['room-1'] = roomState({
      appointment: pat,
      patients: [waitingPatient({ joinedAt: minutesAgo(12), ready: true })],
    });
    act(() => services.socket.goOnline());
    await vi.waitFor(() => expect(textOf(waiting)).not.toContain('May be out of date'));
    expect(textOf(waiting)).toContain('Ready');
  });

  it('offers the way back into a call that runs, and closes the visit after asking', async () => {
    const inCall = { ...pat, status: 'inCall' as const };
    const { services, user } = await setUp({
      appointments: [inCall],
      states: { 'room-1': roomState({ appointment: inCall, patients: [waitingPatient()] }) },
    });
    const running = await screen.findByRole('region', { name: 'In consultation' });
    await user.click(within(running).getByRole('button', { name: /Pat Alpha/ }));
    // Whoever is in the consultation does not wait any more.
    expect(screen.queryByText(/, waits/)).toBeNull();
    expect(screen.getByRole('link', { name: 'Return to the call' }).getAttribute('href')).toBe(
      '/consultation/room-1',
    );
    await user.click(screen.getByRole('button', { name: 'Close the visit' }));
    await user.click(await screen.findByRole('button', { name: 'End the visit' }));
    expect(await within(screen.getByRole('dialog')).findByRole('alert')).not.toBeNull();
    expect(services.fetch.requests.at(-1)).toMatchObject({
      path: '/api/appointments/a1/close',
      body: { outcome: 'ended' },
    });
  });

  it('[S0-N02] [S0-U25] shows who was not noticed yet, and takes notice when asked or when the room is opened', async () => {
    const { services, user } = await setUp();
    const arrivals = await screen.findByRole('region', { name: 'Arrivals' });
    expect(await within(arrivals).findByText('Pat Alpha is waiting')).not.toBeNull();
    const sent = () => services.socket.sent.filter(({ event }) => event === 'acknowledge-patient');
    await user.click(within(arrivals).getByRole('button', { name: 'Acknowledge' }));
    expect(sent()).toEqual([{ event: 'acknowledge-patient', payload: { roomId: 'room-1' } }]);
    await user.click(within(await row()).getByRole('button', { name: 'Pat Alpha' }));
    expect(sent()).toHaveLength(2);
    act(() =>
      services.socket.receive('patient-acknowledged', {
        roomId: 'room-1',
        patientId: 'patient-1',
        acknowledgedAt: new Date().toISOString(),
      }),
    );
    expect(within(arrivals).queryByText('Pat Alpha is waiting')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
  });

  it('silences the arrivals for a time, and turns them on again', async () => {
    const { user } = await setUp();
    const arrivals = await screen.findByRole('region', { name: 'Arrivals' });
    await user.click(within(arrivals).getByRole('button', { name: 'Silence' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Until I turn it on' }));
    await user.click(within(arrivals).getByRole('button', { name: 'Turn the sound on' }));
    expect(within(arrivals).getByRole('button', { name: 'Silence' })).not.toBeNull();
  });

  it('[S0-U25] sends a patient of a call back to waiting', async () => {
    const inCall = { ...pat, status: 'inCall' as const };
    const { services, user } = await setUp({
      appointments: [inCall],
      states: { 'room-1': roomState({ appointment: inCall, patients: [waitingPatient()] }) },
    });
    const running = await screen.findByRole('region', { name: 'In consultation' });
    await user.click(within(running).getByRole('button', { name: /Pat Alpha/ }));
    await user.click(screen.getByRole('button', { name: 'Back to waiting' }));
    expect(services.socket.sent).toContainEqual({ event: 'hold-patient', payload: { roomId: 'room-1' } });
    act(() => {
      services.socket.receive('patient-held', {
        roomId: 'room-1',
        patientId: 'patient-1',
        heldAt: new Date().toISOString(),
      });
      services.socket.receive('appointment-updated', { appointment: pat });
    });
    expect(textOf(await row())).toContain('Back from the consultation');
  });

  it('[S0-U25] writes to everyone who waits, with a suggestion', async () => {
    const { services, user } = await setUp();
    services.socket.answer('message-waiting', () => ({ count: 1 }));
    await row();
    await user.click(screen.getByRole('button', { name: 'Write to all who wait' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'I am running about 15 minutes late.' }));
    await user.click(within(dialog).getByRole('button', { name: 'Send to all' }));
    expect(services.socket.sent.findLast(({ event }) => event === 'message-waiting')).toEqual({
      event: 'message-waiting',
      payload: { message: 'I am running about 15 minutes late.', clientId: expect.any(String) as string },
    });
    // Once to read and once for screen readers.
    expect(await screen.findAllByText('Sent to 1 patient.')).toHaveLength(2);
  });

  it('[S0-U25] moves a patient in the queue by keyboard, with a reason', async () => {
    const second = appointment({
      id: 'a3',
      roomId: 'room-3',
      patientId: 'patient-3',
      patientName: 'Kim Gamma',
    });
    const states = {
      ...rooms(),
      'room-3': roomState({
        roomId: 'room-3',
        appointment: second,
        patients: [waitingPatient({ userId: 'patient-3', fullname: 'Kim Gamma', joinedAt: minutesAgo(3) })],
      }),
    };
    const { services, user } = await setUp({ appointments: [pat, sam, second], states });
    const kim = await screen.findByRole('row', { name: /Kim Gamma/ });
    within(kim).getByRole('button', { name: 'Move up' }).focus();
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('menuitem', { name: 'More urgent' }));
    expect(services.socket.sent).toContainEqual({
      event: 'reorder-queue',
      payload: { roomId: 'room-3', before: 'room-1', reason: 'urgent' },
    });
    act(() => {
      services.socket.receive('queue-order', { roomId: 'room-3', queueOrder: 1 });
      services.socket.receive('queue-order', { roomId: 'room-1', queueOrder: 2 });
    });
    expect(screen.getAllByRole('row').map((one) => /Kim|Pat/.exec(one.textContent)?.[0])).toEqual([
      'Kim',
      'Pat',
    ]);
  });

  it('shows either the list or the chosen room in a narrow window', async () => {
    const { user } = await setUp({ width: 400 });
    await user.click(within(await row()).getByRole('button', { name: 'Pat Alpha' }));
    expect(screen.getByRole('heading', { name: 'Pat Alpha', level: 1 })).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Waiting rooms' }));
    expect(screen.queryByRole('heading', { name: 'Pat Alpha' })).toBeNull();
  });
});

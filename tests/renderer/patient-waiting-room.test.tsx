import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { StrictMode } from 'react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceTestResults, WaitingRoomState } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { PatientWaitingRoomPage } from '../../src-renderer/features/waiting-room/patient-waiting-room-page.tsx';
import { createFakeDevices, installFakeMedia, mediaError, type FakeDevices } from './device-test-harness.ts';
import {
  appointment,
  doctor,
  message,
  roomState,
  sessionAnswer,
  waitingPatient,
} from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = {
  ...doctor,
  id: 'patient-1',
  _id: 'patient-1',
  fullname: 'Pat Alpha',
  role: 'patient' as const,
};

let devices: FakeDevices;
let uninstall: () => void;

beforeEach(() => {
  devices = createFakeDevices();
  uninstall = installFakeMedia(devices);
});
afterEach(() => {
  cleanup();
  uninstall();
});

const setUp = async (changes: Partial<WaitingRoomState> = {}) => {
  const services = createTestServices({
    'POST /auth/invite': () => ({
      json: sessionAnswer({ user: patient, roomId: 'room-1', appointmentId: 'appointment-1' }),
    }),
  });
  const server = { room: roomState({ patients: [waitingPatient()], position: 1, ...changes }) };
  services.socket.answer('join-waiting-room', () => ({ room: server.room }));
  await services.session.openInvitation('secret');
  await renderApp(
    <StrictMode>
      <Routes>
        <Route path="waiting-room/:roomId" element={<PatientWaitingRoomPage />} />
        <Route path="consultation/:roomId" element={<h1>The consultation</h1>} />
        <Route path="visit-over/:roomId" element={<h1>Goodbye</h1>} />
      </Routes>
    </StrictMode>,
    { services, path: '/waiting-room/room-1' },
  );
  act(() => services.socket.goOnline());
  await screen.findByText(/Hello Pat Alpha/);
  const sent = (event: string) =>
    services.socket.sent.filter((request) => request.event === event).map(({ payload }) => payload);
  return { services, server, sent, user: userEvent.setup() };
};

const filled = () =>
  screen
    .getAllByRole('button')
    .filter((button) => button.classList.contains('mantine-Button-root'))
    .filter((button) => (button.dataset['variant'] ?? 'filled') === 'filled')
    .map((button) => button.textContent);

const ready = () => screen.getByRole('button', { name: "I'm ready" });

const passTest = async (user: ReturnType<typeof userEvent.setup>) => {
  await user.click(screen.getByRole('button', { name: 'Test devices' }));
  await user.click(await screen.findByRole('button', { name: 'Yes, I heard it' }, { timeout: 10_000 }));
};

describe('the patient’s waiting room', () => {
  it('says who was told, who is there and what the place in the queue is', async () => {
    const { services } = await setUp({ doctorOnline: true });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Waiting room');
    expect(screen.getByText(/Dr Ada One has been told that you are here/)).toBeDefined();
    expect(screen.getByText('You are next.')).toBeDefined();
    act(() => services.socket.receive('queue-position', { roomId: 'room-1', position: 3 }));
    expect(screen.getByText('There are 2 people before you.')).toBeDefined();
    act(() => services.socket.receive('doctor-left-waiting-room', { roomId: 'room-1' }));
    expect(screen.getByText('Dr Ada One is not online yet')).toBeDefined();
    expect(screen.queryByText(/has been told/)).toBeNull();
  });

  it('says when the clinic has seen the arrival, and why one is back from the consultation', async () => {
    const { services } = await setUp();
    expect(screen.queryByText('Seen by the clinic')).toBeNull();
    const about = { roomId: 'room-1', patientId: 'patient-1' };
    const at = new Date().toISOString();
    act(() => services.socket.receive('patient-acknowledged', { ...about, acknowledgedAt: at }));
    expect(screen.getByText('Seen by the clinic')).toBeDefined();
    act(() => services.socket.receive('queue-position', { roomId: 'room-1', position: 2, reason: 'urgent' }));
    expect(screen.getByText(/because a visit is more urgent/)).toBeDefined();
    act(() => services.socket.receive('patient-held', { ...about, heldAt: at }));
    expect(screen.getByText(/has put you back into the waiting room. Your place is kept/)).toBeDefined();
  });

  it('keeps the place and calls who does something else meanwhile, by the title until the page is looked at', async () => {
    const { services, sent, user } = await setUp();
    const call = screen.getByRole('button', { name: 'Call me when it is time', pressed: false });
    await user.click(call);
    expect(sent('request-call-back')).toEqual([{ roomId: 'room-1', wanted: true }]);
    act(() =>
      services.socket.receive('call-back-changed', {
        roomId: 'room-1',
        patientId: 'patient-1',
        wanted: true,
      }),
    );
    expect(call.getAttribute('aria-pressed')).toBe('true');
    // jsdom's page never has the focus unless something in it has.
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    act(() => services.socket.receive('consultation-starting', { roomId: 'room-1', doctorId: doctor.id }));
    await screen.findByRole('heading', { name: 'The consultation' });
    act(() => void window.dispatchEvent(new Event('focus')));
    expect(document.title).not.toBe('The doctor is calling you');
  });

  it('does not touch the camera before the person asks for it', async () => {
    const { user } = await setUp();
    expect(devices.getUserMedia).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Turn on camera' }));
    await waitFor(() => expect(devices.getUserMedia).toHaveBeenCalledTimes(1));
    expect(await screen.findByText(/Only you see this picture/)).toBeDefined();
  });

  it('[S0-U01, S0-U02] shows the own picture again after a reload, and switches camera and microphone', async () => {
    devices.permissions.audio = 'granted';
    devices.permissions.video = 'granted';
    const { user } = await setUp();
    const camera = await screen.findByRole('button', { name: 'Camera', pressed: true });
    expect(screen.getByRole('button', { name: 'Microphone', pressed: true })).toBeDefined();
    await user.click(camera);
    expect(screen.getByRole('button', { name: 'Camera', pressed: false })).toBeDefined();
    expect(devices.opened.filter(({ kind }) => kind === 'video').map((track) => track.readyState)).toEqual([
      'ended',
    ]);
    await user.click(screen.getByRole('button', { name: 'Camera' }));
    await screen.findByRole('button', { name: 'Camera', pressed: true });
  });

  it('[S0-U03, S0-U04, S0-U05, S0-U07, S0-U13] tests the devices, shows what works and tells the clinic', async () => {
    const { user, sent, services } = await setUp();
    expect(filled()).toEqual(['Test devices']);
    await user.click(screen.getByRole('button', { name: 'Test devices' }));
    await screen.findByRole('button', { name: 'Yes, I heard it' }, { timeout: 10_000 });
    expect(filled()).toEqual(['Yes, I heard it']);
    await user.click(screen.getByRole('button', { name: 'Yes, I heard it' }));
    expect(await screen.findAllByText('Your devices work.')).not.toEqual([]);
    expect(screen.getByText('we hear you')).toBeDefined();
    expect(screen.getByText('Desk camera')).toBeDefined();
    const level = screen.getByRole('img', { name: 'Microphone level' });
    await waitFor(() => expect(level.querySelectorAll('[data-on]').length).toBeGreaterThan(0));
    expect(filled()).toEqual(["I'm ready"]);
    await waitFor(() => expect(sent('device-test-results')).toHaveLength(1));
    const { results } = sent('device-test-results')[0] as { results: DeviceTestResults };
    expect(results).toMatchObject({ allTestsPassed: true, speakers: { status: 'passed' } });
    expect(services.socket.sent.map(({ event }) => event)).not.toContain('patient-ready');
  });

  it('[S0-U06] says of a browser that can make video calls that it is good', async () => {
    const { user, sent } = await setUp();
    await passTest(user);
    const browser = screen.getByText('Browser', { selector: 'li span' }).closest('li');
    expect(browser?.textContent).toContain('good');
    await waitFor(() =>
      expect(sent('device-test-results')).toMatchObject([{ results: { browser: { status: 'passed' } } }]),
    );
  });

  it('[S0-U06] says when the browser cannot make video calls', async () => {
    Reflect.deleteProperty(window, 'RTCPeerConnection');
    const { user, sent } = await setUp();
    await passTest(user);
    expect(screen.getByText(/This browser cannot make video calls/)).toBeDefined();
    await waitFor(() =>
      expect(sent('device-test-results')).toMatchObject([
        { results: { allTestsPassed: false, browser: { status: 'failed', reason: 'tooOld' } } },
      ]),
    );
  });

  it('opens the help for a failed part in place, with the button that repeats it', async () => {
    devices.problems.video = mediaError('NotReadableError');
    const { user } = await setUp();
    await passTest(user);
    const camera = screen.getByText('Camera', { selector: 'li span' }).closest('li');
    if (camera === null) throw new Error('no row for the camera');
    expect(within(camera).getByRole('alert').textContent).toContain('for example Zoom or Teams');
    delete devices.problems.video;
    await user.click(within(camera).getByRole('button', { name: 'Try the camera again' }));
    expect(await within(camera).findByText('we see your picture', {}, { timeout: 10_000 })).toBeDefined();
    expect(within(camera).queryByRole('alert')).toBeNull();
  });

  it.each([
    ['NotAllowedError', 'Permission denied', 'This page may not use your camera'],
    ['NotAllowedError', 'Permission denied by system', 'privacy settings of your device'],
    ['NotFoundError', 'Requested device not found', 'We find no camera'],
    ['NotReadableError', 'Could not start video source', 'Another program may be using it'],
  ])(
    '[S0-H07, S0-H09, S0-H12] with a shimmed %s (%s: denied, no device or busy) helps in words and with a picture',
    async (name, detail, words) => {
      devices.permissions.audio = 'granted';
      devices.permissions.video = 'denied';
      devices.problems.video = mediaError(name, detail);
      const { user } = await setUp();
      await user.click(screen.getByRole('button', { name: 'Test devices' }));
      const help = await screen.findByRole('alert');
      expect(help.textContent).toContain(words);
      const pictures = help.querySelectorAll('svg');
      expect(pictures).toHaveLength(1);
      expect(pictures[0]?.getAttribute('aria-hidden')).toBe('true');
      expect(help.textContent.includes('left of the address')).toBe(detail === 'Permission denied');
    },
  );

  it('[S0-H08, S0-H11, S0-H13] offers to come in with sound only, or to listen, where devices are refused (shimmed)', async () => {
    devices.problems.audio = mediaError('NotAllowedError');
    devices.problems.video = mediaError('NotAllowedError');
    const { user, services, sent } = await setUp();
    await passTest(user);
    await user.click(screen.getByRole('button', { name: 'Go on with sound only' }));
    expect(services.media.state.getState().wanted).toEqual({ audio: true, video: false });
    await user.click(screen.getByRole('button', { name: 'Go on and only listen' }));
    expect(services.media.state.getState().wanted).toEqual({ audio: false, video: false });
    expect(screen.getAllByText('You can come in and listen.')).not.toEqual([]);
    await waitFor(() =>
      expect(sent('device-test-results').at(-1)).toMatchObject({
        results: {
          camera: { status: 'skipped' },
          report: { verdict: 'audio-only', reasons: ['no-camera', 'no-microphone'] },
        },
      }),
    );
  });

  it('lets the person choose the devices, and says when one that disappeared (shimmed) was replaced', async () => {
    devices.permissions.audio = 'granted';
    devices.permissions.video = 'granted';
    devices.plugged.push(
      { kind: 'videoinput', deviceId: 'desk', label: 'Desk camera' },
      { kind: 'videoinput', deviceId: 'usb', label: 'USB camera' },
    );
    const { user } = await setUp();
    await user.click(await screen.findByRole('button', { name: 'Choose devices' }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Camera in use' }), 'USB camera');
    const picture = () => devices.opened.findLast(({ kind }) => kind === 'video');
    await waitFor(() => expect(picture()?.label).toBe('USB camera'));
    expect(screen.queryByRole('combobox', { name: 'Speaker in use' })).toBeNull();
    devices.plugged.pop();
    act(() => picture()?.end());
    expect(await screen.findByText('Your camera is gone. We use this one now: Desk camera')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'OK' }));
    expect(screen.queryByText(/Your camera is gone/)).toBeNull();
  });

  it('does not speak of help or faults when parts were only skipped', async () => {
    devices.problems.video = mediaError('NotFoundError');
    const { user } = await setUp();
    await passTest(user);
    await user.click(await screen.findByRole('button', { name: 'Go on with sound only' }));
    expect(await screen.findAllByText('Your visit will work with sound only.')).not.toEqual([]);
    expect(screen.getByText(/left out a part of the test. You can come in all the same/)).toBeDefined();
    expect(screen.queryByText(/the help above/)).toBeNull();
  });

  it('sends the results again when the connection is back', async () => {
    const { user, services, sent } = await setUp();
    await user.click(screen.getByRole('button', { name: 'Test devices' }));
    await screen.findByRole('button', { name: 'Yes, I heard it' }, { timeout: 10_000 });
    act(() => services.socket.goOffline());
    await user.click(screen.getByRole('button', { name: 'Yes, I heard it' }));
    expect(sent('device-test-results')).toEqual([]);
    act(() => services.socket.goOnline());
    await waitFor(() => expect(sent('device-test-results')).toHaveLength(1));
  });

  it('[S0-U12, S0-I06] is ready or not whatever the devices say, and only when the server took it', async () => {
    devices.problems.audio = mediaError('NotAllowedError');
    devices.problems.video = mediaError('NotAllowedError');
    const { user, services, sent } = await setUp();
    expect(screen.getByText(/You have not tested your devices/)).toBeDefined();
    services.socket.answer('patient-ready', () => {
      throw new ApiError('storage_unavailable');
    });
    await user.click(ready());
    expect(await screen.findByText(/can't save anything right now/)).toBeDefined();
    expect(ready().getAttribute('aria-pressed')).toBe('false');
    services.socket.answer('patient-ready', () => ({}));
    await user.click(ready());
    await waitFor(() => expect(ready().getAttribute('aria-pressed')).toBe('true'));
    expect(screen.getByText(/you hear a sound then/)).toBeDefined();
    await user.click(ready());
    await waitFor(() => expect(ready().getAttribute('aria-pressed')).toBe('false'));
    expect(sent('patient-ready')).toEqual([
      { roomId: 'room-1', ready: true },
      { roomId: 'room-1', ready: true },
      { roomId: 'room-1', ready: false },
    ]);
  });

  it('comes back after a reload with the ready flag and the results that the server kept', async () => {
    await setUp({
      patients: [
        waitingPatient({
          ready: true,
          deviceTestCompleted: true,
          deviceTestResults: {
            camera: { status: 'passed' },
            microphone: { status: 'passed' },
            speakers: { status: 'failed', reason: 'notHeard' },
            network: { status: 'passed' },
            browser: { status: 'passed' },
          },
        }),
      ],
    });
    await waitFor(() => expect(ready().getAttribute('aria-pressed')).toBe('true'));
    expect(screen.getByText(/Turn up the volume/)).toBeDefined();
    // Who is ready has nothing left to press.
    expect(filled()).toEqual([]);
  });

  it('[S0-U08, S0-U09, S0-U14, S0-H02, S0-H12] has the chat with its history, and says when the connection is lost', async () => {
    const { user, services } = await setUp({
      messages: [
        message(1, {
          userType: 'doctor',
          userId: doctor.id,
          senderName: 'Dr Ada One',
          message: 'Good morning',
        }),
      ],
    });
    expect(screen.getByText('Good morning')).toBeDefined();
    services.socket.answer('waiting-room-message', ({ message: text, clientId }) => ({
      message: message(2, { message: text, clientId: clientId ?? null }),
    }));
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'I am early');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText('I am early')).toBeDefined();
    expect(screen.getByText('Connected')).toBeDefined();
    act(() => services.socket.goOffline());
    expect(screen.getByText('Reconnecting…')).toBeDefined();
  });

  it('[S0-F09, S0-G04, S0-I01] goes into the call when the doctor starts it', async () => {
    const { services } = await setUp();
    act(() => services.socket.receive('consultation-starting', { roomId: 'another', doctorId: doctor.id }));
    expect(screen.queryByText('The consultation')).toBeNull();
    act(() => services.socket.receive('consultation-starting', { roomId: 'room-1', doctorId: doctor.id }));
    expect(await screen.findByText('The consultation')).toBeDefined();
    expect(screen.getByText('Dr Ada One starts the consultation now.')).toBeDefined();
  });

  it('goes into the call if it began while this page was away', async () => {
    const { services, server } = await setUp();
    act(() => services.socket.goOffline());
    server.room = roomState({ appointment: appointment({ status: 'inCall' }) });
    act(() => services.socket.goOnline());
    expect(await screen.findByText('The consultation')).toBeDefined();
  });

  it('says goodbye when the visit is closed', async () => {
    const { services } = await setUp();
    act(() =>
      services.socket.receive('appointment-updated', { appointment: appointment({ status: 'cancelled' }) }),
    );
    expect(await screen.findByText('Goodbye')).toBeDefined();
  });

  it('gives the place up only after asking', async () => {
    const { user, sent } = await setUp();
    await user.click(screen.getByRole('button', { name: 'Leave the waiting room' }));
    await user.click(await screen.findByRole('button', { name: 'Stay here' }));
    expect(sent('leave-waiting-room')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Leave the waiting room' }));
    await user.click(await screen.findByRole('button', { name: 'Leave' }));
    expect(await screen.findByText('Goodbye')).toBeDefined();
    expect(sent('leave-waiting-room')).toEqual([{ roomId: 'room-1' }]);
  });
});

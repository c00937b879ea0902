import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createRef } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Role } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { CallNotice } from '../../src-renderer/features/consultation/call-notice.tsx';
import { ConsultationPage } from '../../src-renderer/features/consultation/consultation-page.tsx';
import { RemoteVideo } from '../../src-renderer/features/consultation/remote-video.tsx';
import type { PeerSessionView } from '../../src-renderer/features/consultation/peer-session-state.ts';
import {
  createFakeDevices,
  FakeStream,
  installFakeMedia,
  mediaError,
  type FakeDevices,
} from './device-test-harness.ts';
import {
  appointment,
  doctor,
  message,
  roomState,
  sessionAnswer,
  waitingPatient,
} from './support/fixtures.ts';
import { AT, BOB, ownEmergency } from './support/emergencies.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = {
  ...doctor,
  id: 'patient-1',
  _id: 'patient-1',
  fullname: 'Pat Alpha',
  role: 'patient' as const,
};
const inCall = () =>
  appointment({ status: 'inCall', startedAt: new Date(Date.now() - 65_000).toISOString() });

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

const Goodbye = () => {
  const { endedBy = 'nobody else' } = (useLocation().state ?? {}) as { endedBy?: string };
  return <h1 title={endedBy}>Goodbye</h1>;
};

const setUp = async (role: Role, options: { width?: number } = {}) => {
  const services = createTestServices({
    'POST /auth/invite': () => ({
      json: sessionAnswer({
        user: role === 'doctor' ? doctor : patient,
        roomId: 'room-1',
        appointmentId: 'appointment-1',
      }),
    }),
    'GET /api/appointments/appointment-1/summary': () => ({
      json: {
        success: true,
        data: {
          appointment: inCall(),
          summary: { notes: '', version: 0, updatedAt: null },
          followUps: [],
        },
      },
    }),
    'PUT /api/appointments/appointment-1/summary': ({ body }) => ({
      json: {
        success: true,
        data: { summary: { ...(body as object), version: 1, updatedAt: new Date().toISOString() } },
      },
    }),
  });
  services.socket.answer('join-waiting-room', () => ({
    room: roomState({ appointment: inCall(), patients: [waitingPatient()], messages: [message(1)] }),
  }));
  services.socket.answer('join-room', () => ({ roomId: 'room-1', participants: [] }));
  await services.session.openInvitation('secret');
  const show = async () => {
    await renderApp(
      <Routes>
        <Route path="consultation/:roomId" element={<ConsultationPage />} />
        <Route path="rooms/:roomId" element={<CallNotice />} />
        <Route
          path="visits/appointment-1/summary"
          element={
            <>
              <h1>Visit summary</h1>
              <CallNotice />
            </>
          }
        />
        <Route path="visit-over/:roomId" element={<Goodbye />} />
        <Route path="waiting-room/:roomId" element={<h1>Waiting room</h1>} />
      </Routes>,
      { services, path: '/consultation/room-1', ...options },
    );
    act(() => services.socket.goOnline());
  };
  const sent = (event: string) =>
    services.socket.sent.filter((request) => request.event === event).map(({ payload }) => payload);
  const other = {
    socketId: 'other-socket',
    userId: role === 'doctor' ? patient.id : doctor.id,
    userType: role === 'doctor' ? ('patient' as const) : ('doctor' as const),
    userName: role === 'doctor' ? 'Pat Alpha' : 'Dr Ada One',
    roomId: 'room-1',
  };
  return { services, show, sent, other, user: userEvent.setup() };
};

const joined = async (services: { socket: { sent: { event: string }[] } }) =>
  waitFor(() => expect(services.socket.sent.map(({ event }) => event)).toContain('join-room'));

describe('the consultation', () => {
  it('[S4-B08] shows a patient what became of the own emergency', async () => {
    const { services, show } = await setUp('patient');
    services.socket.answer('own_emergency', () => ({ emergency: ownEmergency() }));
    await show();
    const card = await screen.findByRole('region', { name: 'Your emergency' });
    expect(card.textContent).toMatch(/^Sent at/);
    // Also in the small window, which shows what cannot wait alone.
    expect(card.hasAttribute('data-urgent')).toBe(true);
    expect(screen.getByRole('region', { name: 'Consultation' }).contains(card)).toBe(true);
    const { id: emergencyId, patientId } = { patientId: patient.id, ...ownEmergency() };
    act(() =>
      services.socket.receive('emergency:acknowledged', {
        emergencyId,
        patientId,
        acknowledgedAt: AT,
        acknowledgedBy: BOB,
      }),
    );
    await waitFor(() => expect(card.textContent).toMatch(/Dr Bob Two/));
  });

  it('has the names by which it is used, and says who is missing', async () => {
    const { services, show } = await setUp('doctor');
    await show();
    await joined(services);
    expect(screen.getByRole('region', { name: 'Consultation' })).toBeDefined();
    expect(screen.getByLabelText('Remote video').tagName).toBe('VIDEO');
    expect(screen.getByLabelText('Your video').tagName).toBe('VIDEO');
    for (const name of ['Mute', 'Stop video']) {
      expect(screen.getByRole('button', { name }).getAttribute('aria-pressed')).toBe('false');
    }
    expect(screen.getByRole('button', { name: 'End call' })).toBeDefined();
    expect(await screen.findByText('Waiting for Pat Alpha…')).toBeDefined();
    expect(screen.getByRole('timer').textContent).toMatch(/^1:0\d$/);
    // jsdom, like most phones, has no screen to share.
    expect(screen.queryByRole('button', { name: 'Share screen' })).toBeNull();
  });

  it('tells the other side what is switched off, by button or key', async () => {
    const { services, show, sent, user } = await setUp('patient');
    await show();
    await joined(services);
    await waitFor(() => expect(sent('toggle-audio')).toEqual([{ roomId: 'room-1', enabled: true }]));
    await user.click(screen.getByRole('button', { name: 'Mute' }));
    expect(screen.getByRole('button', { name: 'Mute', pressed: true })).toBeDefined();
    expect(sent('toggle-audio').at(-1)).toEqual({ roomId: 'room-1', enabled: false });
    await user.keyboard('{Alt>}v{/Alt}');
    expect(screen.getByRole('button', { name: 'Stop video', pressed: true })).toBeDefined();
    expect(sent('toggle-video').at(-1)).toEqual({ roomId: 'room-1', enabled: false });
    expect(devices.opened.map(({ enabled }) => enabled)).toEqual([false, false]);
  });

  it('says that one speaks while muted, and turns the microphone on', async () => {
    const { services, show, user } = await setUp('patient');
    await show();
    await joined(services);
    await user.click(screen.getByRole('button', { name: 'Mute' }));
    const turnOn = await screen.findByRole('button', { name: 'Turn it on' }, { timeout: 4_000 });
    expect(screen.getByText(/You are speaking, but your microphone is off: Dr Ada One/)).toBeDefined();
    await user.click(turnOn);
    expect(screen.getByRole('button', { name: 'Mute', pressed: false })).toBeDefined();
    await waitFor(() => expect(screen.queryByText(/You are speaking/)).toBeNull());
  });

  it('says what to do without a camera and microphone, and stays in the call', async () => {
    devices.problems.audio = mediaError('NotFoundError');
    devices.problems.video = mediaError('NotReadableError');
    const { services, show, sent, user } = await setUp('patient');
    await show();
    expect(await screen.findByText(/Neither your camera nor your microphone/)).toBeDefined();
    await joined(services);
    await waitFor(() => expect(sent('toggle-audio')).toEqual([{ roomId: 'room-1', enabled: false }]));
    delete devices.problems.audio;
    delete devices.problems.video;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByText(/Neither your camera/)).toBeNull());
    await waitFor(() => expect(sent('toggle-audio').at(-1)).toEqual({ roomId: 'room-1', enabled: true }));
  });

  it('ended by the doctor ends the visit, and the doctor comes to its summary with a notice', async () => {
    const { services, show, sent, user } = await setUp('doctor');
    await show();
    await joined(services);
    await user.click(screen.getByRole('button', { name: 'End call' }));
    expect((await screen.findAllByText('The visit of Pat Alpha is over.')).length).toBeGreaterThan(0);
    await waitFor(() => expect(sent('end-call')).toEqual([{ roomId: 'room-1' }]));
    expect(screen.queryByRole('region', { name: 'Consultation' })).toBeNull();
    expect(screen.getByRole('heading', { name: 'Visit summary' })).toBeDefined();
  });

  it('left by the doctor does not end the visit', async () => {
    const { services, show, sent, user } = await setUp('doctor');
    await show();
    await joined(services);
    await user.click(screen.getByRole('button', { name: 'Other ways to leave' }));
    expect(await screen.findByRole('menuitem', { name: /^End the visit for both/ })).toBeDefined();
    await user.click(screen.getByRole('menuitem', { name: /^Leave and return later/ }));
    expect(
      (await screen.findAllByText(/^You left the call. Pat Alpha is still in it/)).length,
    ).toBeGreaterThan(0);
    expect(sent('end-call')).toEqual([]);
    await waitFor(() => expect(sent('leave-room')).not.toEqual([]));
  });

  it('leaves the choice how to end to the doctor', async () => {
    const { services, show } = await setUp('patient');
    await show();
    await joined(services);
    expect(screen.queryByRole('button', { name: 'Other ways to leave' })).toBeNull();
  });

  it('ended by the patient tells the doctor so, in words', async () => {
    const { services, show, other } = await setUp('doctor');
    await show();
    await joined(services);
    act(() => services.socket.receive('user-joined', other));
    act(() =>
      services.socket.receive('call-ended', { from: 'other-socket', fromUser: other, roomId: 'room-1' }),
    );
    expect((await screen.findAllByText(/Pat Alpha ended the call/)).length).toBeGreaterThan(0);
  });

  it.each([
    ['call-ended', 'doctor'],
    ['appointment-updated', 'nobody else'],
  ] as const)(
    'takes the patient to the goodbye on %s, which knows who ended it: %s',
    async (event, endedBy) => {
      const { services, show, other } = await setUp('patient');
      await show();
      await joined(services);
      act(() => {
        if (event === 'call-ended') {
          services.socket.receive(event, { from: 'other-socket', fromUser: other, roomId: 'room-1' });
        } else {
          services.socket.receive(event, { appointment: appointment({ status: 'ended' }) });
        }
      });
      expect((await screen.findByText('Goodbye')).title).toBe(endedBy);
    },
  );

  it('sends a patient who is not admitted back to the waiting room', async () => {
    const { services, show } = await setUp('patient');
    services.socket.answer('join-waiting-room', () => ({ room: roomState() }));
    services.socket.answer('join-room', () => {
      throw new ApiError('not_admitted');
    });
    await show();
    expect(await screen.findByText('Waiting room')).toBeDefined();
  });

  it('says why a call cannot be joined', async () => {
    const { services, show } = await setUp('doctor');
    services.socket.answer('join-room', () => {
      throw new ApiError('forbidden');
    });
    await show();
    expect(await screen.findByRole('heading', { name: "You can't join this call" })).toBeDefined();
    expect(screen.getByText(/Only the patient and the doctor of this visit can/)).toBeDefined();
    expect(services.failures.state.getState().last?.failure).toBe('call-refused');
    expect(screen.getByRole('button', { name: 'Help' })).toBeDefined();
  });

  it('goes on in another window of the same person, and comes back when asked', async () => {
    const { services, show, sent, user } = await setUp('doctor');
    await show();
    await joined(services);
    const own = {
      socketId: 'own-socket',
      userId: doctor.id,
      userType: 'doctor' as const,
      userName: '',
      roomId: 'room-1',
    };
    act(() => services.socket.receive('user-left', { socketId: 'own-socket', user: own }));
    await user.click(await screen.findByRole('button', { name: 'Continue here' }));
    await waitFor(() => expect(sent('join-room')).toHaveLength(2));
    expect(screen.getByRole('region', { name: 'Consultation' })).toBeDefined();
  });

  it('has the chat beside, and counts what comes while it is closed', async () => {
    const { services, show, user } = await setUp('doctor', { width: 390 });
    await show();
    await joined(services);
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    act(() => services.socket.receive('waiting-room-message', message(2, { message: 'It hurts here' })));
    const chat = screen.getByRole('button', { name: /^Chat/, pressed: false });
    expect(chat.textContent).toContain('1');
    await user.click(chat);
    expect(screen.getByText('It hurts here')).toBeDefined();
    expect(screen.getByRole('textbox', { name: 'Message' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'Chat', pressed: true })).toBeDefined();
  });

  it('has the doctor’s notes beside, in place of the chat, and saves them', async () => {
    const { services, show, user } = await setUp('doctor');
    await show();
    await joined(services);
    await user.click(screen.getByRole('button', { name: 'Chat' }));
    await user.keyboard('{Alt>}n{/Alt}');
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    const panel = within(screen.getByRole('complementary', { name: 'Notes' }));
    await user.type(await panel.findByRole('textbox', { name: 'Notes' }), 'Rest');
    await user.click(screen.getByRole('button', { name: 'Notes', pressed: true }));
    await waitFor(() =>
      expect(
        services.fetch.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body),
      ).toEqual([{ notes: 'Rest', version: 0 }]),
    );
    expect(screen.queryByRole('complementary', { name: 'Notes' })).toBeNull();
  });

  it('has no notes for the patient', async () => {
    const { services, show, user } = await setUp('patient');
    await show();
    await joined(services);
    await user.keyboard('{Alt>}n{/Alt}');
    expect(screen.queryByRole('button', { name: 'Notes' })).toBeNull();
    expect(screen.queryByRole('textbox', { name: 'Notes' })).toBeNull();
    expect(services.fetch.requests.filter(({ path }) => path.endsWith('/summary'))).toEqual([]);
  });

  it('releases camera and microphone when it is left', async () => {
    const { services, show, user } = await setUp('patient');
    await show();
    await joined(services);
    await user.click(screen.getByRole('button', { name: 'End call' }));
    await screen.findByText('Goodbye');
    await waitFor(
      () => expect(devices.opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']),
      { timeout: 5_000 },
    );
  });

  it('moves the own picture with the arrow keys', async () => {
    const { services, show, user } = await setUp('doctor');
    await show();
    await joined(services);
    const own = screen.getByRole('group', { name: /^Own picture/ });
    expect(own.dataset).toMatchObject({ right: 'true', bottom: 'true' });
    own.focus();
    await user.keyboard('{ArrowLeft}{ArrowUp}');
    expect(own.dataset['right']).toBeUndefined();
    expect(own.dataset['bottom']).toBeUndefined();
  });
});

describe('the other’s picture', () => {
  const view = (changes: Partial<PeerSessionView> = {}): PeerSessionView => ({
    state: { status: 'connected' },
    other: {
      userId: 'patient-1',
      userType: 'patient',
      userName: 'Pat Alpha',
      audioEnabled: true,
      videoEnabled: true,
      videoPaused: false,
      present: true,
    },
    remoteStream: new FakeStream() as unknown as MediaStream,
    audioEnabled: true,
    videoEnabled: true,
    videoPaused: false,
    ...changes,
  });
  const show = async (shown: PeerSessionView) =>
    renderApp(<RemoteVideo view={shown} name="Pat Alpha" element={createRef()} />, {
      services: createTestServices({}),
    });

  it('says in words what is switched off', async () => {
    const { other } = view();
    if (other === null) throw new Error('nobody there');
    await show(view({ other: { ...other, audioEnabled: false, videoEnabled: false } }));
    expect(screen.getByText('Pat Alpha has muted')).toBeDefined();
    expect(screen.getByText("Pat Alpha's camera is off")).toBeDefined();
  });

  it('[S0-H11] [S0-H12] says that a weak line took the picture, and not the person', async () => {
    const { other } = view();
    if (other === null) throw new Error('nobody there');
    await show(view({ other: { ...other, videoEnabled: false, videoPaused: true } }));
    expect(screen.getByText('Their connection is weak. We paused video to keep the sound.')).toBeDefined();
    expect(screen.queryByText("Pat Alpha's camera is off")).toBeNull();
  });

  it.each([
    [{ status: 'connecting', attempt: 1 }, 'Connecting to Pat Alpha…'],
    [
      { status: 'recovering', attempt: 2, reason: 'lost' },
      'The connection to Pat Alpha broke off. Reconnecting…',
    ],
    [{ status: 'recovering', attempt: 2, reason: 'otherGone' }, /Pat Alpha is gone for the moment/],
  ] as const)('says in a status that the call is %o', async (state, words) => {
    await show(view({ state }));
    expect(screen.getByRole('status').textContent).toMatch(words);
  });

  it('offers to enable the sound where the browser keeps it off', async () => {
    const play = vi.mocked(HTMLMediaElement.prototype.play);
    play.mockRejectedValueOnce(mediaError('NotAllowedError'));
    await show(view());
    const enable = await screen.findByRole('button', { name: 'Enable sound' });
    const video = screen.getByLabelText<HTMLVideoElement>('Remote video');
    expect(video.muted).toBe(true);
    await userEvent.click(enable);
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Enable sound' })).toBeNull());
    expect(video.muted).toBe(false);
  });
});

import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import * as sounds from '../../src-renderer/features/device-test/sounds.ts';
import { PatientWaitingRoomPage } from '../../src-renderer/features/waiting-room/patient-waiting-room-page.tsx';
import { createFakeDevices, installFakeMedia } from './device-test-harness.ts';
import { doctor, roomState, sessionAnswer, waitingPatient } from './support/fixtures.ts';
import { lend } from './support/lend.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const shown: { title: string; body: string | undefined }[] = [];

/** Notes of the system; `answer` is what the person says when the browser asks. */
const stubNotes = (permission: NotificationPermission, answer: NotificationPermission) => {
  const requestPermission = vi.fn(async () => {
    Fake.permission = answer;
    return answer;
  });
  class Fake {
    static permission = permission;
    static requestPermission = requestPermission;
    close = () => undefined;
    constructor(title: string, options?: NotificationOptions) {
      shown.push({ title, body: options?.body });
    }
  }
  vi.stubGlobal('Notification', Fake);
  return requestPermission;
};

let playChime: MockInstance;
let uninstall: () => void;
beforeEach(() => {
  shown.length = 0;
  playChime = vi.spyOn(sounds, 'playChime').mockReturnValue();
  uninstall = installFakeMedia(createFakeDevices());
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
});
afterEach(() => {
  act(() => void window.dispatchEvent(new Event('focus')));
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  uninstall();
});

const setUp = async ({ wanted = false, position = 1 } = {}) => {
  const services = createTestServices({
    'POST /auth/invite': () => ({
      json: sessionAnswer({
        user: { ...doctor, id: 'patient-1', _id: 'patient-1', fullname: 'Pat Alpha', role: 'patient' },
        roomId: 'room-1',
        appointmentId: 'appointment-1',
      }),
    }),
  });
  const patients = [waitingPatient({ callBack: wanted })];
  services.socket.answer('join-waiting-room', () => ({ room: roomState({ patients, position }) }));
  await services.session.openInvitation('secret');
  await renderApp(
    <Routes>
      <Route path="waiting-room/:roomId" element={<PatientWaitingRoomPage />} />
      <Route path="consultation/:roomId" element={<h1>The consultation</h1>} />
    </Routes>,
    { services, path: '/waiting-room/room-1' },
  );
  act(() => services.socket.goOnline());
  await screen.findByText(/Hello Pat Alpha/);
  const user = userEvent.setup();
  const ask = async () => {
    await user.click(screen.getByRole('button', { name: 'Call me when it is time' }));
    act(() =>
      services.socket.receive('call-back-changed', {
        roomId: 'room-1',
        patientId: 'patient-1',
        wanted: true,
      }),
    );
  };
  return { services, ask };
};

describe('a patient who wants to be called', () => {
  it('is asked for notes of the system on pressing the button and not before, and called by note and sound', async () => {
    const requestPermission = stubNotes('default', 'granted');
    const { services, ask } = await setUp();
    expect(requestPermission).not.toHaveBeenCalled();
    await ask();
    expect(requestPermission).toHaveBeenCalledTimes(1);
    expect(screen.queryByText(/does not let this page show notifications/)).toBeNull();
    act(() => services.socket.receive('consultation-starting', { roomId: 'room-1', doctorId: doctor.id }));
    await screen.findByRole('heading', { name: 'The consultation' });
    expect(shown.map(({ title }) => title)).toEqual(['The doctor is calling you']);
    expect(shown[0]?.body).toContain('Dr Ada One');
    expect(playChime).toHaveBeenCalledTimes(1);
  });

  it('is called when the place in the queue becomes the first one, once', async () => {
    stubNotes('granted', 'granted');
    const { services } = await setUp({ wanted: true, position: 2 });
    expect(shown).toEqual([]);
    for (const position of [1, 1]) {
      act(() => services.socket.receive('queue-position', { roomId: 'room-1', position }));
    }
    expect(shown).toEqual([{ title: 'You are next', body: 'You are next.' }]);
    expect(playChime).toHaveBeenCalledTimes(1);
  });

  it('who did not ask for it is not disturbed at the first place', async () => {
    stubNotes('granted', 'granted');
    const { services } = await setUp({ position: 2 });
    act(() => services.socket.receive('queue-position', { roomId: 'room-1', position: 1 }));
    expect(shown).toEqual([]);
    expect(playChime).not.toHaveBeenCalled();
  });

  it('[S0-H07] [S0-H12] denied permission for notes is explained, and the sound still calls', async () => {
    stubNotes('default', 'denied');
    const { services, ask } = await setUp();
    await ask();
    expect(
      await screen.findByText(/allow notifications for this page in your browser's settings/),
    ).toBeDefined();
    act(() => services.socket.receive('consultation-starting', { roomId: 'room-1', doctorId: doctor.id }));
    expect(shown).toEqual([]);
    expect(playChime).toHaveBeenCalledTimes(1);
  });

  it('[S0-H12] [S0-H13] is told where the browser shows no notes at all', async () => {
    Reflect.deleteProperty(window, 'Notification');
    const { ask } = await setUp();
    await ask();
    expect(screen.getByText(/This browser shows no notifications/)).toBeDefined();
  });
});

describe('a patient who waits with the page open', () => {
  it('keeps the screen on, and lets it go off after leaving the page', async () => {
    const release = vi.fn(async () => undefined);
    const request = vi.fn(async () => ({ released: false, release }));
    lend(navigator, 'wakeLock', { request });
    await setUp();
    expect(request).toHaveBeenCalledWith('screen');
    cleanup();
    expect(release).toHaveBeenCalledTimes(1);
  });
});

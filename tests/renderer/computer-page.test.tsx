import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Route, Routes, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { createComputer } from '../../src-renderer/features/computer/computer.ts';
import { ComputerPage, ComputerSettings } from '../../src-renderer/features/computer/computer-page.tsx';
import { LeavingDialog } from '../../src-renderer/features/computer/leaving-dialog.tsx';
import * as arrivalSound from '../../src-renderer/features/waiting-room/arrival-sound.ts';
import { DoctorAlertsBar } from '../../src-renderer/features/waiting-room/doctor-alerts-bar.tsx';
import { DoctorLive, useDoctorAlerts } from '../../src-renderer/features/waiting-room/doctor-live.tsx';
import type { AttentionPreferences } from '../../src-preload/contract.ts';
import { SAMPLE_ATTENTION_PREFERENCES } from '../support/desktop/bridge-samples.ts';
import { createFakeBridge, type FakeAnswers } from '../support/desktop/fake-bridge.ts';
import { appointment, roomState, sessionAnswer, waitingPatient } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

/** What this computer does for who waits, as the person chooses it, and the question before the app goes. */

let playArrival: MockInstance<typeof arrivalSound.playArrival>;
beforeEach(() => {
  playArrival = vi.spyOn(arrivalSound, 'playArrival').mockResolvedValue();
});
afterEach(cleanup);

const inApp = (answers: FakeAnswers = {}, preferences: Partial<AttentionPreferences> = {}) => {
  let current = { ...SAMPLE_ATTENTION_PREFERENCES, ...preferences };
  const fake = createFakeBridge({
    'attention:preferences': () => current,
    'attention:set-preferences': (changes) => (current = { ...current, ...changes } as AttentionPreferences),
    ...answers,
  });
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/appointments': () => ({ json: { success: true, data: { appointments: [appointment()] } } }),
  });
  services.socket.answer('join-waiting-room', () => ({ room: roomState() }));
  const computer = createComputer(fake.bridge);
  return { ...fake, computer, services: { ...services, computer }, chosen: () => current };
};

const settings = async (world: ReturnType<typeof inApp>) => {
  await renderApp(<ComputerSettings />, { services: world.services });
  await screen.findByRole('heading', { name: 'Notifications' });
  return userEvent.setup();
};

describe('the page about this computer', () => {
  it('switches names on and off, and says what that means', async () => {
    const world = inApp();
    const user = await settings(world);
    const names = screen.getByRole('switch', { name: 'Names in notifications' });
    expect(names).toHaveProperty('checked', false);
    expect(screen.getByText('They say how many wait, and nobody’s name.')).toBeDefined();
    await user.click(names);
    expect(world.chosen().names).toBe(true);
    expect(await screen.findByText(/Names may be seen by others/)).toBeDefined();
  });

  it('keeps the old choice and says so when it cannot be saved', async () => {
    const user = await settings(
      inApp({ 'attention:set-preferences': () => Promise.reject(new Error('disk')) }),
    );
    await user.click(screen.getByRole('switch', { name: 'Names in notifications' }));
    expect((await screen.findByRole('alert')).textContent).toContain('could not be saved');
    expect(screen.getByRole('switch', { name: 'Names in notifications' })).toHaveProperty('checked', false);
  });

  it.each([
    ['sent', /handed to the system/],
    ['failed', /refused it/],
    ['unsupported', /shows no notifications/],
  ] as const)('shows a test notification: %s', async (outcome, words) => {
    const user = await settings(inApp({ 'attention:test-notification': () => outcome }));
    await user.click(screen.getByRole('button', { name: 'Show a test notification' }));
    expect(await screen.findByText(words)).toBeDefined();
  });

  it('rings on the chosen device, and on the system’s own while that is gone', async () => {
    const world = inApp();
    world.services.media.state.setState(({ available }) => ({
      available: { ...available, speaker: [{ deviceId: 'desk', label: 'Desk speaker' }] },
    }));
    vi.spyOn(world.services.media, 'refreshDevices').mockResolvedValue();
    const user = await settings(world);
    await user.selectOptions(screen.getByLabelText('Arrivals ring on'), 'Desk speaker');
    expect(world.chosen().ringer).toEqual({ deviceId: 'desk', label: 'Desk speaker' });
    await user.click(screen.getByRole('button', { name: 'Test the ring' }));
    expect(playArrival).toHaveBeenLastCalledWith(1, 'desk');
    act(() =>
      world.services.media.state.setState(({ available }) => ({
        available: { ...available, speaker: [{ deviceId: 'headset', label: 'Headset' }] },
      })),
    );
    expect(await screen.findByText(/“Desk speaker” is not connected/)).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Test the ring' }));
    expect(playArrival).toHaveBeenLastCalledWith(1, null);
    await user.selectOptions(screen.getByLabelText('Arrivals ring on'), 'The system’s own speaker');
    expect(world.chosen().ringer).toBeNull();
  });

  it('says when the ring cannot be heard', async () => {
    playArrival.mockRejectedValue(new Error('no device'));
    const user = await settings(inApp());
    await user.click(screen.getByRole('button', { name: 'Test the ring' }));
    expect(await screen.findByText(/Nothing could be played/)).toBeDefined();
  });

  it('offers to load again what could not be read', async () => {
    let attempts = 0;
    const world = inApp({
      'attention:preferences': () => {
        attempts += 1;
        if (attempts === 1) throw new Error('gone');
        return SAMPLE_ATTENTION_PREFERENCES;
      },
    });
    await renderApp(<ComputerSettings />, { services: world.services });
    await userEvent.setup().click(await screen.findByRole('button', { name: /again/i }));
    expect(await screen.findByRole('heading', { name: 'Notifications' })).toBeDefined();
  });

  it('shows patients what is about them alone, and a browser nothing', async () => {
    const world = inApp();
    await renderApp(
      <Routes>
        <Route path="computer" element={<ComputerPage />} />
        <Route path="/" element={<p>home</p>} />
      </Routes>,
      { services: world.services, path: '/computer' },
    );
    expect(await screen.findByRole('heading', { name: 'Staying awake' })).toBeDefined();
    expect(screen.getAllByRole('heading').map((heading) => heading.textContent)).toEqual([
      'This computer',
      'Staying awake',
      'Updates',
      'Diagnostics',
    ]);
    cleanup();
    await renderApp(
      <Routes>
        <Route path="computer" element={<ComputerPage />} />
        <Route path="/" element={<p>home</p>} />
      </Routes>,
      { services: { ...world.services, computer: null }, path: '/computer' },
    );
    expect(screen.getByText('home')).toBeDefined();
  });
});

describe('the question before the app goes', () => {
  const asked = { id: 7, intent: 'quit', offersKeep: false } as const;
  const answers = (world: ReturnType<typeof inApp>) =>
    world.calls.filter(({ call }) => call === 'leaving:answer').map(({ input }) => input);

  it('says who loses what, by name inside the window, and stays unless it is told otherwise', async () => {
    const world = inApp();
    world.computer.attention.put('doctor', {
      waiting: [
        { key: 'r', label: 'Pat Alpha', since: '2027-03-09T09:20:00.000Z', isReady: true, isRinging: false },
      ],
      admitted: 0,
      unread: 0,
      emergencies: [],
      silence: null,
    });
    await renderApp(<LeavingDialog />, { services: world.services });
    act(() =>
      world.push('leaving:asked', {
        ...asked,
        consequences: [{ kind: 'patients-waiting', count: 1 }, { kind: 'clinic-stops' }],
      }),
    );
    const dialog = await screen.findByRole('dialog', { name: 'Quit Anteroom now?' });
    expect(world.calls).toContainEqual({ call: 'leaving:shown', input: { id: 7 } });
    expect(within(dialog).getByText('One patient is waiting.')).toBeDefined();
    expect(within(dialog).getByText('Pat Alpha')).toBeDefined();
    expect(within(dialog).getByText(/Nobody can reach it/)).toBeDefined();
    const user = userEvent.setup();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Stay'));
    await user.keyboard('{Escape}');
    expect(answers(world)).toEqual([{ id: 7, choice: 'stay', remember: false }]);
  });

  it('goes where the person says so', async () => {
    const world = inApp();
    await renderApp(<LeavingDialog />, { services: world.services });
    act(() => world.push('leaving:asked', { ...asked, consequences: [{ kind: 'wait-ends' }] }));
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Quit Anteroom' }));
    expect(answers(world)).toEqual([{ id: 7, choice: 'leave', remember: false }]);
  });

  it('offers to keep the clinic when the window is closed, and to do so from now on', async () => {
    const world = inApp();
    await renderApp(<LeavingDialog />, { services: world.services });
    act(() => world.push('leaving:asked', { id: 8, intent: 'close', offersKeep: true, consequences: [] }));
    const user = userEvent.setup();
    await user.click(await screen.findByRole('checkbox', { name: 'Always do this when I close the window' }));
    await user.click(screen.getByRole('button', { name: 'Keep the clinic running' }));
    expect(answers(world)).toEqual([{ id: 8, choice: 'keep', remember: true }]);
  });

  it('leaves the page of the call first, and with it camera and microphone', async () => {
    const world = inApp();
    await renderApp(
      <>
        <LeavingDialog />
        <Routes>
          <Route path="consultation/:roomId" element={<p>in the call</p>} />
          <Route path="/" element={<p>home</p>} />
        </Routes>
      </>,
      { services: world.services, path: '/consultation/room-1' },
    );
    act(() => world.push('leaving:asked', { ...asked, consequences: [{ kind: 'call-ends' }] }));
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    expect(screen.getByText('in the call')).toBeDefined();
    act(() => world.push('leaving:asked', { ...asked, id: 9, consequences: [{ kind: 'call-ends' }] }));
    await user.click(await screen.findByRole('button', { name: 'Quit Anteroom' }));
    expect(screen.getByText('home')).toBeDefined();
  });

  it('goes away when it was answered elsewhere', async () => {
    const world = inApp();
    await renderApp(<LeavingDialog />, { services: world.services });
    act(() => world.push('leaving:asked', { ...asked, consequences: [{ kind: 'call-ends' }] }));
    await screen.findByRole('dialog');
    act(() => world.push('leaving:withdrawn', { id: 7 }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(answers(world)).toEqual([]);
  });
});

describe('a doctor in the app', () => {
  it('is reported, and does what was chosen in a notification or beside the clock', async () => {
    const world = inApp();
    const { services, calls, push } = world;
    vi.spyOn(services.media, 'refreshDevices').mockResolvedValue();
    await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
    const Bar = () => <DoctorAlertsBar alerts={useDoctorAlerts()} />;
    const Place = () => <p>at {useLocation().pathname}</p>;
    await renderApp(
      <DoctorLive>
        <Bar />
        <Place />
      </DoctorLive>,
      { services, path: '/settings/general' },
    );
    act(() => services.socket.goOnline());
    await waitFor(() =>
      expect(services.socket.sent.map(({ event }) => event)).toContain('join-waiting-room'),
    );
    act(() =>
      services.socket.receive('patient-joined-waiting-room', {
        roomId: 'room-1',
        patient: waitingPatient(),
        appointment: appointment(),
        timestamp: new Date().toISOString(),
      }),
    );
    await waitFor(() =>
      expect(calls.findLast(({ call }) => call === 'attention:update')?.input).toMatchObject({
        role: 'doctor',
        activity: 'waiting',
        waiting: [{ label: 'Pat Alpha', isRinging: true }],
      }),
    );
    expect(playArrival).toHaveBeenCalledWith(1, null);
    act(() => push('attention:chosen', { kind: 'acknowledge', keys: ['room-1'] }));
    expect(services.socket.sent).toContainEqual({
      event: 'acknowledge-patient',
      payload: { roomId: 'room-1' },
    });
    act(() =>
      services.socket.receive('patient-acknowledged', {
        roomId: 'room-1',
        patientId: 'patient-1',
        acknowledgedAt: new Date().toISOString(),
      }),
    );
    act(() => push('attention:chosen', { kind: 'silence', minutes: null }));
    const soundOn = () => screen.queryByRole('button', { name: 'Turn the sound on' });
    expect(soundOn()).not.toBeNull();
    act(() => push('attention:chosen', { kind: 'sound-on' }));
    expect(soundOn()).toBeNull();
    act(() => push('attention:chosen', { kind: 'open-room', key: 'room-1' }));
    expect(await screen.findByText('at /rooms/room-1')).toBeDefined();
    // A call is not left for it: it shows who waits by itself.
    act(() => world.computer.attention.put('call', { role: 'doctor' }));
    act(() => push('attention:chosen', { kind: 'open-rooms' }));
    expect(screen.getByText('at /rooms/room-1')).toBeDefined();
  });
});

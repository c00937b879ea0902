import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PatientNewMessage } from '../../src-renderer/features/waiting-room/patient-new-message.tsx';
import { RoomChat } from '../../src-renderer/features/waiting-room/room-chat.tsx';
import { doctor, message, roomState, sessionAnswer } from './support/fixtures.ts';
import { lend } from './support/lend.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const patient = { ...doctor, id: 'patient-1', _id: 'patient-1', role: 'patient' as const };
const fromDoctor = (seq: number, text: string) =>
  message(seq, { message: text, userId: doctor.id, userType: 'doctor', senderName: 'Dr Ada One' });

/** Stands in for the browser's, which jsdom has none of: the test says how much is in the window. */
const installWindow = () => {
  let tell: (ratio: number) => void = () => undefined;
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: (entries: { intersectionRatio: number }[]) => void) {
        tell = (intersectionRatio) => callback([{ intersectionRatio }]);
      }
      observe() {
        tell(0);
      }
      disconnect() {
        tell = () => undefined;
      }
    },
  );
  return { show: (ratio: number) => act(() => tell(ratio)) };
};

const setUp = async () => {
  const view = installWindow();
  const services = createTestServices({
    'POST /auth/invite': () => ({
      json: sessionAnswer({ user: patient, roomId: 'room-1', appointmentId: 'appointment-1' }),
    }),
  });
  await services.session.openInvitation('secret');
  services.socket.answer('join-waiting-room', () => ({
    room: roomState({ messages: [fromDoctor(1, 'Good morning')] }),
  }));
  services.rooms.enter('room-1');
  services.socket.goOnline();
  await vi.waitFor(() => expect(services.rooms.state.getState().rooms['room-1']?.fresh).toBe(true));
  await renderApp(
    <PatientNewMessage roomId="room-1">
      <RoomChat roomId="room-1" />
    </PatientNewMessage>,
    { services },
  );
  const receive = (seq: number, text: string) =>
    act(() => services.socket.receive('waiting-room-message', fromDoctor(seq, text)));
  return { view, receive, services, user: userEvent.setup() };
};

const notice = () => screen.queryByRole('button', { name: /New message from Dr Ada One/ });

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a message while the patient’s chat is out of the window', () => {
  it('says itself with its words, and leads to the chat', async () => {
    const { view, receive, user } = await setUp();
    const scrolled = vi.fn();
    lend(Element.prototype, 'scrollIntoView', scrolled);
    expect(notice()).toBeNull();
    receive(2, 'I am running late.');
    expect(notice()?.textContent).toContain('I am running late.');
    const button = notice();
    if (button !== null) await user.click(button);
    expect(scrolled).toHaveBeenCalled();
    expect(document.activeElement).toBe(screen.getByRole('log'));
    view.show(1);
    expect(notice()).toBeNull();
    view.show(0);
    expect(notice()).toBeNull();
  });

  it('says nothing of what came while the chat was in view', async () => {
    const { view, receive } = await setUp();
    view.show(1);
    receive(2, 'I am running late.');
    view.show(0);
    expect(notice()).toBeNull();
  });
});

import { act, cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { createStorageStore } from '../../src-renderer/api/storage-store.ts';
import { RoomChat } from '../../src-renderer/features/waiting-room/room-chat.tsx';
import { PatientReady } from '../../src-renderer/features/waiting-room/patient-ready.tsx';
import { ErrorNotice } from '../../src-renderer/shell/error-notice.tsx';
import { StorageBar } from '../../src-renderer/shell/storage-bar.tsx';
import { createFakeSocket } from './support/fake-socket.ts';
import { message, roomState, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const setUp = async (element: React.ReactElement) => {
  const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  services.socket.answer('join-waiting-room', () => ({ room: roomState({ messages: [] }) }));
  services.rooms.enter('room-1');
  services.socket.goOnline();
  await vi.waitFor(() => expect(services.rooms.state.getState().rooms['room-1']?.fresh).toBe(true));
  await renderApp(element, { services });
  const disk = { isFull: true };
  const refuseIfFull = () => {
    if (disk.isFull) throw new ApiError('storage_full');
  };
  const change = (writable: boolean) =>
    act(async () => {
      disk.isFull = !writable;
      services.socket.receive('storage-state', { writable });
    });
  return { services, refuseIfFull, change, user: userEvent.setup() };
};

afterEach(cleanup);

describe('while the clinic’s disk is full', () => {
  it.each([
    {
      audience: 'doctor',
      words: /^The disk .* Free space on the server's computer: it goes on by itself\.$/,
    },
    { audience: 'patient', words: /^The clinic's disk is full\. .* messages wait here/ },
  ] as const)('the $audience is told what goes on, aloud too, and when it is over', async (told) => {
    const { change } = await setUp(<StorageBar audience={told.audience} />);
    const spoken = () => document.querySelector('[aria-live]')?.textContent ?? '';
    expect(screen.queryByText(told.words)).toBeNull();
    await change(false);
    await vi.waitFor(() => expect(spoken()).toMatch(told.words));
    expect(screen.getAllByText(told.words)).toHaveLength(2);
    await change(true);
    await vi.waitFor(() => expect(spoken()).toBe('The clinic can save again'));
    expect(screen.queryByText(told.words)).toBeNull();
  });

  it('messages wait, and go by themselves when there is room', async () => {
    const { services, change, refuseIfFull, user } = await setUp(<RoomChat roomId="room-1" />);
    await change(false);
    services.socket.answer('waiting-room-message', ({ message: text, clientId }) => {
      refuseIfFull();
      return { message: message(1, { message: text, clientId: clientId ?? null }) };
    });
    const chat = within(screen.getByRole('region', { name: 'Chat' }));
    await user.type(chat.getByRole('textbox', { name: 'Message' }), 'Hello{Enter}');
    expect(chat.getByText('Sending…')).toBeTruthy();
    expect(chat.queryByRole('alert')).toBeNull();
    await change(true);
    await vi.waitFor(() => expect(chat.queryByText('Sending…')).toBeNull());
    expect(chat.getByText('Hello')).toBeTruthy();
    expect(services.outbox.state.getState().entries).toEqual([]);
  });

  it('the ready button says why it did not work, until there is room', async () => {
    const { services, change, refuseIfFull, user } = await setUp(
      <PatientReady roomId="room-1" ready={false} doctorName="Dr Ada" devices="working" prominent />,
    );
    services.socket.answer('patient-ready', () => {
      refuseIfFull();
      return {};
    });
    await change(false);
    await user.click(screen.getByRole('button', { name: "I'm ready" }));
    expect(screen.getByRole('alert').textContent).toContain("The clinic's disk is full");
    await change(true);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

it('what was refused at sign-in, where nothing is heard of the disk, goes on to say so', async () => {
  const services = createTestServices({});
  await renderApp(<ErrorNotice code="storage_full" />, { services });
  expect(screen.getByRole('alert').textContent).toContain("The clinic's disk is full");
});

describe('what is known of the disk', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('outlives a lost connection, and is over when the server says nothing more of it', () => {
    const socket = createFakeSocket();
    const storage = createStorageStore(socket);
    socket.goOnline();
    socket.receive('storage-state', { writable: false });
    socket.goOffline();
    vi.advanceTimersByTime(60_000);
    expect(storage.getState()).toEqual({ writable: false });
    socket.goOnline();
    socket.receive('storage-state', { writable: false });
    vi.advanceTimersByTime(60_000);
    expect(storage.getState()).toEqual({ writable: false });
    socket.goOffline();
    socket.goOnline();
    vi.advanceTimersByTime(2_000);
    expect(storage.getState()).toEqual({ writable: true });
  });
});

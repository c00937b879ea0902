import { act, cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MESSAGE_MAX_LENGTH } from '../../server/protocol/index.ts';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { RoomChat } from '../../src-renderer/features/waiting-room/room-chat.tsx';
import { doctor, message, roomState, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const setUp = async () => {
  const services = createTestServices({ 'POST /auth/login': () => ({ json: sessionAnswer() }) });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  const messages = [
    message(1, { message: 'Good morning' }),
    message(2, {
      message: 'Good morning Pat',
      userId: doctor.id,
      userType: 'doctor',
      senderName: doctor.fullname,
    }),
  ];
  services.socket.answer('join-waiting-room', () => ({ room: roomState({ messages }) }));
  services.rooms.enter('room-1');
  services.socket.goOnline();
  await vi.waitFor(() => expect(services.rooms.state.getState().rooms['room-1']?.fresh).toBe(true));
  await renderApp(<RoomChat roomId="room-1" />, { services });
  const chat = within(screen.getByRole('region', { name: 'Chat' }));
  const stored = (seq: number, text: string, clientId: string | null | undefined) =>
    message(seq, {
      message: text,
      clientId: clientId ?? null,
      userId: doctor.id,
      userType: 'doctor',
      senderName: doctor.fullname,
    });
  return { services, chat, stored, user: userEvent.setup() };
};

const items = () => [...screen.getByRole('log').children].map((line) => line.textContent);

afterEach(cleanup);

describe('the chat of a waiting room', () => {
  it('[S0-U09] [S0-U10] [S0-U11] shows the history with who, what they are, and when', async () => {
    const { chat } = await setUp();
    expect(items()).toEqual([
      expect.stringMatching(/^Pat Alpha · PatientGood morning\d+:\d\d/),
      expect.stringMatching(/^You · DoctorGood morning Pat\d+:\d\d/),
    ]);
    const times = chat.getAllByRole('time').map((time) => time.getAttribute('datetime'));
    expect(times.every((time) => time !== null && !Number.isNaN(Date.parse(time)))).toBe(true);
  });

  it('marks an emergency', async () => {
    const { services } = await setUp();
    act(() =>
      services.socket.receive(
        'waiting-room-message',
        message(3, { message: 'I feel faint', isEmergency: true }),
      ),
    );
    expect(items()[2]).toMatch(/EmergencyI feel faint/);
  });

  it('[S0-U08] sends with Enter, shows it at once, and as sent when the server has it', async () => {
    const { services, chat, stored, user } = await setUp();
    let confirm: () => void = () => undefined;
    services.socket.answer(
      'waiting-room-message',
      ({ message: text, clientId }) =>
        new Promise((resolve) => (confirm = () => resolve({ message: stored(3, text, clientId) }))),
    );
    await user.type(chat.getByRole('textbox', { name: 'Message' }), 'One{Shift>}{Enter}{/Shift}Two{Enter}');
    expect(items().at(-1)).toContain('One\nTwoSending…');
    await act(async () => confirm());
    expect(items().at(-1)).not.toContain('Sending…');
    expect(items()).toHaveLength(3);
    expect(chat.getByRole<HTMLTextAreaElement>('textbox').value).toBe('');
  });

  it('[S0-Z04] shows a file that was sent in the conversation of the two', async () => {
    const { services, chat } = await setUp();
    act(() =>
      services.socket.receive(
        'waiting-room-message',
        message(3, {
          message: 'Please read this',
          fileUrl: '/api/files/file-1',
          fileName: 'plan.docx',
          file: { id: 'file-1', type: 'application/msword', size: 2048, hasThumbnail: false },
        }),
      ),
    );
    expect(await chat.findByRole('button', { name: 'Save plan.docx' })).not.toBeNull();
    expect(chat.getByText('Please read this')).not.toBeNull();
  });

  it('stays at its end when what is there grows or its window shrinks, unless somebody reads further up', async () => {
    const { services } = await setUp();
    const observers: { targets: Element[]; call: () => void }[] = [];
    vi.stubGlobal(
      'ResizeObserver',
      class {
        readonly #seen: (typeof observers)[number];
        constructor(call: () => void) {
          this.#seen = { targets: [], call };
          observers.push(this.#seen);
        }
        observe(target: Element): void {
          this.#seen.targets.push(target);
        }
        disconnect(): void {
          this.#seen.targets.length = 0;
        }
      },
    );
    act(() => services.socket.receive('waiting-room-message', message(3)));
    const log = screen.getByRole('log');
    const watching = observers.filter(({ targets }) => targets.includes(log));
    expect(watching.map(({ targets }) => targets.length)).toEqual([1 + log.children.length]);
    let height = 900;
    Object.defineProperty(log, 'scrollHeight', { configurable: true, get: () => height });
    Object.defineProperty(log, 'clientHeight', { configurable: true, get: () => 300 });
    watching[0]?.call();
    expect(log.scrollTop).toBe(900);
    act(() => {
      log.scrollTop = 200;
      log.dispatchEvent(new Event('scroll'));
    });
    height = 1000;
    watching[0]?.call();
    expect(log.scrollTop).toBe(200);
  });

  it('says that a message waits while the clinic cannot be reached, and turns no words round', async () => {
    const { services, user, chat } = await setUp();
    act(() => services.socket.goOffline());
    await user.type(chat.getByRole('textbox', { name: 'Message' }), 'Are you there{Enter}');
    await chat.findByText('Waiting to be sent');
    act(() => services.socket.receive('waiting-room-message', message(3, { message: '\u202egnp.exe' })));
    await chat.findByText('gnp.exe');
  });

  it('says why a message was refused and sends it again when asked', async () => {
    const { services, chat, stored, user } = await setUp();
    const answers = [new ApiError('visit_over')];
    services.socket.answer('waiting-room-message', ({ message: text, clientId }) => {
      const refusal = answers.shift();
      if (refusal !== undefined) throw refusal;
      return { message: stored(3, text, clientId) };
    });
    await user.type(chat.getByRole('textbox', { name: 'Message' }), 'Hello');
    await user.click(chat.getByRole('button', { name: 'Send' }));
    expect((await chat.findByRole('alert')).textContent).toContain('This visit is over.');
    await user.click(chat.getByRole('button', { name: 'Try again' }));
    await vi.waitFor(() => expect(chat.queryByRole('alert')).toBeNull());
    expect(items()).toHaveLength(3);
  });

  it('reads out what others write, but not the history and not the own words', async () => {
    const { services, stored } = await setUp();
    const log = screen.getByRole('log');
    expect(log.getAttribute('aria-live')).toBe('off');
    await vi.waitFor(() => expect(log.getAttribute('aria-live')).toBe('polite'));
    act(() => services.socket.receive('waiting-room-message', stored(3, 'Mine', 'c1')));
    expect(log.lastElementChild?.getAttribute('aria-live')).toBe('off');
    act(() => services.socket.receive('waiting-room-message', message(4, { message: 'Thank you' })));
    expect(log.lastElementChild?.textContent).toContain('Thank you');
    expect(log.lastElementChild?.hasAttribute('aria-live')).toBe(false);
  });

  it('sends nothing that is empty or too long, and says by how much', async () => {
    const { services, chat, user } = await setUp();
    const field = chat.getByRole('textbox', { name: 'Message' });
    await user.type(field, '   {Enter}');
    await user.click(field);
    await user.paste('x'.repeat(MESSAGE_MAX_LENGTH + 7));
    await user.click(chat.getByRole('button', { name: 'Send' }));
    expect(chat.getByText('7 characters too long')).not.toBeNull();
    expect(services.outbox.state.getState().entries).toEqual([]);
    await user.clear(field);
    await user.paste('x'.repeat(MESSAGE_MAX_LENGTH - 1));
    expect(chat.getByText('1 character left')).not.toBeNull();
  });

  it('keeps what is being written for the next page, and asks before it is lost with the page', async () => {
    const { services, user } = await setUp();
    const leave = () => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(leave()).toBe(false);
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'May my husband');
    expect(leave()).toBe(true);
    cleanup();
    expect(leave()).toBe(false);
    await renderApp(<RoomChat roomId="room-1" />, { services });
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
    expect(box.value).toBe('May my husband');
    await user.clear(box);
    expect(leave()).toBe(false);
  });
});

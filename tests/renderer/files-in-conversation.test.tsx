import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatMessage, MessageFile, UserSummary } from '../../server/protocol/index.ts';
import { Conversation } from '../../src-renderer/features/messages/conversation.tsx';
import { voiceStamp } from '../../src-renderer/features/files/voice-name.ts';
import { doctor, sessionAnswer } from './support/fixtures.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

const DOCTOR: UserSummary = { _id: doctor.id, fullname: doctor.fullname, email: null, role: 'doctor' };
const PATIENT: UserSummary = { _id: 'patient-1', fullname: 'Pat Alpha', email: null, role: 'patient' };

const withFile = (seq: number, fileName: string, about: Partial<MessageFile> | null): ChatMessage => ({
  _id: `m-${seq}`,
  id: `m-${seq}`,
  seq,
  sender: PATIENT,
  receiver: DOCTOR,
  content: fileName,
  messageType: 'file',
  fileUrl: `/api/files/file-${seq}`,
  fileName,
  isRead: true,
  readAt: null,
  conversationId: 'doctor-1_patient-1',
  createdAt: '2026-01-01T10:00:00.000Z',
  updatedAt: '2026-01-01T10:00:00.000Z',
  status: 'read',
  deliveredAt: null,
  replyTo: null,
  roomId: null,
  clientId: null,
  deletedAt: null,
  ...(about !== null && {
    file: { id: `file-${seq}`, type: 'application/pdf', size: 2048, hasThumbnail: false, ...about },
  }),
});

const RECEIVED = [
  withFile(1, 'rash.png', {
    type: 'image/png',
    width: 1200,
    height: 800,
    hasThumbnail: true,
  }),
  withFile(2, 'letter.pdf', {}),
  withFile(3, 'words.webm', { type: 'audio/webm' }),
  withFile(4, 'lost.pdf', null),
  { ...withFile(5, 'elsewhere.pdf', null), fileUrl: 'https://files.example/5' },
  { ...withFile(6, 'script', null), fileUrl: 'javascript:alert(1)' },
];

const setUp = async (
  stored: ChatMessage[] = [],
  refusal: 'files_full' | 'file_type_refused' = 'files_full',
) => {
  const made: { url: string; blob: Blob }[] = [];
  const revoked: string[] = [];
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        const url = `blob:test/${made.length}`;
        made.push({ url, blob });
        return url;
      },
      revokeObjectURL: (url: string) => void revoked.push(url),
    }),
  );
  const begun: unknown[] = [];
  const services = createTestServices({
    'POST /auth/login': () => ({ json: sessionAnswer() }),
    'GET /api/files/file-1/thumbnail': () => ({ json: 'small' }),
    'GET /api/files/file-1': () => ({ json: 'large' }),
    'GET /api/files/file-2': () => ({ json: 'letter' }),
    'POST /api/uploads': ({ body }) => {
      begun.push(body);
      return { code: refusal };
    },
  });
  await services.session.signIn({ email: 'ada@clinic.test', password: 'correct horse' });
  services.socket.answer('list_conversations', () => ({ next: null, unreadCount: 0, conversations: [] }));
  services.socket.answer('get_messages', () => ({ messages: stored }));
  services.socket.answer('sync', () => ({
    conversationId: 'doctor-1_patient-1',
    otherUser: PATIENT,
    messages: [],
    lastSeq: stored.length,
    deleted: [],
    lastDeletion: 0,
    other: { delivered: 0, read: 0 },
    ownRead: stored.length,
  }));
  services.socket.goOnline();
  const view = await renderApp(<Conversation otherId="patient-1" back={null} />, { services });
  await waitFor(() => expect(services.conversations.state.getState().views['patient-1']?.fresh).toBe(true));
  return { services, begun, made, revoked, view, user: userEvent.setup() };
};

const file = (name: string, type: string, size = 100): File =>
  new File([new Uint8Array(size)], name, { type });
const region = () => screen.getByRole('region', { name: /Conversation with/ });
const drop = (...files: File[]) => {
  const dataTransfer = { types: ['Files'], files, dropEffect: 'none' };
  fireEvent.dragEnter(region(), { dataTransfer });
  const hint = screen.queryByText('Let go to attach the files') !== null;
  fireEvent.drop(region(), { dataTransfer });
  return hint;
};
const tray = () => screen.queryByRole('list', { name: 'Files that will be sent' });

beforeEach(() => {
  vi.unstubAllGlobals();
  // jsdom plays nothing.
  HTMLMediaElement.prototype.pause = () => undefined;
});
afterEach(cleanup);

describe('files of a conversation', () => {
  it('[S4-U05, S4-U09, S4-U15] are picked, dropped or pasted, looked at, and sent with words beside them', async () => {
    const { begun, user, revoked, services } = await setUp();
    expect(drop(file('rash.png', 'image/png'), file('huge.pdf', 'application/pdf', 26_214_401))).toBe(true);
    const picked = within(tray() ?? document.body);
    expect(picked.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'rash.png1 kB',
      'huge.pdfToo large: at most 25 MB can be sent.',
    ]);
    expect(services.files.unsent.getState()).toBe(2);
    const field = screen.getByRole('textbox', { name: 'Message' });
    fireEvent.paste(field, { clipboardData: { files: [file('page.html', 'text/html')] } });
    expect(picked.getByText(/Not a picture/)).not.toBeNull();
    await user.upload(
      document.querySelector<HTMLInputElement>('input[type=file]') ?? document.createElement('input'),
      file('x.docx', ''),
    );
    await user.click(screen.getByRole('button', { name: 'Remove x.docx' }));
    expect(screen.queryByText('x.docx')).toBeNull();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Attach files');
    await user.type(field, 'It began on Monday');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect([tray(), (field as HTMLTextAreaElement).value]).toEqual([null, '']);
    expect(revoked).toContain('blob:test/0');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The clinic has no room for more files right now.');
    expect(begun).toEqual([{ receiverId: 'patient-1', name: 'rash.png', size: 100 }]);
    expect(within(alert).getByRole('button', { name: 'Try again' })).not.toBeNull();
    await user.click(within(alert).getByRole('button', { name: 'Remove' }));
    expect(screen.queryByText('rash.png')).toBeNull();
    expect((field as HTMLTextAreaElement).value).toBe('It began on Monday');
  });

  it('[S4-B09, S4-B10, S4-Y12, S0-Z05] are shown by what they are, loaded with the token, and saved', async () => {
    const { services, made, revoked, view, user } = await setUp(RECEIVED);
    const asked = () => services.fetch.requests.filter(({ path }) => path.startsWith('/api/files/'));
    await waitFor(() => expect(asked().map(({ path }) => path)).toEqual(['/api/files/file-1/thumbnail']));
    expect(asked()[0]?.token).not.toBeNull();
    const small = await screen.findByRole('button', { name: 'Open picture rash.png' });
    await waitFor(() => expect(small.querySelector('img')?.src).toMatch(/^blob:/));
    expect(small.style.width).toBe('280px');
    await user.click(small);
    const dialog = await screen.findByRole('dialog', { name: 'rash.png' });
    await waitFor(() =>
      expect(within(dialog).getByRole('button', { name: 'Save' })).toHaveProperty('disabled', false),
    );
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(small));

    const letter = screen.getByRole('button', { name: 'Save letter.pdf' });
    expect(screen.getByText('PDF, 2 kB')).not.toBeNull();
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
    await user.click(letter);
    await waitFor(() => expect(clicked).toHaveBeenCalledOnce());
    expect((clicked.mock.contexts[0] as HTMLAnchorElement | undefined)?.download).toBe('letter.pdf');
    expect(made.at(-1)?.blob.type).toBe('application/pdf');

    expect(screen.getByRole('button', { name: 'Play words.webm' })).not.toBeNull();
    expect(screen.getByText('This file is not there any more.')).not.toBeNull();
    const links = screen.getAllByRole('link').filter((link) => link.getAttribute('target') === '_blank');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://files.example/5']);

    view.unmount();
    // What is being saved is given back later.
    expect(revoked.length).toBe(made.length - 1);
  });

  it('are not tried again where what is in them is refused, and no broken picture stands for them', async () => {
    const { user } = await setUp([], 'file_type_refused');
    drop(file('fake.png', 'image/png'));
    const breakPicture = (within: Element | null) => {
      const picture = within?.querySelector('img');
      expect(picture?.src).toMatch(/^blob:/);
      if (picture != null) fireEvent.error(picture);
      expect(within?.querySelector('img')).toBeNull();
      expect(within?.querySelector('svg')).not.toBeNull();
    };
    breakPicture(tray());
    await user.click(screen.getByRole('button', { name: 'Send' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain("This kind of file can't be sent.");
    expect(within(alert).queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(within(alert).getByRole('button', { name: 'Remove' })).not.toBeNull();
    breakPicture(screen.getByRole('article'));
  });

  it('[S1-Z02] say how long they were spoken, without being opened for that', async () => {
    const name = `Mensaje de voz ${voiceStamp(new Date(2026, 11, 1, 3, 37), 67_400)}.webm`;
    const older = 'Voice message 2026-12-01 03.37.webm';
    const { services } = await setUp([
      withFile(1, name, { type: 'audio/webm' }),
      withFile(2, older, { type: 'audio/webm' }),
    ]);
    const [first, second] = await screen.findAllByRole('article');
    // In the words of whoever reads, not of whoever spoke.
    expect(within(first ?? document.body).getByText('1:07')).not.toBeNull();
    expect(within(first ?? document.body).getByText('Voice message · 2 kB')).not.toBeNull();
    expect(within(second ?? document.body).getByText('–:––')).not.toBeNull();
    expect(screen.getByRole('button', { name: `Save ${name}` })).not.toBeNull();
    expect(services.fetch.requests.filter(({ path }) => path.startsWith('/api/files/'))).toEqual([]);
  });

  it('stay open when their message leaves the window, and the keyboard comes back to it', async () => {
    const { services, user } = await setUp(RECEIVED);
    const show = (messages: ChatMessage[]) =>
      act(() =>
        services.conversations.state.setState(({ views }) => ({
          views: Object.fromEntries(
            Object.entries(views).map(([id, view]) => [id, view && { ...view, messages }]),
          ),
        })),
      );
    const button = () => screen.getByRole('button', { name: 'Open picture rash.png', hidden: true });
    const dialog = () => screen.findByRole('dialog', { name: 'rash.png' });
    const close = async () => {
      await user.keyboard('{Escape}');
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    };
    const before = button();
    fireEvent.click(before);
    await dialog();
    show([withFile(1, 'other.pdf', null)]);
    expect(before.isConnected).toBe(false);
    await waitFor(async () =>
      expect(within(await dialog()).getByRole('button', { name: 'Save' })).toHaveProperty('disabled', false),
    );
    show(RECEIVED);
    await close();
    await waitFor(() => expect(document.activeElement).toBe(button()));

    fireEvent.click(button());
    await dialog();
    show([withFile(1, 'other.pdf', null)]);
    await close();
    // It is not there any more: the list is what is nearest.
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('log')));
  });

  it('go on being told of while they wait for the connection', async () => {
    const { services, user } = await setUp();
    act(() => services.socket.goOffline());
    vi.spyOn(services.rest, 'call').mockImplementation(() => new Promise(() => undefined));
    drop(file('a.pdf', 'application/pdf'));
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByRole('progressbar', { name: 'Sending a.pdf' })).not.toBeNull();
    const leave = new Event('beforeunload', { cancelable: true });
    expect(services.files.unsent.getState()).toBe(1);
    window.dispatchEvent(leave);
    await user.click(screen.getByRole('button', { name: 'Cancel a.pdf' }));
    await waitFor(() => expect(services.files.unsent.getState()).toBe(0));
  });
});

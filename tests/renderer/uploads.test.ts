import { describe, expect, it, vi } from 'vitest';
import type { ChatFile, ErrorCode, RouteName, Upload } from '../../server/protocol/index.ts';
import { ApiError, type ApiErrorCode } from '../../src-renderer/api/api-error.ts';
import { createLetterOutbox } from '../../src-renderer/api/outboxes.ts';
import type { RestClient } from '../../src-renderer/api/rest-client.ts';
import { createUploads } from '../../src-renderer/features/files/uploads.ts';
import { createFakeSocket } from './support/fake-socket.ts';

const PART = 64 * 1024;

type Call = {
  route: RouteName;
  body?: { name: string; size: number };
  upload?: Blob;
  headers?: Record<string, string>;
};

/** A server that keeps what arrives, and refuses what a test wants it to. */
const createFakeUploadServer = () => {
  const calls: string[] = [];
  const refusals: (ApiErrorCode | null)[] = [];
  const held: ({ name: string; size: number; offset: number } | undefined)[] = [];
  const state = (id: number): Upload => {
    const { name, size, offset } = held[id] ?? { name: '', size: 0, offset: 0 };
    const file: ChatFile = {
      id: `file-${id}`,
      url: `/api/files/file-${id}`,
      name,
      type: 'application/pdf',
      size,
      hasThumbnail: false,
    };
    return { uploadId: String(id), offset, ...(offset === size && { file }) };
  };
  const answer = async (call: Call & { params?: { uploadId: string } }): Promise<unknown> => {
    calls.push(call.route);
    const refusal = refusals.shift() ?? null;
    if (refusal !== null) throw new ApiError(refusal);
    if (call.route === 'beginUpload') {
      held.push({ name: call.body?.name ?? '', size: call.body?.size ?? 0, offset: 0 });
      return { success: true, data: state(held.length - 1) };
    }
    const id = Number(call.params?.uploadId);
    const upload = held[id];
    if (upload === undefined) throw new ApiError('not_found');
    if (call.route === 'cancelUpload') {
      held[id] = undefined;
      return { success: true };
    }
    if (call.route === 'appendUpload') {
      if (Number(call.headers?.['Upload-Offset']) !== upload.offset) throw new ApiError('conflict');
      expect(call.upload?.type).toBe('application/octet-stream');
      upload.offset += call.upload?.size ?? 0;
    }
    return { success: true, data: state(id) };
  };
  const rest = { call: (route: RouteName, options: object = {}) => answer({ route, ...options }) };
  return { rest: rest as unknown as Pick<RestClient, 'call'>, calls, refusals, held };
};

const pdf = (name: string, size: number): File =>
  new File([new Uint8Array(size)], name, { type: 'application/pdf' });

const setUp = () => {
  const server = createFakeUploadServer();
  const socket = createFakeSocket();
  const letters = createLetterOutbox(socket, () => 0);
  let id = 0;
  const uploads = createUploads({
    rest: server.rest,
    letters,
    newId: () => `c${(id += 1)}`,
    random: () => 0,
  });
  const entries = () => uploads.state.getState().entries;
  const waiting = () => letters.state.getState().entries;
  return { server, socket, letters, uploads, entries, waiting };
};

describe('files on their way', () => {
  it('[S1-Z02] arrive in parts that grow, say how far they are, and then go as a message under the same id', async () => {
    const { uploads, entries, waiting, server } = setUp();
    const reached: number[] = [];
    uploads.state.subscribe(() => reached.push(entries()[0]?.sent ?? -1));
    uploads.send('doctor-1', [pdf('report.pdf', 5 * PART), pdf('second.pdf', 10)], 'My results', 4);
    expect(entries()).toMatchObject([
      { clientId: 'c1', status: 'waiting', text: 'My results', replyTo: 4, sent: 0 },
      { clientId: 'c2', status: 'waiting', text: '' },
    ]);
    await vi.waitFor(() => expect(waiting()).toHaveLength(2));
    expect(entries()).toEqual([]);
    expect(waiting()).toMatchObject([
      { clientId: 'c1', to: 'doctor-1', message: 'My results', replyTo: 4, file: { name: 'report.pdf' } },
      { clientId: 'c2', message: 'second.pdf', file: { url: '/api/files/file-1' } },
    ]);
    expect(new Set(reached)).toEqual(new Set([0, PART, 3 * PART, -1]));
    expect(server.calls.filter((route) => route === 'appendUpload')).toHaveLength(4);
  });

  it('tell the server what they are, in order with what is written after them', async () => {
    const { uploads, letters, waiting, socket } = setUp();
    uploads.send('doctor-1', [pdf('a.pdf', 10)], '');
    await vi.waitFor(() => expect(waiting()).toHaveLength(1));
    letters.send('doctor-1', 'after it');
    socket.answer('send_message', () => {
      throw new ApiError('forbidden');
    });
    socket.goOnline();
    letters.flush();
    await vi.waitFor(() => expect(socket.sent).toHaveLength(2));
    expect(socket.sent.map(({ payload }) => payload)).toMatchObject([
      {
        clientId: 'c1',
        content: 'a.pdf',
        messageType: 'file',
        fileUrl: '/api/files/file-0',
        fileName: 'a.pdf',
      },
      { content: 'after it' },
    ]);
  });

  it.each<ErrorCode | 'offline'>(['offline', 'storage_full', 'rate_limited'])(
    'go on where they were when it was %s, and say so meanwhile',
    async (code) => {
      const { uploads, entries, waiting, server } = setUp();
      const said = new Set<string>();
      uploads.state.subscribe(() => {
        const [entry] = entries();
        if (entry?.status === 'waiting') said.add(`${entry.code} at ${entry.sent}`);
      });
      server.refusals.push(null, null, code, code, null);
      uploads.send('doctor-1', [pdf('a.pdf', 2 * PART)], '');
      await vi.waitFor(() => expect(waiting()).toHaveLength(1));
      expect(said).toContain(`${code} at ${PART}`);
      expect(server.calls).toEqual([
        'beginUpload',
        'appendUpload',
        'appendUpload',
        'getUpload',
        'getUpload',
        'appendUpload',
      ]);
    },
  );

  it('begin anew when the server has forgotten them', async () => {
    const { uploads, waiting, server } = setUp();
    server.refusals.push(null, null, 'timeout', 'not_found', null);
    uploads.send('doctor-1', [pdf('a.pdf', 2 * PART)], '');
    await vi.waitFor(() => expect(waiting()).toHaveLength(1));
    expect(server.held.map((upload) => upload?.offset)).toEqual([PART, 2 * PART]);
  });

  it('[S4-T07] say why they were refused, keep nobody behind them waiting, and can be tried again', async () => {
    const { uploads, entries, waiting, server } = setUp();
    server.refusals.push('files_full');
    uploads.send('doctor-1', [pdf('a.pdf', 10), pdf('b.pdf', 10)], '');
    await vi.waitFor(() => expect(waiting().map(({ message }) => message)).toEqual(['b.pdf']));
    expect(entries()).toMatchObject([{ status: 'failed', code: 'files_full' }]);
    uploads.retry('c1');
    await vi.waitFor(() => expect(waiting()).toHaveLength(2));
  });

  it('can be given up at any time, and give back what was written beside them', async () => {
    const { uploads, entries, waiting, server, letters } = setUp();
    server.refusals.push(null, null, ...Array.from({ length: 1000 }, () => 'offline' as const));
    uploads.send('doctor-1', [pdf('a.pdf', 2 * PART)], 'Please look');
    await vi.waitFor(() => expect(entries()[0]).toMatchObject({ status: 'waiting', code: 'offline' }));
    server.refusals.length = 0;
    uploads.cancel('c1');
    expect(entries()).toEqual([]);
    expect(letters.state.getState().drafts['doctor-1']).toBe('Please look');
    await vi.waitFor(() => expect(server.calls.at(-1)).toBe('cancelUpload'));
    uploads.send('doctor-1', [pdf('b.pdf', 10)], '');
    await vi.waitFor(() => expect(waiting()).toMatchObject([{ message: 'b.pdf' }]));
  });

  it('are forgotten with the person', async () => {
    const { uploads, entries, waiting, server } = setUp();
    server.refusals.push(null, 'offline');
    uploads.send('doctor-1', [pdf('a.pdf', 10)], '');
    uploads.clear();
    uploads.send('doctor-2', [pdf('b.pdf', 10)], '');
    await vi.waitFor(() => expect(waiting()).toHaveLength(1));
    expect([entries(), waiting()[0]?.to]).toEqual([[], 'doctor-2']);
  });
});

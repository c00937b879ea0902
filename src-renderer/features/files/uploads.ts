import { createStore, type StoreApi } from 'zustand/vanilla';
import { UPLOAD_OFFSET_HEADER, type ChatFile, type ChatMessage } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { fullJitter } from '../../api/backoff.ts';
import type { Outbox } from '../../api/outbox.ts';
import type { RestClient } from '../../api/rest-client.ts';

/** A file that is on its way. What has arrived leaves this list: its message is then in the outbox. */
export type UploadEntry = {
  /** Of the message that is sent with it. */
  clientId: string;
  /** The person that it goes to. */
  to: string;
  file: File;
  /** What was written beside it. */
  text: string;
  /** The position of the message that it answers. */
  replyTo?: number;
  /** Milliseconds of this client's clock. */
  createdAt: number;
  /** Bytes that have arrived. */
  sent: number;
} & (
  | { status: 'sending' }
  /** It goes on by itself; `code` is why it does not now, null for its turn that has not come. */
  | { status: 'waiting'; code: ApiErrorCode | null }
  | { status: 'failed'; code: ApiErrorCode }
);

export type UploadsState = { entries: readonly UploadEntry[] };

/**
 * Files on their way, in memory, one at a time and in order. Each goes on where it was after a disconnection or a
 * restart of the server. Only once it has arrived does its message enter the outbox: words that are written meanwhile
 * do not wait for it, and stand before it.
 */
export type Uploads = {
  readonly state: StoreApi<UploadsState>;
  /** @param text goes with the first of the files */
  send(to: string, files: readonly File[], text: string, replyTo?: number): void;
  /** Gives one up, whatever has become of it; what was written beside it becomes the draft, if there is none. */
  cancel(clientId: string): void;
  /** Tries a refused one again. */
  retry(clientId: string): void;
  /** The way to the server is open, or it has room again. */
  flush(): void;
  /** Forgets everything: another person may sign in here. */
  clear(): void;
};

/** Not the file's fault: it goes on after a while. */
const PASSES: ReadonlySet<ApiErrorCode> = new Set([
  'offline',
  'timeout',
  'storage_unavailable',
  'storage_full',
  'rate_limited',
  'overloaded',
  'internal',
  'token_expired',
  'conflict',
]);

/** Bytes of a part. It grows on a fast line and shrinks on a slow one, so that each shows progress and arrives. */
const FIRST_PART = 64 * 1024;
const LEAST_PART = 16 * 1024;
const MOST_PART = 1024 * 1024;
const QUICK_MS = 700;
const SLOW_MS = 4_000;
/** The server waits for a minute. */
const PART_TIMEOUT_MS = 50_000;

type Options = {
  rest: Pick<RestClient, 'call'>;
  letters: Pick<Outbox<ChatMessage>, 'send' | 'write' | 'state'>;
  newId?: () => string;
  /** Milliseconds of this client's clock. */
  now?: () => number;
  random?: () => number;
};

export const createUploads = ({
  rest,
  letters,
  newId = () => crypto.randomUUID(),
  now = Date.now,
  random = Math.random,
}: Options): Uploads => {
  const state = createStore<UploadsState>(() => ({ entries: [] }));
  /** What the server calls those that it knows. */
  const begun = new Map<string, string>();
  let current: { clientId: string; abort: AbortController } | null = null;
  let isRunning = false;
  let epoch = 0;
  let wake: () => void = () => undefined;

  const entries = () => state.getState().entries;
  const find = (clientId: string) => entries().find((entry) => entry.clientId === clientId);
  const change = (clientId: string, changed: (entry: UploadEntry) => UploadEntry[]): void =>
    state.setState({
      entries: entries().flatMap((entry) => (entry.clientId === clientId ? changed(entry) : [entry])),
    });
  const reached = (clientId: string, sent: number): void =>
    change(clientId, (entry) => [{ ...entry, status: 'sending', sent }]);

  /** What the server has of it by now; begins if it has nothing, or nothing any more. */
  const resume = async (
    { clientId, to, file }: UploadEntry,
    signal: AbortSignal,
  ): Promise<{ uploadId: string; offset: number; file?: ChatFile | undefined }> => {
    const known = begun.get(clientId);
    if (known !== undefined) {
      try {
        return (await rest.call('getUpload', { params: { uploadId: known }, signal })).data;
      } catch (error) {
        if (codeOf(error) !== 'not_found') throw error;
        begun.delete(clientId);
      }
    }
    const body = { receiverId: to, name: file.name, size: file.size };
    const { data } = await rest.call('beginUpload', { body, signal });
    begun.set(clientId, data.uploadId);
    return data;
  };

  const transfer = async (entry: UploadEntry, signal: AbortSignal): Promise<ChatFile> => {
    const { clientId, file } = entry;
    let at = await resume(entry, signal);
    let part = FIRST_PART;
    while (at.file === undefined) {
      reached(clientId, at.offset);
      const started = now();
      const bytes = file.slice(at.offset, at.offset + part, 'application/octet-stream');
      const answer = await rest.call('appendUpload', {
        params: { uploadId: at.uploadId },
        headers: { [UPLOAD_OFFSET_HEADER]: String(at.offset) },
        upload: bytes,
        signal,
        timeoutMs: PART_TIMEOUT_MS,
      });
      at = answer.data;
      const took = now() - started;
      if (took < QUICK_MS) part = Math.min(MOST_PART, part * 2);
      else if (took > SLOW_MS) part = Math.max(LEAST_PART, part / 2);
    }
    return at.file;
  };

  const pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      wake = done;
    });

  /** Until it has arrived, was refused, or was given up. */
  const carry = async (clientId: string, signal: AbortSignal): Promise<void> => {
    let attempt = 0;
    let best = 0;
    for (;;) {
      const entry = find(clientId);
      if (entry === undefined || signal.aborted) return;
      try {
        // A file that is gone from the disk, or was changed, cannot be read any more.
        await entry.file.slice(0, 1).arrayBuffer();
      } catch {
        change(clientId, (failed) => [{ ...failed, status: 'failed', code: 'not_found' }]);
        return;
      }
      try {
        const file = await transfer(entry, signal);
        if (signal.aborted) return;
        const text = entry.text === '' ? file.name : entry.text;
        // First there, then gone from here: for a moment it is in both places, never in none.
        letters.send(entry.to, text, entry.replyTo, { clientId, createdAt: entry.createdAt, file });
        begun.delete(clientId);
        change(clientId, () => []);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const code = codeOf(error);
        if (!PASSES.has(code)) {
          begun.delete(clientId);
          change(clientId, (failed) => [{ ...failed, status: 'failed', code }]);
          return;
        }
        const sent = find(clientId)?.sent ?? 0;
        attempt = sent > best ? 1 : attempt + 1;
        best = Math.max(best, sent);
        change(clientId, (waits) => [{ ...waits, status: 'waiting', code }]);
        await pause(fullJitter(attempt, random), signal);
      }
    }
  };

  const pump = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    const startedIn = epoch;
    for (;;) {
      const next = entries().find(({ status }) => status !== 'failed');
      if (next === undefined || startedIn !== epoch) break;
      current = { clientId: next.clientId, abort: new AbortController() };
      await carry(next.clientId, current.abort.signal);
    }
    if (startedIn === epoch) {
      current = null;
      isRunning = false;
    }
  };

  return {
    state,
    send(to, files, text, replyTo) {
      const added = files.map((file, index): UploadEntry => {
        const first = index === 0;
        return {
          clientId: newId(),
          to,
          file,
          text: first ? text : '',
          ...(first && replyTo !== undefined && { replyTo }),
          createdAt: now() + index,
          sent: 0,
          status: 'waiting',
          code: null,
        };
      });
      state.setState({ entries: [...entries(), ...added] });
      void pump();
    },
    cancel(clientId) {
      const entry = find(clientId);
      if (entry === undefined) return;
      change(clientId, () => []);
      if (current?.clientId === clientId) current.abort.abort();
      const uploadId = begun.get(clientId);
      begun.delete(clientId);
      // Best effort: what is not finished goes after a day.
      if (uploadId !== undefined) {
        void rest.call('cancelUpload', { params: { uploadId } }).catch(() => undefined);
      }
      const { [entry.to]: draft = '' } = letters.state.getState().drafts;
      if (entry.text !== '' && draft.trim() === '') letters.write(entry.to, entry.text);
    },
    retry(clientId) {
      const found = find(clientId);
      if (found?.status !== 'failed') return;
      const { code: _, ...kept } = found;
      const others = entries().filter((entry) => entry !== found);
      state.setState({ entries: [...others, { ...kept, sent: 0, status: 'waiting', code: null }] });
      void pump();
    },
    flush: () => wake(),
    clear() {
      epoch += 1;
      current?.abort.abort();
      current = null;
      isRunning = false;
      begun.clear();
      state.setState({ entries: [] });
    },
  };
};

import { fileIdIn } from '../protocol/index.ts';
import { ContentDamagedError, type ContentPart, type FileContents } from '../storage/ports/file-contents.ts';
import type { Store } from '../storage/store.ts';
import { visitOnlyOf } from './conversation-access.ts';
import { DomainError, ifUnavailable } from './errors.ts';
import type { CompleteFile, FileRecord } from './file-records.ts';
import type { Identity } from './identity.ts';
import { NOTHING_TOLD, type OwedWrites } from './owed-writes.ts';
import type { Clock } from './ports.ts';

/** Files that no message refers to, and what of others has arrived, are kept for so long. */
const UNUSED_MS = 24 * 3_600_000;
/** A player asks for a file in many pieces: that is one opening. */
const OPENING_MS = 10 * 60_000;

/** A file, or its thumbnail, for somebody who may read it. */
export type OpenFile = {
  file: CompleteFile;
  bytes: number;
  /** @throws DomainError `not_found` if what comes is not what was stored */
  read(from?: number, to?: number): AsyncGenerator<Uint8Array>;
};

export const noSuchFile = () => new DomainError('not_found', 'There is no such file');

export const isComplete = (file: FileRecord): file is CompleteFile => file.type !== null;

/** One whose bytes are not what was stored, as somebody who asks for it hears of it. */
export const createDamageReport =
  ({ onDamaged }: { onDamaged: (fileId: string) => void }) =>
  (fileId: string) =>
  (error: unknown): never => {
    if (!(error instanceof ContentDamagedError)) throw error;
    onDamaged(fileId);
    throw new DomainError('not_found', 'The file is damaged');
  };

/**
 * Whether somebody may read a file: the two whose conversation it is. As long as no message refers to it, only who
 * uploaded it; who came by an invitation, what was sent in that visit.
 */
const mayRead = (identity: Identity, { patientId, doctorId, uploaderId, sentIn }: FileRecord): boolean => {
  const { userId } = identity;
  if (userId !== patientId && userId !== doctorId) return false;
  const visitOnly = visitOnlyOf(identity);
  if (visitOnly !== null) return sentIn.includes(visitOnly);
  return sentIn.length > 0 || userId === uploaderId;
};

/** Files of conversations: who may read them, and when they go. */
export const createFiles = (deps: {
  store: Store;
  clock: Clock;
  owed: OwedWrites;
  contents: FileContents;
  onDamaged: (fileId: string) => void;
}) => {
  const { store, clock, owed, contents } = deps;
  const damaged = createDamageReport(deps);
  /** By session and file. */
  const opened = new Map<string, number>();

  async function* readOf(fileId: string, source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      damaged(fileId)(error);
    }
  }

  const noteOpening = async ({ userId, sessionId }: Identity, fileId: string): Promise<void> => {
    const key = `file:${sessionId}:${fileId}`;
    const now = clock.elapsed();
    if (now - (opened.get(key) ?? Number.NEGATIVE_INFINITY) < OPENING_MS) return;
    const audit = { at: clock.now(), actorId: userId, action: 'file.opened', subjectId: fileId, detail: {} };
    // A disk that is full is no reason not to read.
    await owed.write(key, audit.action, async () => {
      await store.appendAudit(audit);
      return NOTHING_TOLD;
    });
    opened.set(key, now);
  };

  /** What cannot be removed now is tried again by `sweep`. */
  const removeBytes = async (fileIds: readonly string[]): Promise<void> => {
    const removed = await Promise.all(
      fileIds.map((fileId) =>
        contents.remove(fileId).then(
          () => [fileId],
          () => [],
        ),
      ),
    );
    const gone = removed.flat();
    if (gone.length > 0) await store.forgetFiles(gone).catch(ifUnavailable(undefined));
  };

  return {
    removeBytes,

    /** The file that a message is to refer to; null if it is none of this clinic's, or not complete. */
    async lookUp(fileUrl: string | null): Promise<CompleteFile | null> {
      const fileId = fileUrl === null ? null : fileIdIn(fileUrl);
      const file = fileId === null ? null : await store.findFile(fileId);
      return file !== null && isComplete(file) ? file : null;
    },

    /** @throws DomainError `not_found`, also for a file that is not for this session */
    async open(identity: Identity, fileId: string, part: ContentPart): Promise<OpenFile> {
      const file = await store.findFile(fileId);
      if (file === null || !isComplete(file) || !mayRead(identity, file)) throw noSuchFile();
      if (part === 'thumbnail' && !file.hasThumbnail) throw noSuchFile();
      const content = await contents.open(file, part).catch(damaged(fileId));
      if (part === 'file') {
        if (content.bytes !== file.bytes) damaged(fileId)(new ContentDamagedError('the end is missing'));
        await noteOpening(identity, fileId);
      }
      return {
        file,
        bytes: content.bytes,
        read: (from, to) => readOf(fileId, content.read(from, to)),
      };
    },

    /** What nobody uses is deleted, and bytes of deleted files are removed. */
    async sweep(): Promise<void> {
      const now = clock.elapsed();
      for (const [key, at] of opened) if (now - at >= OPENING_MS) opened.delete(key);
      const at = clock.now();
      const audit = { at, actorId: null, action: 'file.deleted', detail: {} };
      await store.dropUnusedFiles({ before: at - UNUSED_MS, audit }).catch(ifUnavailable(undefined));
      await removeBytes(await store.listDeletedFiles().catch(ifUnavailable([])));
    },
  };
};

export type Files = ReturnType<typeof createFiles>;

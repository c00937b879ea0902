import {
  ContentDamagedError,
  ContentTooLongError,
  type FileContents,
} from '../storage/ports/file-contents.ts';
import type { Store } from '../storage/store.ts';
import { requireOpenVisit, scopeOf, visitOnlyOf, whyRefused } from './conversation-access.ts';
import { DomainError, ifUnavailable, StoreFullError } from './errors.ts';
import { sanitiseFileName, nameForType } from './file-names.ts';
import type { CompleteFile, FileFacts, FileRecord, NewFileRecord } from './file-records.ts';
import { allowedTypeOf, isPicture } from './file-types.ts';
import { createDamageReport, isComplete, noSuchFile, type Files } from './files.ts';
import type { Identity } from './identity.ts';
import type { PeopleNames } from './people-names.ts';
import type { Clock, FileInspection, Ids } from './ports.ts';
import { createTakeOver } from './take-over.ts';

/** Pixels of a thumbnail's longer side. */
const THUMBNAIL_SIDE = 480;
/** Uploads of one person that may wait to go on; the oldest goes when one more begins. */
const UNFINISHED_MAX = 10;
/** What goes on is not old: noted no more often than this. */
const KEEP_EVERY_MS = 3_600_000;

export type FileLimits = { fileBytes: number; filesQuotaBytes: number; imagePixels: number };

/** How far a file has arrived; `file` once it is complete. */
export type UploadState = { id: string; offset: number; file: CompleteFile | null };

/** What was sent does not go on where the upload is. */
export class UploadMovedError extends DomainError {
  readonly offset: number;

  constructor(offset: number) {
    super('conflict', `The upload is at offset ${offset}`);
    this.offset = offset;
  }
}

/** How files of conversations arrive: at once, or in parts. Nothing of one that is refused is kept. */
export const createUploads = (deps: {
  store: Store;
  clock: Clock;
  ids: Ids;
  names: PeopleNames;
  contents: FileContents;
  inspection: FileInspection;
  files: Pick<Files, 'removeBytes'>;
  limits: FileLimits;
  onDamaged: (fileId: string) => void;
}) => {
  const { store, clock, ids, names, contents, inspection, files, limits } = deps;
  const damaged = createDamageReport(deps);
  const takeOver = createTakeOver();

  const tooLong = (most: number) => new DomainError('too_large', `The file may have at most ${most} bytes`);

  const begin = async (
    identity: Identity,
    { receiverId, name, most }: { receiverId: string; name: string; most: number },
  ): Promise<NewFileRecord> => {
    if (most > limits.fileBytes) throw tooLong(limits.fileBytes);
    if (!contents.hasRoomFor(most)) throw new StoreFullError('files would fill the disk');
    const { patientId, doctorId, roomId } = scopeOf(identity, receiverId);
    if (roomId !== null) await requireOpenVisit(store, roomId);
    const file: NewFileRecord = {
      id: ids.id(),
      uploaderId: identity.userId,
      roomId,
      name: sanitiseFileName(name),
      bytes: most,
      key: contents.createKey(),
      createdAt: clock.now(),
    };
    const begun = await store.beginFile({
      patientId,
      doctorId,
      file,
      quotaBytes: limits.filesQuotaBytes,
      unfinishedMax: UNFINISHED_MAX,
    });
    if (begun === 'unknown') throw await whyRefused(names, identity, receiverId);
    if (begun === 'full') throw new DomainError('files_full', 'There is no room for more files');
    return file;
  };

  /**
   * Its bytes go first: on a full disk they may be what keeps the store from noting that. What cannot be noted now is
   * noted when it is old.
   */
  const drop = async (fileId: string): Promise<void> => {
    await contents.remove(fileId).catch(() => undefined);
    await store
      .dropUpload(fileId)
      .then(() => files.removeBytes([fileId]))
      .catch(ifUnavailable(undefined));
  };

  /** What is known of a picture, whose small one is stored. */
  const lookAt = async (
    file: NewFileRecord,
    bytes: () => AsyncIterable<Uint8Array>,
  ): Promise<Pick<FileFacts, 'width' | 'height' | 'hasThumbnail'>> => {
    const unreadable = () => new DomainError('file_type_refused', 'The picture cannot be read');
    const size = await inspection.measure(bytes);
    if (size === null) throw unreadable();
    const { width, height, pixels } = size;
    const maxPixels = limits.imagePixels;
    if (pixels > maxPixels) {
      throw new DomainError('too_large', `A picture may have at most ${maxPixels} pixels`);
    }
    const small = await inspection.shrink(bytes, { side: THUMBNAIL_SIDE, maxPixels });
    if (small === null) throw unreadable();
    await contents.writeThumbnail(file, small);
    return { width, height, hasThumbnail: true };
  };

  /** All of it is there: it becomes a file, if it is one that may be sent. */
  const finish = async (identity: Identity, file: NewFileRecord): Promise<CompleteFile> => {
    const content = await contents.seal(file);
    const bytes = () => content.read();
    const type = allowedTypeOf(await inspection.typeOf(bytes), file.name);
    if (type === null) throw new DomainError('file_type_refused', 'Files of this type cannot be sent');
    const picture = isPicture(type)
      ? await lookAt(file, bytes)
      : { width: null, height: null, hasThumbnail: false };
    await contents.publish(file);
    const at = clock.now();
    const facts: FileFacts = { name: nameForType(file.name, type), type, bytes: content.bytes, ...picture };
    const audit = { at, actorId: identity.userId, action: 'file.uploaded', subjectId: file.id, detail: {} };
    if (!(await store.completeFile({ ...facts, fileId: file.id, at, audit }))) throw noSuchFile();
    const complete = await store.findFile(file.id);
    if (complete === null || !isComplete(complete)) throw noSuchFile();
    return complete;
  };

  /** What is wrong with a file is the end of it; that the store or the disk cannot take it now is not. */
  const orDrop =
    ({ id, bytes }: Pick<NewFileRecord, 'id' | 'bytes'>, isDropped: (error: unknown) => boolean) =>
    async (error: unknown): Promise<never> => {
      if (isDropped(error)) await drop(id);
      if (error instanceof ContentTooLongError) throw tooLong(bytes);
      return damaged(id)(error);
    };

  const isRefusal = (error: unknown): boolean =>
    error instanceof DomainError ||
    error instanceof ContentDamagedError ||
    error instanceof ContentTooLongError;

  const requireOwn = async (identity: Identity, fileId: string): Promise<FileRecord> => {
    const file = await store.findFile(fileId);
    if (file?.uploaderId !== identity.userId) throw noSuchFile();
    const visitOnly = visitOnlyOf(identity);
    if (visitOnly !== null && file.roomId !== visitOnly) throw noSuchFile();
    return file;
  };

  const stateOf = async (file: FileRecord): Promise<UploadState> =>
    isComplete(file)
      ? { id: file.id, offset: file.bytes, file }
      : { id: file.id, offset: await contents.offset(file), file: null };

  return {
    /** @param most bytes that it will have at most, where that is known */
    async atOnce(
      identity: Identity,
      { receiverId, name, most = limits.fileBytes }: { receiverId: string; name: string; most?: number },
      bytes: AsyncIterable<Uint8Array>,
    ): Promise<CompleteFile> {
      const file = await begin(identity, { receiverId, name, most: Math.min(most, limits.fileBytes) });
      const receive = async (): Promise<CompleteFile> => {
        const { offset } = await contents.append(file, bytes, { from: 0, most: file.bytes });
        if (offset === 0) throw new DomainError('bad_request', 'The file is empty');
        return finish(identity, file);
      };
      return receive().catch(orDrop(file, () => true));
    },

    async begin(
      identity: Identity,
      { receiverId, name, size }: { receiverId: string; name: string; size: number },
    ): Promise<UploadState> {
      const { id } = await begin(identity, { receiverId, name, most: size });
      return { id, offset: 0, file: null };
    },

    state: async (identity: Identity, uploadId: string): Promise<UploadState> =>
      stateOf(await requireOwn(identity, uploadId)),

    /**
     * Adds what comes at an offset. Whoever goes on has lost the connection before, whether or not the server has
     * noticed, so that what still comes by that is not waited for.
     * @throws UploadMovedError
     */
    async append(
      identity: Identity,
      uploadId: string,
      from: number,
      bytes: AsyncIterable<Uint8Array>,
    ): Promise<UploadState> {
      await requireOwn(identity, uploadId);
      return takeOver.run(uploadId, bytes, async (source) => {
        const file = await requireOwn(identity, uploadId);
        if (isComplete(file)) throw new UploadMovedError(file.bytes);
        const at = clock.now();
        if (at - file.createdAt >= KEEP_EVERY_MS) await store.keepUpload({ fileId: uploadId, at });
        if (file.roomId !== null && visitOnlyOf(identity) !== null)
          await requireOpenVisit(store, file.roomId);
        const { moved, offset } = await contents
          .append(file, source, { from, most: file.bytes })
          .catch(orDrop(file, (error) => error instanceof ContentTooLongError));
        if (moved) throw new UploadMovedError(offset);
        if (offset < file.bytes) return { id: uploadId, offset, file: null };
        return { id: uploadId, offset, file: await finish(identity, file).catch(orDrop(file, isRefusal)) };
      });
    },

    /** Forgets one that is not complete. */
    async cancel(identity: Identity, uploadId: string): Promise<void> {
      await requireOwn(identity, uploadId);
      await takeOver.run(uploadId, null, async () => {
        const file = await requireOwn(identity, uploadId);
        if (isComplete(file)) throw new DomainError('conflict', 'The upload is complete');
        await drop(uploadId);
      });
    },
  };
};

export type Uploads = ReturnType<typeof createUploads>;

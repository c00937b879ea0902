import type { FileFacts, FileRecord, NewFileRecord } from '../../../domain/file-records.ts';
import { fileIdIn, fileUrlOf } from '../../../protocol/file-address.ts';
import type { MessageRefusal } from '../../ports/conversations.ts';
import type { FileStore } from '../../ports/files.ts';
import type { OperationContext, Operations } from './types.ts';

type FileRow = Omit<FileRecord, 'hasThumbnail' | 'sentIn'> & { hasThumbnail: 0 | 1 };

/** Whether a message may refer to a file, and whether one still does. */
export const createFileReferences = ({ db }: Pick<OperationContext, 'db'>) => {
  const byId = db.prepare<
    [id: string],
    { relationId: string; uploaderId: string; roomId: string | null; isComplete: 0 | 1 }
  >(
    `SELECT relation_id AS "relationId", uploader_id AS "uploaderId", room_id AS "roomId",
       completed_at IS NOT NULL AS "isComplete"
     FROM files WHERE id = ? AND key IS NOT NULL`,
  );
  const visitsOf = db
    .prepare<[fileUrl: string], string | null>('SELECT room_id FROM messages WHERE file_url = ?')
    .pluck();
  const empty = db.prepare<[id: string]>('UPDATE files SET key = NULL WHERE id = ? AND key IS NOT NULL');
  const sentIn = async (fileId: string): Promise<(string | null)[]> => await visitsOf.all(fileUrlOf(fileId));
  return {
    sentIn,

    /** @param onlyVisit for the session of an invitation, which sends what it has uploaded in its visit */
    async refusalOf(
      fileUrl: string,
      message: { relationId: string; senderId: string; onlyVisit: string | null },
    ): Promise<Extract<MessageRefusal, 'no_such_file' | 'unfinished_file'> | null> {
      const fileId = fileIdIn(fileUrl);
      if (fileId === null) return null;
      const file = await byId.get(fileId);
      if (file?.relationId !== message.relationId || file.uploaderId !== message.senderId) {
        return 'no_such_file';
      }
      if (message.onlyVisit !== null && file.roomId !== message.onlyVisit) return 'no_such_file';
      return file.isComplete === 1 ? null : 'unfinished_file';
    },

    /** @returns the id of the file that was deleted, because no other message refers to it */
    async release(fileUrl: string | null): Promise<string | null> {
      const fileId = fileUrl === null ? null : fileIdIn(fileUrl);
      if (fileId === null || (await sentIn(fileId)).length > 0) return null;
      return (await empty.run(fileId)).changes === 1 ? fileId : null;
    },
  };
};

export type FileReferences = ReturnType<typeof createFileReferences>;

/** Files of conversations: what is known of them, not their bytes. */
export const createFileOperations = (
  { db, seal, appendAudit }: OperationContext,
  references: FileReferences,
): Pick<Operations, keyof FileStore> => {
  const relationOf = db
    .prepare<[patientId: string, doctorId: string], string>(
      'SELECT id FROM relations WHERE patient_id = ? AND doctor_id = ?',
    )
    .pluck();
  const takenBytes = db.prepare<[], number>('SELECT coalesce(sum(bytes), 0) FROM files').pluck();
  const insert = db.prepare<Omit<NewFileRecord, 'key'> & { key: Uint8Array; relationId: string }>(
    `INSERT INTO files (id, relation_id, uploader_id, room_id, name, bytes, key, created_at)
     VALUES (@id, @relationId, @uploaderId, @roomId, @name, @bytes, @key, @createdAt)`,
  );
  const dropOldest = db.prepare<[uploaderId: string, keep: number]>(
    `UPDATE files SET key = NULL WHERE id IN (
       SELECT id FROM files WHERE uploader_id = ? AND completed_at IS NULL AND key IS NOT NULL
       ORDER BY created_at DESC OFFSET ?)`,
  );
  const byId = db.prepare<[id: string], FileRow>(
    `SELECT files.id, patient_id AS "patientId", doctor_id AS "doctorId", uploader_id AS "uploaderId", room_id AS "roomId",
       name, type, bytes, width, height, has_thumbnail AS "hasThumbnail", key, files.created_at AS "createdAt"
     FROM files JOIN relations ON relations.id = files.relation_id
     WHERE files.id = ? AND key IS NOT NULL`,
  );
  const complete = db.prepare<
    Omit<FileFacts, 'hasThumbnail'> & { id: string; hasThumbnail: 0 | 1; at: number }
  >(
    `UPDATE files SET name = @name, type = @type, bytes = @bytes, width = @width, height = @height,
       has_thumbnail = @hasThumbnail, completed_at = @at
     WHERE id = @id AND completed_at IS NULL AND key IS NOT NULL`,
  );
  const drop = db.prepare<[id: string]>('UPDATE files SET key = NULL WHERE id = ?');
  const dropUnfinished = db.prepare<[id: string]>(
    'UPDATE files SET key = NULL WHERE id = ? AND completed_at IS NULL',
  );
  const unsettled = db.prepare<{ before: number }, { id: string; isComplete: 0 | 1 }>(
    `SELECT id, completed_at IS NOT NULL AS "isComplete" FROM files
     WHERE settled = 0 AND created_at < @before AND coalesce(completed_at, 0) < @before AND key IS NOT NULL`,
  );
  const keep = db.prepare<[at: number, id: string]>(
    'UPDATE files SET created_at = ? WHERE id = ? AND completed_at IS NULL',
  );
  const settle = db.prepare<[id: string]>('UPDATE files SET settled = 1 WHERE id = ?');
  const deleted = db.prepare<[], string>('SELECT id FROM files WHERE key IS NULL').pluck();
  const forget = db.prepare<[id: string]>('DELETE FROM files WHERE id = ? AND key IS NULL');

  return {
    beginFile: async ({ patientId, doctorId, file, quotaBytes, unfinishedMax }) => {
      const relationId = await relationOf.get(patientId, doctorId);
      if (relationId === undefined) return 'unknown';
      if (((await takenBytes.get()) ?? 0) + file.bytes > quotaBytes) return 'full';
      await insert.run({ ...file, key: seal.closeBytes(file.key), relationId });
      await dropOldest.run(file.uploaderId, unfinishedMax);
      return 'begun';
    },

    findFile: async (fileId) => {
      const row = await byId.get(fileId);
      if (row === undefined) return null;
      return {
        ...row,
        key: seal.openBytes(row.key),
        hasThumbnail: row.hasThumbnail === 1,
        sentIn: await references.sentIn(fileId),
      };
    },

    completeFile: async ({ fileId, audit, hasThumbnail, ...facts }) => {
      const row = { ...facts, id: fileId, hasThumbnail: hasThumbnail ? 1 : 0 } as const;
      if ((await complete.run(row)).changes === 0) return false;
      await appendAudit(audit);
      return true;
    },

    keepUpload: async ({ fileId, at }) => void (await keep.run(at, fileId)),

    dropUpload: async (fileId) => void (await dropUnfinished.run(fileId)),

    dropUnusedFiles: async ({ before, audit }) => {
      for (const { id, isComplete } of await unsettled.all({ before })) {
        if (isComplete === 1 && (await references.sentIn(id)).length > 0) {
          await settle.run(id);
          continue;
        }
        await drop.run(id);
        if (isComplete === 1) await appendAudit({ ...audit, subjectId: id });
      }
    },

    listDeletedFiles: async () => await deleted.all(),

    forgetFiles: async (fileIds) => {
      for (const id of fileIds) await forget.run(id);
    },
  };
};

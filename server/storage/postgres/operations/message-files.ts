import type { MessageFileRecord } from '../../../domain/file-records.ts';
import type { MessageRecord } from '../../../domain/records.ts';
import { fileIdIn } from '../../../protocol/file-address.ts';
import type { OperationContext } from './types.ts';

type FileRow = Omit<MessageFileRecord, 'hasThumbnail'> & { hasThumbnail: 0 | 1 };

const fileOf = ({ fileUrl }: Pick<MessageRecord, 'fileUrl'>): string | null =>
  fileUrl === null ? null : fileIdIn(fileUrl);

/** What is known of the files that messages refer to: one statement for all of them, none where there are none. */
export const createMessageFiles = ({ db }: Pick<OperationContext, 'db'>) => {
  const byIds = db.prepare<[ids: readonly string[]], FileRow>(
    `SELECT id, type, bytes, width, height, has_thumbnail AS "hasThumbnail" FROM files
     WHERE id = ANY (?::text[]) AND key IS NOT NULL AND type IS NOT NULL`,
  );
  return {
    async with<Message extends MessageRecord>(messages: readonly Message[]): Promise<Message[]> {
      const ids = messages.flatMap((message) => fileOf(message) ?? []);
      if (ids.length === 0) return [...messages];
      const files = new Map(
        (await byIds.all(ids)).map(({ hasThumbnail, ...file }) => [
          file.id,
          { ...file, hasThumbnail: hasThumbnail === 1 },
        ]),
      );
      return messages.map((message) => {
        const file = files.get(fileOf(message) ?? '');
        return file === undefined ? message : { ...message, file };
      });
    },
  };
};

export type MessageFiles = ReturnType<typeof createMessageFiles>;

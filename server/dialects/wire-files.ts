import { fileUrlOf, type ChatFile, type MessageFile, type Upload } from '../protocol/index.ts';
import type { CompleteFile, MessageFileRecord } from '../domain/file-records.ts';
import type { UploadState } from '../domain/uploads.ts';

/** Files in the shapes of the protocol. */

export const wireMessageFile = (file: MessageFileRecord): MessageFile => {
  const { id, type, bytes, width, height, hasThumbnail } = file;
  return {
    id,
    type,
    size: bytes,
    ...(width !== null && height !== null && { width, height }),
    hasThumbnail,
  };
};

export const wireFile = (file: CompleteFile): ChatFile => ({
  ...wireMessageFile(file),
  url: fileUrlOf(file.id),
  name: file.name,
});

export const wireUpload = ({ id, offset, file }: UploadState): Upload => ({
  uploadId: id,
  offset,
  ...(file !== null && { file: wireFile(file) }),
});

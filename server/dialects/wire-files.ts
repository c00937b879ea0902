import { fileUrlOf, type ChatFile, type Upload } from '../protocol/index.ts';
import type { CompleteFile } from '../domain/file-records.ts';
import type { UploadState } from '../domain/uploads.ts';

/** Files in the shapes of the protocol. */

export const wireFile = ({ id, name, type, bytes, width, height, hasThumbnail }: CompleteFile): ChatFile => ({
  id,
  url: fileUrlOf(id),
  name,
  type,
  size: bytes,
  ...(width !== null && height !== null && { width, height }),
  hasThumbnail,
});

export const wireUpload = ({ id, offset, file }: UploadState): Upload => ({
  uploadId: id,
  offset,
  ...(file !== null && { file: wireFile(file) }),
});

import type { FileType } from '../protocol/index.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** What may be sent, by what its first bytes say. A recording has no picture, whatever its container could hold. */
const ALLOWED: Readonly<Record<string, FileType>> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/gif': 'image/gif',
  'image/webp': 'image/webp',
  'image/heic': 'image/heic',
  'image/heic-sequence': 'image/heic',
  'image/heif': 'image/heif',
  'image/heif-sequence': 'image/heif',
  'application/pdf': 'application/pdf',
  [DOCX]: DOCX,
  'video/webm': 'audio/webm',
  'audio/ogg': 'audio/ogg',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/mp4': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  // Recordings of Safari do not say that they are sound alone.
  'video/mp4': 'audio/mp4',
};

/** Old Office documents, of which the first bytes do not say which they are. */
const COMPOUND = 'application/x-cfb';

/**
 * The type of a file by what was found in it; null if it may not be sent. Its name is asked only which document an old
 * Office file is.
 */
export const allowedTypeOf = (found: string | null, name: string): FileType | null => {
  if (found === COMPOUND) return /\.doc$/i.test(name) ? 'application/msword' : null;
  return found !== null && Object.hasOwn(ALLOWED, found) ? (ALLOWED[found] ?? null) : null;
};

const PICTURES: ReadonlySet<FileType> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** A picture that can be looked into, and made smaller. */
export const isPicture = (type: FileType): boolean => PICTURES.has(type);

import { FILE_MAX_BYTES, FILE_TYPES, type FileType } from '../../../server/protocol/index.ts';

/** How a file is shown. */
export type FileKind = 'picture' | 'pdf' | 'document' | 'sound';

export const kindOf = (type: FileType): FileKind => {
  if (type.startsWith('image/')) return 'picture';
  if (type.startsWith('audio/')) return 'sound';
  return type === 'application/pdf' ? 'pdf' : 'document';
};

/** By the end of the name, where the system does not say what a file is. */
const BY_EXTENSION: Readonly<Record<string, FileType>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  webm: 'audio/webm',
  weba: 'audio/webm',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  m4a: 'audio/mp4',
  mp4: 'audio/mp4',
};

const isFileType = (type: string): type is FileType => (FILE_TYPES as readonly string[]).includes(type);

/** What a file on this computer seems to be; null if it may not be sent. The server looks into it and decides. */
export const seemingType = ({ name, type }: Pick<File, 'name' | 'type'>): FileType | null => {
  const [bare = ''] = type.split(';');
  if (isFileType(bare)) return bare;
  const extension = /\.([a-z\d]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return BY_EXTENSION[extension] ?? null;
};

/** For the dialog in which files are picked. */
export const FILE_ACCEPT = [...FILE_TYPES, ...Object.keys(BY_EXTENSION).map((end) => `.${end}`)].join(',');

/** Pictures that every browser draws; HEIC is shown by its name. */
export const isDrawn = (type: FileType): boolean =>
  kindOf(type) === 'picture' && type !== 'image/heic' && type !== 'image/heif';

/** Why a file cannot be sent, as far as this computer can tell. */
export type FileProblem = 'tooLarge' | 'kind' | 'empty';

export const problemOf = (file: File): FileProblem | null => {
  if (file.size === 0) return 'empty';
  if (seemingType(file) === null) return 'kind';
  return file.size > FILE_MAX_BYTES ? 'tooLarge' : null;
};

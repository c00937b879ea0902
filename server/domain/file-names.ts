import type { FileType } from '../protocol/index.ts';

/** Bytes of a name: what file systems bear, with room for what a program adds when it saves one twice. */
const NAME_BYTES = 200;

/** Extensions of a type; the first is given to a name that has none of them. */
const EXTENSIONS: Record<FileType, readonly [string, ...string[]]> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'image/heif': ['heif', 'heic'],
  'application/pdf': ['pdf'],
  'application/msword': ['doc'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'audio/webm': ['webm', 'weba'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/mp4': ['m4a', 'mp4'],
};

/**
 * Control characters, halves of characters, and marks that turn the direction of writing and so hide an extension.
 * Joiners stay: names in Hindi need them.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** What Windows takes in no name. */
const FORBIDDEN = /[<>:"|?*]/g;
/** Names that are devices for Windows, whatever extension they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The end of a name that looks like an extension. */
const EXTENSION = /\.([a-z\d]{1,8})$/i;

const shorten = (text: string, bytes: number): string => {
  let short = '';
  let taken = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    taken += Buffer.byteLength(segment);
    if (taken > bytes) break;
    short += segment;
  }
  return short.trimEnd();
};

/** What can be seen of a name: for those of files that a front end keeps elsewhere. */
export const visibleName = (name: string): string => name.replace(INVISIBLE, '');

/** A name that a person may save a file under: without folders, and with nothing in it that cannot be seen. */
export const sanitiseFileName = (name: string): string => {
  const [last = ''] = visibleName(name.normalize('NFC')).split(/[/\\]/).slice(-1);
  const bare = last.replace(FORBIDDEN, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  const [extension = ''] = EXTENSION.exec(bare) ?? [];
  const base = bare.slice(0, bare.length - extension.length);
  const known = base === '' ? 'file' : DEVICE.test(base) ? `_${base}` : base;
  return shorten(known, NAME_BYTES - extension.length) + extension;
};

/** A sanitised name, with an extension that fits what the file is. */
export const nameForType = (name: string, type: FileType): string => {
  const extensions = EXTENSIONS[type];
  const [extension = '', ending = ''] = EXTENSION.exec(name) ?? [];
  if (extensions.includes(ending.toLowerCase())) return name;
  return `${name.slice(0, name.length - extension.length)}.${extensions[0]}`;
};

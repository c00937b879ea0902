import type { UpdateFailure } from '../../src-preload/contract.ts';

/** What the feed of updates says, made harmless and short. */

const MAX_NOTES = 4_000;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** The words of HTML or Markdown without any markup that a page could act on. */
const plain = (text: string): string =>
  text
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replaceAll(/<li\b[^>]*>/gi, '• ')
    .replaceAll(/<(br|\/p|\/li|\/h\d|\/div)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/g, (_entity, name: string) => ENTITIES[name] ?? '')
    // Nothing that turns the direction of the text, or that no person can see.
    .replaceAll(/[^\P{C}\n]/gu, '')
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();

/** Release notes as text; empty where there are none. */
export const notesOf = (
  notes: string | readonly { version: string; note: string | null }[] | null | undefined,
): string => {
  const text =
    notes === null || notes === undefined
      ? ''
      : typeof notes === 'string'
        ? plain(notes)
        : notes.map(({ version, note }) => `${plain(version)}\n${plain(note ?? '')}`).join('\n\n');
  return text.length > MAX_NOTES ? `${text.slice(0, MAX_NOTES - 1)}…` : text;
};

const CODES: Readonly<Record<string, UpdateFailure>> = {
  ENOSPC: 'disk-full',
  ERR_CHECKSUM_MISMATCH: 'damaged',
  ERR_UPDATER_INVALID_SIGNATURE: 'damaged',
  ERR_UPDATER_INVALID_UPDATE_INFO: 'damaged',
  ERR_UPDATER_CHANNEL_FILE_NOT_FOUND: 'no-feed',
  ERR_UPDATER_LATEST_VERSION_NOT_FOUND: 'no-feed',
  ERR_UPDATER_ASSET_NOT_FOUND: 'no-feed',
  HTTP_ERROR_404: 'no-feed',
};
const OFFLINE =
  /\b(ENOTFOUND|ECONN\w+|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_(INTERNET|NAME|CONNECTION|NETWORK|ADDRESS|PROXY|TIMED)\w*)/;

/** Of what electron-updater and Electron's own network throw. */
export const failureOf = (error: unknown): UpdateFailure => {
  if (!(error instanceof Error)) return 'other';
  const { code } = error as { code?: unknown };
  const known = typeof code === 'string' ? CODES[code] : undefined;
  if (known !== undefined) return known;
  if (/sha512 checksum mismatch/i.test(error.message)) return 'damaged';
  return OFFLINE.test(`${String(code)} ${error.message}`) ? 'offline' : 'other';
};

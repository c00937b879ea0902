import type { Database } from 'better-sqlite3';
import {
  letterSchema,
  type KeptDraft,
  type KeptLetter,
} from '../../../src-preload/contract/message-cache.ts';

/** What a person wrote and nobody else has: lost with the copy, unlike everything else in it. */
export type Own = { letters: KeptLetter[]; drafts: KeptDraft[]; deletions: string[] };

const readLetters = (db: Database): KeptLetter[] =>
  db
    .prepare<[], string>('SELECT letter FROM letters ORDER BY sort_order, client_id')
    .pluck()
    .all()
    .flatMap((text) => {
      const parsed = letterSchema.safeParse(JSON.parse(text));
      return parsed.success ? [parsed.data] : [];
    });
const readDrafts = (db: Database): KeptDraft[] =>
  db.prepare<[], KeptDraft>('SELECT to_id AS "to", text FROM drafts').all();
const readDeletions = (db: Database): string[] =>
  db.prepare<[], string>('SELECT message_id FROM deletions').pluck().all();

export const readOwn = (db: Database): Own => ({
  letters: readLetters(db),
  drafts: readDrafts(db),
  deletions: readDeletions(db),
});

const orNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

/** Each part of it that a damaged database still gives. */
export const salvageOwn = (db: Database): { [Part in keyof Own]: Own[Part] | null } => ({
  letters: orNull(() => readLetters(db)),
  drafts: orNull(() => readDrafts(db)),
  deletions: orNull(() => readDeletions(db)),
});

export const createLetters = (db: Database) => {
  const put = db.prepare<[id: string, order: number, letter: string]>(
    'INSERT OR REPLACE INTO letters (client_id, sort_order, letter) VALUES (?, ?, ?)',
  );
  const remove = db.prepare<[id: string]>('DELETE FROM letters WHERE client_id = ?');
  const putDraft = db.prepare<[to: string, text: string]>(
    'INSERT OR REPLACE INTO drafts (to_id, text) VALUES (?, ?)',
  );
  const removeDraft = db.prepare<[to: string]>('DELETE FROM drafts WHERE to_id = ?');
  const putDeletion = db.prepare<[id: string]>('INSERT OR IGNORE INTO deletions (message_id) VALUES (?)');
  const removeDeletion = db.prepare<[id: string]>('DELETE FROM deletions WHERE message_id = ?');
  const writeLetter = (letter: KeptLetter): void =>
    void put.run(letter.clientId, letter.order, JSON.stringify(letter));
  const writeDraft = ({ to, text }: KeptDraft): void =>
    void (text === '' ? removeDraft.run(to) : putDraft.run(to, text));
  const writeDeletion = (messageId: string, isDue: boolean): void =>
    void (isDue ? putDeletion : removeDeletion).run(messageId);
  return {
    read: () => readOwn(db),
    writeLetter,
    removeLetter: (clientId: string): void => void remove.run(clientId),
    writeDraft,
    writeDeletion,
  };
};

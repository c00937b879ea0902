import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { BACKUPS_FOLDER } from '../../server/protocol/backup-name.ts';

/**
 * What the main process sees of a clinic's files without opening a database: whether there are any, and whether
 * they are encrypted.
 */

const PLAIN_HEADER = 'SQLite format 3\0';
const DATABASE = 'anteroom.sqlite';

type Form = 'empty' | 'plain' | 'encrypted';

const formOf = (file: string): Form => {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(PLAIN_HEADER.length);
    const length = readSync(descriptor, start, 0, start.length, 0);
    if (length === 0) return 'empty';
    return start.toString('latin1') === PLAIN_HEADER ? 'plain' : 'encrypted';
  } finally {
    closeSync(descriptor);
  }
};

/** Also one that a restore left half way. */
const isDatabase = (name: string): boolean => name.endsWith('.sqlite') || name === `${DATABASE}.restoring`;

const databasesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && isDatabase(entry.name))
        .map(({ name }) => join(folder, name))
    : [];

export type ClinicFiles = {
  /** Of the database; where that is gone, of what else is there of the clinic. */
  form: Form;
  /** Files in plain text, backups among them. */
  plain: number;
};

/** The server may run: it is another process, whose locks on these files are its own. */
export const lookAtClinic = (dataDir: string): ClinicFiles => {
  const own = join(dataDir, DATABASE);
  const forms = [...databasesIn(dataDir), ...databasesIn(join(dataDir, BACKUPS_FOLDER))].map(formOf);
  const ownForm = existsSync(own) ? formOf(own) : 'empty';
  const otherForm = forms.includes('encrypted') ? 'encrypted' : forms.includes('plain') ? 'plain' : 'empty';
  return {
    form: ownForm === 'empty' ? otherForm : ownForm,
    plain: forms.filter((form) => form === 'plain').length,
  };
};

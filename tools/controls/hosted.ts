import type { Control } from './control.ts';

/** What the desktop app shows and does of the clinic that it hosts. */
export const HOSTED_CONTROLS: readonly Control[] = [
  {
    id: 'log-tail-fields',
    threat: 'logs',
    what: 'The clinic panel shows codes and counts of a log line only: no ids, addresses or codes of entry',
    file: 'src-main/services/log-tail.ts',
    text: 'const parts = DETAILS.flatMap((field) => {',
    without: 'const parts = Object.keys(line).flatMap((field) => {',
    tests: ['tests/main/log-tail.test.ts'],
  },
  {
    id: 'log-tail-foreign-lines',
    threat: 'logs',
    what: 'The clinic panel shows nothing of a line that is not of the server’s own log',
    file: 'src-main/services/log-tail.ts',
    text: "if (!parsed.success) return note('warn', 'unknown-line');",
    without: "if (!parsed.success) return note('warn', text);",
    tests: ['tests/main/log-tail.test.ts'],
  },
  {
    id: 'backup-by-name',
    threat: 'renderer-to-main',
    what: 'A page names no file: it restores what the person chose, or an automatic backup of the list',
    file: 'src-main/services/clinic-backups.ts',
    text: 'list().some((backup) => backup.name === name)',
    without: "name !== ''",
    tests: ['tests/main/clinic-backups.test.ts'],
  },
  {
    id: 'backup-outside-clinic',
    threat: 'lost-facts',
    what: 'A backup is never saved over the clinic’s own files',
    file: 'src-main/services/clinic-backups.ts',
    text: "if (isInside(dataDir, file)) return refused('inside_clinic');",
    without: '',
    tests: ['tests/main/clinic-backups.test.ts'],
  },
];

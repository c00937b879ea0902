import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entryFile } from '../support/server-entry.ts';

describe('what the store’s threads load', () => {
  // A third of the thread's start, in the app and in each test: who asked parses what comes.
  it.each(['sqlite-worker', 'backup-worker'])('is without zod in %s', (entry) => {
    expect(readFileSync(entryFile(entry), 'utf8')).not.toContain('ZodError');
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SLOWEST } from '../../tools/slowest-first.ts';

it('the tests that begin first are there', () => {
  const root = join(import.meta.dirname, '../..');
  expect(SLOWEST.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

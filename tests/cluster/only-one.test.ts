import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What is read before the first line of a file runs: its imports, but no types and nothing that is asked for later. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^(?:import|export) (?!type )(?:[\w*][^;]*?|\{[^}]*\})?(?: from )?'([^']+)';/gm,
    ),
  ].map(([, name = '']) => name);

it('a server that is the only one of its clinic reads nothing of what several need', () => {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) visit(join(dirname(file), name));
      else packages.add(name);
    }
  };
  visit(join(root, 'server/main.ts'));
  expect(files).toContain(join(root, 'server/joined-cluster.ts'));
  expect(packages).toContain('socket.io');
  expect([...files].filter((file) => file.includes('/server/cluster/'))).toEqual([]);
  expect([...packages].filter((name) => /redis/i.test(name))).toEqual([]);
  // And those are what it would read.
  expect(importsOf(join(root, 'server/cluster/redis-stream.ts'))).toContain('ioredis');
});

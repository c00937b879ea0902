import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../server/config.ts';
import { DEFAULT_LIMITS } from '../../server/limits.ts';
import { RATE_LIMIT_DEFAULTS } from '../../server/transport/rate-limits.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const packageJson = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Paths that a document writes as code, from the repository's root. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:server|src-[a-z]+|tests|tools|docs)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');

describe.each(['README.md', 'ARCHITECTURE.md'])('%s', (document) => {
  const text = read(document);

  it('names only files and folders that exist', () => {
    expect(pathsIn(text).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

it('the configuration table has every variable of the server', () => {
  const text = read('README.md');
  const table = text.slice(text.indexOf('## Configuration'), text.indexOf('## Audit log'));
  expect(Object.keys(environmentSchema.shape).filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
});

describe('the limits of the README', () => {
  const text = read('README.md');
  const section = text.slice(text.indexOf('## Limits'), text.indexOf('## Passwords and second factor'));
  const rows = new Map(
    section
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, name = '', ...cells]) => [name.replaceAll('`', ''), cells] as const),
  );
  const number = (cell: string | undefined) => Number(cell?.replaceAll(',', ''));

  it.each(Object.entries(DEFAULT_LIMITS))('have %s with its default', (name, value) => {
    expect(number(rows.get(name)?.[0])).toBe(value);
    expect(rows.get(name)?.[1]).not.toBe('');
  });

  it.each(Object.entries(RATE_LIMIT_DEFAULTS))('have %s with its default', (name, { points, seconds }) => {
    expect(rows.get(name)?.slice(0, 2).map(number)).toEqual([points, seconds]);
    expect(rows.get(name)?.[2]).not.toBe('');
  });

  it('are no others', () => {
    expect([...rows.keys()].sort()).toEqual(
      [...Object.keys(DEFAULT_LIMITS), ...Object.keys(RATE_LIMIT_DEFAULTS)].sort(),
    );
  });
});

import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** Types, the rules that need them, and React's are oxlint's (.oxlintrc.json); here its own words over code that they must refuse. */

const root = join(import.meta.dirname, '../..');
const folder = makeTempFolder();

const write = (path: string, text: string) => {
  mkdirSync(join(folder.path, path, '..'), { recursive: true });
  writeFileSync(join(folder.path, path), text);
};

type Finding = { code: string; filename: string };
let found: Finding[] = [];
beforeAll(async () => {
  symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  // Its places are counted from where it lies.
  copyFileSync(join(root, '.oxlintrc.json'), join(folder.path, '.oxlintrc.json'));
  const extended = JSON.stringify(join(root, 'tsconfig.base.json'));
  write(
    'tsconfig.json',
    `{ "extends": ${extended}, "compilerOptions": { "types": ["node"] }, "include": ["**/*.ts"] }`,
  );
  write(
    'src-main/bad.ts',
    [
      "import type { WebContents } from 'electron';",
      'const later = async (): Promise<number> => 1;',
      'export const unawaited = (): void => { later(); };',
      'export const spoken = (thing: { a: number }): string => `It is ${thing}`;',
      'export const back = (contents: WebContents): void => { contents.goBack(); };',
      'export const parsed = (text: string): string => JSON.parse(text);',
      "export const wrong: number = 'one';",
      "export const one = (kind: 'a' | 'b'): number | undefined => { switch (kind) { case 'a': return 1; } return undefined; };",
    ].join('\n'),
  );
  write(
    'src-renderer/bad.ts',
    [
      "import { useEffect, useState } from 'react';",
      'export const useCount = (items: readonly string[]): number => {',
      '  const [count, setCount] = useState(() => 0);',
      '  useEffect(() => { const timer = setTimeout(() => setCount(items.length), 9); return () => clearTimeout(timer); }, []);',
      '  if (count > 3) useEffect(() => undefined, []);',
      '  return count;',
      '};',
      'export const useLuck = (): number => { const [one] = useState(1); return one * Math.random(); };',
    ].join('\n'),
  );
  write(
    'tests/loose.ts',
    'export const parsed = (text: string) => { const it = JSON.parse(text); return String(it.x); };',
  );
  // It ends with 1 because it finds something.
  const { stdout } = await promisify(execFile)(
    join(root, 'node_modules/.bin/oxlint'),
    ['--format', 'json', 'src-main/bad.ts', 'src-renderer/bad.ts', 'tests/loose.ts'],
    { cwd: folder.path },
  ).catch((error: unknown) => error as { stdout: string });
  found = (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics;
});
afterAll(folder.remove);

describe('what only types show', () => {
  it.each([
    ['a promise that nobody waits for', 'no-floating-promises'],
    ['an object in the place of words', 'restrict-template-expressions'],
    ['what Electron is about to take away', 'no-deprecated'],
    ['a value of no type that leaves a function', 'no-unsafe-return'],
    ['a case that was forgotten', 'switch-exhaustiveness-check'],
    ['a value of another type', 'TS2322'],
  ])('%s is refused', (_what, rule) => {
    const codes = found
      .filter(({ filename }) => filename.endsWith('src-main/bad.ts'))
      .map(({ code }) => code);
    expect(codes).toContain(`typescript(${rule})`);
  });

  it('tests may read answers that have no type', () => {
    expect(found.filter(({ filename }) => filename.endsWith('loose.ts'))).toEqual([]);
  });
});

describe('what React asks of a component', () => {
  it.each([
    ['an effect that forgets what it reads', 'react-hooks(exhaustive-deps)'],
    ['a hook that is not always called', 'react-hooks(rules-of-hooks)'],
    ['chance while it is drawn', 'react(purity)'],
  ])('%s is refused', (_what, rule) => {
    const codes = found
      .filter(({ filename }) => filename.endsWith('src-renderer/bad.ts'))
      .map(({ code }) => code);
    expect(codes).toContain(rule);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

it('an entry of the build that is missing is answered with one line', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['--import', './tools/require-build.js', 'out/node/not-built.js'],
    { cwd: root, encoding: 'utf8' },
  );
  expect({ status, stderr, stdout }).toEqual({
    status: 1,
    stderr: 'The build is missing: run "npm run build" first.\n',
    stdout: '',
  });
});

it('the Node that runs the tests is new enough', () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/check-node.js'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('the clean machine runs what everybody runs', () => {
  const script = readFileSync(join(root, '.ci/run'), 'utf8');
  expect(script).toMatch(/^npm ci$/m);
  expect(script).toMatch(/^npm test$/m);
});

it('[S0-T01, S2-D01, S2-D02, S2-D03] the documented commands install, develop, start and serve', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const name of ['dev', 'start', 'server']) {
    const files = [...(scripts[name] ?? '').matchAll(/\.?\/?tools\/[\w.-]+/g)].map(([file]) => file);
    expect([name, files.length > 0, files.filter((file) => !existsSync(join(root, file)))]).toEqual([
      name,
      true,
      [],
    ]);
  }
  // What `npm ci` installs from.
  expect(existsSync(join(root, 'package-lock.json'))).toBe(true);
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

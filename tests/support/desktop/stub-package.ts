import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../tools/package/configuration.ts';
import type { Packaged } from '../../../tools/package/contents.ts';

/**
 * The app packed over a stub of Electron: for Linux with everything, for macOS and Windows without the modules
 * (finding them takes most of the time, and they are the same). Made once as long as nothing changes that goes into it.
 */
export type StubPackages = { linux: Packaged; mac: Packaged; windows: Packaged };

const output = join(projectRoot, 'out', 'package');
const maker = join(import.meta.dirname, 'make-stub-packages.ts');

const filesBelow = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
    : [path];

/** Of everything that goes into a package, by name, size and time. */
const fingerprint = (): string => {
  const hash = createHash('sha256');
  const inputs = [
    ...['out/node', 'out/preload', 'out/renderer', 'build', 'tools/package', 'electron-builder.yml'],
    ...['package.json', 'package-lock.json', 'tests/support/desktop/make-stub-packages.ts'],
  ];
  for (const input of inputs) {
    const path = join(projectRoot, input);
    if (!existsSync(path)) throw new Error(`${input} is missing: run "npm run build" first.`);
    for (const file of filesBelow(path)) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
};

const make = (): Promise<StubPackages> =>
  new Promise((resolve, reject) => {
    // A process of its own: the packager speaks to the console, and works for seconds.
    execFile(
      process.execPath,
      [maker, output],
      { cwd: projectRoot, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as StubPackages);
        else reject(new Error(`the packager failed:\n${stdout}\n${stderr}`));
      },
    );
  });

export const stubPackages = async (): Promise<StubPackages> => {
  const record = join(output, 'made.json');
  const now = fingerprint();
  if (existsSync(record)) {
    const made = JSON.parse(readFileSync(record, 'utf8')) as { of: string; packages: StubPackages };
    if (made.of === now) return made.packages;
  }
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const packages = await make();
  writeFileSync(record, JSON.stringify({ of: now, packages }));
  return packages;
};

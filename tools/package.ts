import { join } from 'node:path';
import { obtainElectron, thisMachine } from './launch/electron-binary.ts';
import { projectRoot } from './package/configuration.ts';
import type { Packaged } from './package/contents.ts';
import { judge } from './package/judge.ts';
import { makePackage, makeStubPackage } from './package/make.ts';

/**
 * `npm run package`, after the build: the installers for the machine that it is on, in release/, opened again and
 * judged. `-- --dir` makes the folder alone, `-- --x64 --arm64` is for a Mac that builds for both. With
 * REQUIRE_ELECTRON, a machine without Electron is an error.
 */

const print = (line: string): void => console.log(line);
const has = (flag: string): boolean => process.argv.includes(flag);

const make = async (): Promise<Packaged[]> => {
  const machine = thisMachine(print);
  // To pack it, nobody has to be able to open a window.
  const electron = await obtainElectron({
    ...machine,
    isRoot: false,
    environment: { ...machine.environment, DISPLAY: ':0' },
  });
  if ('path' in electron) {
    return makePackage({
      environment: process.env,
      dir: has('--dir'),
      architectures: { ...(has('--x64') && { x64: true }), ...(has('--arm64') && { arm64: true }) },
    });
  }
  if (process.env['REQUIRE_ELECTRON']) throw new Error(electron.reason);
  print(`No installer can be made here (${electron.reason}): the app is packed over a stub of Electron.`);
  return [
    await makeStubPackage({
      platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
      arch: process.arch === 'arm64' ? 'arm64' : 'x64',
      output: join(projectRoot, 'release', 'stub'),
      withModules: true,
    }),
  ];
};

for (const packaged of await make()) if (!(await judge(packaged))) process.exitCode = 1;

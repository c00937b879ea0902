import { join } from 'node:path';
import { obtainElectron, thisMachine } from './launch/electron-binary.ts';
import { projectRoot } from './package/configuration.ts';
import { binaryOf, wrongContents, type Packaged } from './package/contents.ts';
import { wrongFuses } from './package/fuses.ts';
import { makePackage, makeStubPackage } from './package/make.ts';

/**
 * `npm run package`, after the build: the installers for the machine that it is on, in release/. What was made is
 * opened again: contents, native modules, fuses. `-- --dir` makes the folder alone.
 */

const print = (line: string): void => console.log(line);

const check = async (packaged: Packaged): Promise<void> => {
  const wrong = [...wrongContents(packaged), ...(await wrongFuses(binaryOf(packaged)))];
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exitCode = 1;
  else print(`${packaged.folder}: contents and fuses are as they should be.`);
};

const make = async (): Promise<Packaged[]> => {
  const machine = thisMachine(print);
  // To pack it, nobody has to be able to open a window.
  const electron = await obtainElectron({
    ...machine,
    isRoot: false,
    environment: { ...machine.environment, DISPLAY: ':0' },
  });
  if ('path' in electron) {
    return makePackage({ environment: process.env, dir: process.argv.includes('--dir') });
  }
  print(`No installer can be made here (${electron.reason}): the app is packed over a stub of Electron.`);
  return [
    await makeStubPackage({
      platform: process.platform === 'darwin' ? 'darwin' : 'linux',
      arch: process.arch === 'arm64' ? 'arm64' : 'x64',
      output: join(projectRoot, 'release', 'stub'),
      withModules: true,
    }),
  ];
};

for (const packaged of await make()) await check(packaged);

import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The built app with another page in the place of its own, as a folder that Electron can run: the main process looks
 * for its page beside itself.
 * @returns absolute path of the folder, inside of `folder`
 */
export const makeBareApp = (html: string, folder: string): string => {
  const root = process.cwd();
  const copy = join(folder, 'bare-app');
  const page = join(copy, 'out', 'renderer');
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, 'index.html'), html);
  for (const part of ['out/node', 'out/preload', 'resources']) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  // A junction needs no rights on Windows; elsewhere it is a link like any other.
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const description = { name: 'anteroom', productName: 'Anteroom', version: '0.0.0-test', type: 'module' };
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...description, main: 'out/node/main.js' }));
  return copy;
};

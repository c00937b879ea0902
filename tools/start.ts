import { join } from 'node:path';
import { obtainElectron, thisMachine } from './launch/electron-binary.ts';
import { launch } from './launch/launch.ts';

/** `npm start`, after the build. */

const root = join(import.meta.dirname, '..');
const print = (line: string): void => console.log(line);

// Whoever reads the output may stop reading; the server goes on.
process.stdout.on('error', () => {});

process.exitCode = await launch({
  electron: await obtainElectron(thisMachine(print)),
  root,
  server: join(root, 'out/node/server.js'),
  print,
});

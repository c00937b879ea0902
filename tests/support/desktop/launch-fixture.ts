import { dirname } from 'node:path';
import { launch } from '../../../tools/launch/launch.ts';

/** What tools/start.ts does, with a server and an Electron of the test's. */

const [server = '', electronPath] = process.argv.slice(2);

process.exitCode = await launch({
  electron: electronPath === undefined ? { reason: 'there is no display' } : { path: electronPath },
  root: dirname(server),
  server,
  print: (line) => console.log(line),
});

import { join } from 'node:path';
import { projectRoot } from './package/configuration.ts';
import { packagedIn } from './package/contents.ts';
import { judge } from './package/judge.ts';

/** `npm run package:check`: opens what `npm run package` left in release/ (or in the folder named) once more. */

const [folder = join(projectRoot, 'release')] = process.argv.slice(2);
const found = packagedIn(folder);
if (found.length === 0) {
  console.error(`${folder} has no package: run "npm run package" first.`);
  process.exitCode = 1;
}
for (const packaged of found) if (!(await judge(packaged))) process.exitCode = 1;

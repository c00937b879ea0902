import { clearResults, readResults, type Runner } from './conformance/results.ts';
import { readAllResults, reportOf } from './conformance/report.ts';
import { closingLine, total, type Tally } from './tally.ts';
import { runCommand } from './run.ts';

/** `npm test`: every check, each even if one before it failed, and one closing line. */

const one = (passed: boolean): Tally => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

const check = async (name: string, command: string): Promise<Tally> => {
  const { code, output } = await runCommand(command, 'kept');
  console.log(code === 0 ? `${name}: passed` : `${name}: failed\n${output}`);
  return one(code === 0);
};

/** A runner's own counts; if it fails without saying which test did, that is one failure. */
const tests = async (runner: Runner, command: string): Promise<Tally> => {
  const { code } = await runCommand(command, 'live');
  const results = readResults(runner);
  if (results === null) return one(false);
  const { passed, failed, skipped } = results;
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
};

const conformance = (): Tally => {
  const { failures, summary } = reportOf(readAllResults());
  for (const failure of failures) console.error(failure);
  console.log(summary);
  return one(failures.length === 0);
};

clearResults();
const tallies: Tally[] = [];
// Two at a time, as many as the smallest machine has cores; the build comes first because tests run it.
tallies.push(...(await Promise.all([check('types', 'tsc -b'), check('build', 'electron-vite build')])));
tallies.push(
  ...(await Promise.all([
    check('lint', 'eslint . --max-warnings 0'),
    check('format', 'prettier --check --log-level warn .'),
  ])),
);
tallies.push(await tests('vitest', 'vitest run'));
tallies.push(await tests('playwright', 'playwright test'));
tallies.push(conformance());

const sum = total(tallies);
console.log(closingLine(sum));
process.exitCode = sum.failed === 0 ? 0 : 1;

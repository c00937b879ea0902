import { clearResults, readResults, type Runner } from './conformance/results.ts';
import { readAllResults, reportOf } from './conformance/report.ts';
import { useCompileCache, useMemoryFolder } from './temporary-folder.ts';
import { closingLine, total, type Tally } from './tally.ts';
import { runCommand, type CommandResult } from './run.ts';

/** `npm test`: every check, each even if one before it failed, and one closing line. */

const one = (passed: boolean): Tally => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

const since = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;

const check = async (name: string, command: string): Promise<Tally> => {
  const began = performance.now();
  const { code, output } = await runCommand(command, 'kept');
  console.log(`${name}: ${code === 0 ? 'passed' : 'failed'} (${since(began)})`);
  if (code !== 0) console.log(output);
  return one(code === 0);
};

/** A runner's own counts; if it fails without saying which test did, that is one failure. */
const countsOf = (runner: Runner, { code }: CommandResult): Tally => {
  const results = readResults(runner);
  if (results === null) return one(false);
  const { passed, failed, skipped } = results;
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped };
};

const tests = async (runner: Runner, command: string): Promise<Tally> => {
  const began = performance.now();
  const tally = countsOf(runner, await runCommand(command, 'live'));
  console.log(`${runner}: ${closingLine(tally)} (${since(began)})`);
  return tally;
};

const conformance = (): Tally => {
  const { failures, summary } = reportOf(readAllResults());
  for (const failure of failures) console.error(failure);
  console.log(summary);
  return one(failures.length === 0);
};

useMemoryFolder();
useCompileCache();
clearResults();
const began = performance.now();
const tallies: Tally[] = [];
// Side by side, as many as the smallest machine has cores; the build comes before the tests that run it.
const readCode = async (): Promise<Tally[]> => [
  await check('types and lint', 'oxlint && eslint . --max-warnings 0'),
  await check('format', 'oxfmt --check .'),
];
const runUnits = async (): Promise<Tally[]> => [
  await check('build', 'electron-vite build'),
  await tests('vitest', 'vitest run'),
];
tallies.push(...(await Promise.all([readCode(), runUnits()])).flat());
tallies.push(await tests('playwright', 'playwright test'));
tallies.push(conformance());

const sum = total(tallies);
console.log(`everything took ${since(began)}`);
console.log(closingLine(sum));
process.exitCode = sum.failed === 0 ? 0 : 1;

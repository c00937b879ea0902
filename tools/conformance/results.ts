import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRows, readClaim } from './rows.ts';

export const RUNNERS = ['vitest', 'playwright'] as const;
export type Runner = (typeof RUNNERS)[number];

/** One finished test as a runner's reporter hands it over. */
export type FinishedTest = {
  /** Relative to the repository, with forward slashes. */
  file: string;
  /** With its describe blocks. */
  name: string;
  state: 'passed' | 'failed' | 'skipped';
};

/** A row that a passed test proves. */
export type Proof = { id: string; file: string; name: string };

/** What one run of one runner leaves behind for the conformance table and for the closing line. */
export type RunResults = {
  runner: Runner;
  passed: number;
  failed: number;
  skipped: number;
  proofs: Proof[];
  /** Names that break the rules of claims; any of them fails the run. */
  problems: string[];
};

/**
 * Sums a run up.
 * @param otherFailures failures outside of tests: a file that does not load, an uncaught error
 */
export const summarise = (
  runner: Runner,
  tests: readonly FinishedTest[],
  otherFailures = 0,
  known: ReadonlySet<string> = new Set(loadRows().map((row) => row.id)),
): RunResults => {
  const count = (state: FinishedTest['state']) => tests.filter((test) => test.state === state).length;
  const proofs: Proof[] = [];
  const problems: string[] = [];
  for (const test of tests) {
    const claim = readClaim(test.name, known);
    problems.push(...claim.problems.map((problem) => `${test.file}: ${test.name}: ${problem}`));
    if (test.state === 'passed')
      proofs.push(...claim.ids.map((id) => ({ id, file: test.file, name: test.name })));
  }
  return {
    runner,
    passed: count('passed'),
    failed: count('failed') + otherFailures,
    skipped: count('skipped'),
    proofs,
    problems,
  };
};

/** Where the reporters write and the table's generator reads. */
export const resultsFolder = join(import.meta.dirname, '../../out/conformance');

const fileOf = (runner: Runner, folder: string) => join(folder, `${runner}.json`);

export const writeResults = (results: RunResults, folder = resultsFolder): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(results.runner, folder), `${JSON.stringify(results, null, 2)}\n`);
};

/** The results of the runner's last run; null if it has not run since `clearResults`. */
export const readResults = (runner: Runner, folder = resultsFolder): RunResults | null => {
  try {
    return JSON.parse(readFileSync(fileOf(runner, folder), 'utf8')) as RunResults;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** Forgets earlier runs, so that a runner that never ran cannot pass for one that did. */
export const clearResults = (folder = resultsFolder): void => {
  rmSync(folder, { recursive: true, force: true });
};

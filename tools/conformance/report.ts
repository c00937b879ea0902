import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults, RUNNERS, type RunResults } from './results.ts';
import { loadRows } from './rows.ts';
import { loadScope } from './scope.ts';
import { assess, countRows, renderTable } from './table.ts';

export type ConformanceReport = {
  /** docs/conformance.md as this run would have it. */
  markdown: string;
  /** What keeps the run from conforming, a line each; empty if nothing does. */
  failures: string[];
  summary: string;
};

/** Builds the report of the last run of both runners. */
export const reportOf = (results: readonly RunResults[]): ConformanceReport => {
  const rows = loadRows();
  const scope = loadScope(rows);
  const table = assess(
    rows,
    scope,
    results.flatMap(({ proofs }) => proofs),
  );
  const { required, proven, missing, alsoProven } = countRows(table, scope);
  const absent = RUNNERS.filter((runner) => !results.some((result) => result.runner === runner));
  return {
    markdown: renderTable(table, scope),
    failures: [
      ...absent.map((runner) => `${runner} left no results`),
      ...results.flatMap(({ problems }) => problems),
      ...(missing.length === 0 ? [] : [`no passed test proves ${missing.join(' ')}`]),
    ],
    summary: `conformance: ${proven} of ${required} required rows proven, ${missing.length} missing, ${alsoProven} more proven`,
  };
};

export const readAllResults = (): RunResults[] =>
  RUNNERS.map((runner) => readResults(runner)).filter((results) => results !== null);

export const tablePath = join(import.meta.dirname, '../../docs/conformance.md');

export const writeTable = (markdown: string): void => {
  writeFileSync(tablePath, markdown);
};

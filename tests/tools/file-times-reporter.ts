import { basename } from 'node:path';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

type FileTime = { file: string; tests: number; ms: number };

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(7)} s`;

/** Prints after a run how long the tests of each file took, the slowest file first. */
export default class FileTimesReporter implements Reporter {
  #files = new Map<string, FileTime>();

  onTestEnd(test: TestCase, { duration }: TestResult): void {
    // The path begins with the root and the project.
    const file = basename(test.titlePath()[2] ?? '');
    const { tests, ms } = this.#files.get(file) ?? { tests: 0, ms: 0 };
    this.#files.set(file, { file, tests: tests + 1, ms: ms + duration });
  }

  onEnd({ duration }: FullResult): void {
    console.log('\nTime of each file (files of several workers overlap):');
    for (const { file, tests, ms } of [...this.#files.values()].sort((a, b) => b.ms - a.ms)) {
      console.log(`${seconds(ms)}  ${file} (${tests})`);
    }
    console.log(`${seconds(duration)}  in all`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

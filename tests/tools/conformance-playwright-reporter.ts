import { relative, sep } from 'node:path';
import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';
import { summarise, writeResults, type FinishedTest } from '../../tools/conformance/results.ts';

const root = process.cwd();

const stateOf = (test: TestCase): FinishedTest['state'] => {
  switch (test.outcome()) {
    case 'expected':
      return 'passed';
    case 'skipped':
      return 'skipped';
    case 'unexpected':
    case 'flaky':
      return 'failed';
  }
};

/** The same for Playwright as conformance-reporter.ts for vitest. */
export default class ConformancePlaywrightReporter implements Reporter {
  #suite: Suite | null = null;
  #errors = 0;

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite;
  }

  onError(): void {
    this.#errors += 1;
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    const tests = (this.#suite?.allTests() ?? []).map((test): FinishedTest => {
      // The path begins with the root, the project and the file.
      const name = test.titlePath().slice(3).join(' > ');
      return { file: relative(root, test.location.file).replaceAll(sep, '/'), name, state: stateOf(test) };
    });
    const results = summarise('playwright', tests, this.#errors);
    writeResults(results);
    for (const problem of results.problems) console.error(`conformance: ${problem}`);
    return { status: results.problems.length > 0 ? 'failed' : result.status };
  }

  printsToStdio(): boolean {
    return false;
  }
}

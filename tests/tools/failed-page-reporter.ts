import { readFileSync } from 'node:fs';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { pageAtFailure } from '../../tools/page-at-failure.ts';

/** Prints below the errors what the page of each failed test showed, because of a run elsewhere only the log is left. */
export default class FailedPageReporter implements Reporter {
  #pages: { test: string; lines: readonly string[] }[] = [];

  onTestEnd(test: TestCase, { attachments }: TestResult): void {
    for (const { name, path } of attachments) {
      if (name !== 'error-context' || path === undefined) continue;
      const lines = pageAtFailure(readFileSync(path, 'utf8'));
      if (lines.length > 0) this.#pages.push({ test: test.titlePath().slice(2).join(' › '), lines });
    }
  }

  onEnd(): void {
    for (const { test, lines } of this.#pages) {
      console.log(`\nThe page when this failed: ${test}`);
      for (const line of lines) console.log(`    ${line}`);
    }
  }

  printsToStdio(): boolean {
    return false;
  }
}

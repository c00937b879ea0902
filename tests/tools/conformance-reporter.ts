import type { Reporter, TestModule } from 'vitest/node';
import { summarise, writeResults, type FinishedTest } from '../../tools/conformance/results.ts';

/** Hands the rows that this run's passed tests prove to the conformance table, and refuses bad claims. */
export default class ConformanceReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test): FinishedTest => {
        const { state } = test.result();
        return {
          file: module.relativeModuleId,
          name: test.fullName,
          state: state === 'pending' ? 'failed' : state,
        };
      }),
    );
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const results = summarise('vitest', tests, brokenFiles + unhandledErrors.length);
    writeResults(results);
    for (const problem of results.problems) console.error(`conformance: ${problem}`);
    if (results.problems.length > 0) process.exitCode = 1;
  }
}

import type { Reporter, TestModule } from 'vitest/node';
import { RUNNERS, summarise, writeResults, type FinishedTest } from '../../tools/conformance/results.ts';

const finishedIn = (modules: readonly TestModule[]): FinishedTest[] =>
  modules.flatMap((module) =>
    [...module.children.allTests()].map((test): FinishedTest => {
      const { state } = test.result();
      return {
        file: module.relativeModuleId,
        name: test.fullName,
        state: state === 'pending' ? 'failed' : state,
      };
    }),
  );

/** Hands the rows that this run's passed tests prove to the conformance table, and refuses bad claims. */
export default class ConformanceReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    // An error outside of tests belongs to no project: the first one that ran answers for it.
    let errors = unhandledErrors.length;
    for (const runner of RUNNERS) {
      const own = modules.filter(({ project }) => project.name === runner);
      if (own.length === 0) continue;
      const broken = own.filter((module) => module.errors().length > 0).length;
      const results = summarise(runner, finishedIn(own), broken + errors);
      errors = 0;
      writeResults(results);
      for (const problem of results.problems) console.error(`conformance: ${problem}`);
      if (results.problems.length > 0) process.exitCode = 1;
    }
  }
}

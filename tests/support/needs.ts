import type { TestContext } from 'vitest';

/** Skips the test with the reason, in the report and in a line of its own, where the machine lacks what it needs. */
export const needs = ({ skip, task }: TestContext, isThere: boolean, reason: string): void => {
  if (isThere) return;
  console.info(`Not tested here: ${task.name}: ${reason}`);
  skip(reason);
};

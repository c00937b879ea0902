import { expect } from 'vitest';
import type { ChaosPart } from './part.ts';

/** The short form of a part as a test: the seed is in the message of what fails. */
export const expectPartHolds = async (part: ChaosPart, seed = 1): Promise<void> => {
  const lines: string[] = [];
  const { failures } = await part.run({ scale: 'short', seed, report: (line) => lines.push(line) });
  expect(failures, `seed ${seed}\n${lines.join('\n')}`).toEqual([]);
};

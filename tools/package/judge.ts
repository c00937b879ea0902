import { binaryOf, wrongContents, type Packaged } from './contents.ts';
import { wrongFuses } from './fuses.ts';

/**
 * Opens a package again: contents, native modules, fuses. Says what is wrong, or that nothing is.
 * @returns whether it is what it should be
 */
export const judge = async (packaged: Packaged): Promise<boolean> => {
  const wrong = [...wrongContents(packaged), ...(await wrongFuses(binaryOf(packaged)))];
  for (const line of wrong) console.error(`${packaged.folder}: ${line}`);
  if (wrong.length === 0) console.log(`${packaged.folder}: contents and fuses are as they should be.`);
  return wrong.length === 0;
};

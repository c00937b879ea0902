import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { readConfiguration } from './configuration.ts';

/** The fuses of a packaged binary, read back from its bytes. */

const stateOf = (byte: number | undefined): boolean | null => {
  if (byte === FuseState.ENABLE) return true;
  return byte === FuseState.DISABLE ? false : null;
};

/** `RunAsNode` is `runAsNode`, as electron-builder.yml writes it. */
const keyOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/**
 * @param binary the executable; on macOS the `.app`
 * @returns on, off, or null where the binary has no such fuse, by the names of electron-builder.yml
 */
export const readFuses = async (binary: string): Promise<Record<string, boolean | null>> => {
  const wire = await getCurrentFuseWire(binary);
  return Object.fromEntries(
    Object.entries(FuseV1Options)
      .filter((entry): entry is [string, FuseV1Options] => typeof entry[1] === 'number')
      .map(([name, position]) => [keyOf(name), stateOf(wire[position])]),
  );
};

/** What electron-builder.yml wants and the binary has not, in words. */
export const wrongFuses = async (binary: string): Promise<string[]> => {
  const wanted = (await readConfiguration())['electronFuses'] as Record<string, boolean>;
  const found = await readFuses(binary);
  return Object.entries(wanted)
    .filter(([name, state]) => found[name] !== state)
    .map(([name, state]) => `the fuse ${name} is not ${state ? 'on' : 'off'}`);
};

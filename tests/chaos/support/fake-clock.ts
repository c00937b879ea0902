import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian and its kin put it. */
const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((machine) => [
  `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`,
]);

const library = (): string | undefined => LIBRARIES.find((path) => existsSync(path));

/** Why no process can be given another clock here; null if one can. */
export const noFakeClock = (): string | null =>
  library() === undefined ? 'libfaketime is missing (Debian: apt-get install libfaketime)' : null;

/** The clock of a process, set from outside while it runs. Its monotonic clock stays as it is. */
export type FakeClock = {
  environment: Record<string, string>;
  /** So many milliseconds away from the true time, running on. */
  set(offsetMs: number): void;
  /** Stands still at this distance from the true time of now. */
  freeze(offsetMs: number): void;
  remove(): void;
};

export const createFakeClock = (): FakeClock => {
  const path = library();
  if (path === undefined) throw new Error('libfaketime is missing');
  const folder = mkdtempSync(join(tmpdir(), 'anteroom-clock-'));
  const file = join(folder, 'time');
  // In one step: the process reads it all the time.
  const write = (text: string) => {
    writeFileSync(`${file}.new`, `${text}\n`);
    renameSync(`${file}.new`, file);
  };
  write('+0');
  return {
    environment: {
      LD_PRELOAD: path,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      TZ: 'UTC',
    },
    set: (offsetMs) => write(`${offsetMs < 0 ? '' : '+'}${Math.round(offsetMs / 1000)}`),
    freeze: (offsetMs) =>
      write(
        new Date(Date.now() + offsetMs)
          .toISOString()
          .replace('T', ' ')
          .replace(/\.\d+Z$/, ''),
      ),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLACE = '/dev/shm';
/** Databases, backups and browsers of one run of all tests, several times over. */
const NEEDED_BYTES = 2 ** 32;

const hasRoom = (): boolean => {
  try {
    const { bavail, bsize } = statfsSync(PLACE);
    return bavail * bsize >= NEEDED_BYTES;
  } catch {
    return false;
  }
};

/**
 * Where this process and its children leave temporary files from now on: in memory, where the system has such a
 * place with room in it. Every test has a database of its own, and half of its time would be waiting for the disk.
 * What a crash leaves behind is the same on both; what a power cut leaves, no test asks.
 */
export const useMemoryFolder = (): void => {
  if (!hasRoom()) return;
  const folder = mkdtempSync(join(PLACE, 'anteroom-'));
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
};

/** From now on, children find what others of them have compiled; a folder that is set already is used. */
export const useCompileCache = (): void => {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'anteroom-compiled-'));
  process.env['NODE_COMPILE_CACHE'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
};

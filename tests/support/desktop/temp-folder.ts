import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test. */
export const makeTempFolder = (): { path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'anteroom-desktop-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
};

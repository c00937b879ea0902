import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'jwt-secret';

/**
 * The server's secret: the configured one, or one generated at the first start and kept in the data folder,
 * readable by its owner only.
 */
export const loadServerSecret = async (configured: string | null, dataDir: string): Promise<string> => {
  if (configured !== null) return configured;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, FILE);
  const fresh = `${path}.${process.pid}.new`;
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  try {
    // Written whole before it gets its name: a crash in between must not leave half a secret.
    await writeFile(fresh, randomBytes(48).toString('base64url'), { mode: 0o600, flush: true });
    await link(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh, { force: true });
  }
  await chmod(path, 0o600);
  return (await readFile(path, 'utf8')).trim();
};

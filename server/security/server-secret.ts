import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreOpenError } from '../storage/store.ts';
import { isSealed, seal, unseal } from './sealed-text.ts';

const FILE = 'jwt-secret';

/** Written whole before it gets its name: a crash in between must not leave half a secret. */
const writeWhole = async (
  path: string,
  text: string,
  name: (fresh: string) => Promise<void>,
): Promise<void> => {
  const fresh = `${path}.${process.pid}.new`;
  try {
    await writeFile(fresh, text, { mode: 0o600, flush: true });
    await name(fresh);
  } finally {
    await rm(fresh, { force: true });
  }
};

/** @throws StoreOpenError the key is not the one that it was sealed with */
const open = (kept: string, databaseKey: string | null): string => {
  if (!isSealed(kept)) return kept;
  if (databaseKey === null) {
    throw new StoreOpenError(`${FILE} is encrypted and DATABASE_KEY is not set`);
  }
  const secret = unseal(kept, databaseKey);
  if (secret === null) throw new StoreOpenError(`DATABASE_KEY is not the key of ${FILE}`);
  return secret;
};

/** One from before the database was encrypted is encrypted, too, if there is one. */
export const sealServerSecret = async (dataDir: string, databaseKey: string): Promise<void> => {
  if (existsSync(join(dataDir, FILE))) await (await findServerSecret(null, { dataDir, databaseKey })).keep();
};

export type ServerSecret = {
  /**
   * The secret itself. Only now anything is written: a new one, or the old one encrypted, must not be left beside a
   * database that this server cannot open.
   */
  keep(): Promise<string>;
};

/**
 * The server's secret: the configured one, or one generated at the first start and kept in the data folder,
 * readable by its owner only, and encrypted where the database is.
 * @throws StoreOpenError it is there and cannot be decrypted: that clinic must not begin anew
 */
export const findServerSecret = async (
  configured: string | null,
  { dataDir, databaseKey }: { dataDir: string; databaseKey: string | null },
): Promise<ServerSecret> => {
  if (configured !== null) return { keep: () => Promise.resolve(configured) };
  const path = join(dataDir, FILE);
  const read = async (): Promise<string | null> => {
    try {
      return (await readFile(path, 'utf8')).trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
  const toKeep = (secret: string): string => (databaseKey === null ? secret : seal(secret, databaseKey));

  const kept = await read();
  if (kept !== null) {
    const secret = open(kept, databaseKey);
    return {
      async keep() {
        // From before the database was encrypted.
        if (databaseKey !== null && !isSealed(kept)) {
          await writeWhole(path, toKeep(secret), (fresh) => rename(fresh, path));
        }
        return secret;
      },
    };
  }
  return {
    async keep() {
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      const secret = randomBytes(48).toString('base64url');
      try {
        await writeWhole(path, toKeep(secret), (fresh) => link(fresh, path));
        return secret;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      await chmod(path, 0o600);
      return open((await read()) ?? '', databaseKey);
    },
  };
};

import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { z } from '../../server/protocol/zod.ts';
import type { Log } from './logs.ts';

/** Turns the value that one version wrote into the value that the next one reads. */
export type Migration = (old: unknown) => unknown;

export type JsonFile<T> = {
  read(): T;
  write(value: T): void;
};

const envelopeSchema = z.object({ version: z.int().min(1), value: z.unknown() });

/** The value of the file, brought to the current version. */
const load = <T>(path: string, schema: z.ZodType<T>, migrations: readonly Migration[]): T => {
  const { version, value } = envelopeSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const current = migrations.length + 1;
  if (version > current) throw new RangeError(`version ${version} is newer than ${current}`);
  return schema.parse(migrations.slice(version - 1).reduce((old, migrate) => migrate(old), value));
};

const setAside = (path: string): void => {
  let target = `${path}.invalid`;
  for (let number = 2; existsSync(target); number += 1) target = `${path}.invalid-${number}`;
  renameSync(path, target);
};

/**
 * One value in one JSON file, through electron-store (atomic writes). The file is checked once, when it is
 * opened: one that is damaged, or that a newer version wrote, is set aside as `<name>.json.invalid` and the
 * defaults take its place, so that the app starts and nothing is lost.
 */
export const openJsonFile = <T>({
  folder,
  name,
  schema,
  defaults,
  migrations = [],
  log,
}: {
  /** Absolute. */
  folder: string;
  name: string;
  schema: z.ZodType<T>;
  defaults: T;
  /** Step n turns what version n wrote into what version n + 1 reads. */
  migrations?: readonly Migration[];
  log: Log;
}): JsonFile<T> => {
  const path = join(folder, `${name}.json`);
  let value = defaults;
  if (existsSync(path)) {
    try {
      value = load(path, schema, migrations);
    } catch (error) {
      log.warn('file-set-aside', { file: name }, error);
      setAside(path);
    }
  }
  const store = new Store<{ version: number; value: unknown }>({
    cwd: folder,
    name,
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
  });
  return {
    read: () => value,
    write: (next) => {
      store.store = { version: migrations.length + 1, value: next };
      value = next;
    },
  };
};

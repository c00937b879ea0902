import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';

/** Where PostgreSQL's programs are; null where it is not installed. */
export const postgresPrograms = ((): string | null => {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).toSorted((one, next) => Number(next) - Number(one))
    : [];
  return (
    versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ??
    null
  );
})();

/** PostgreSQL refuses to run as root, and then runs as the user that its package has made. */
export const postgresUser = ((): { uid: number; gid: number } | null => {
  if (process.getuid?.() !== 0) return null;
  const idOf = (option: string): number =>
    Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: idOf('-u'), gid: idOf('-g') };
})();

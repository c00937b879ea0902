import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What waits longest, longest first: begun last, it would be waited for alone. vitest knows how long files take from
 * the run before, and of a clean clone it knows only how large they are.
 */
export const SLOWEST: readonly string[] = [
  'tests/storage/sqlite-encrypted.test.ts',
  'tests/storage/sqlite.test.ts',
  'tests/storage/postgres.test.ts',
  'tests/chaos/kill.test.ts',
  'tests/storage/durability.test.ts',
  'tests/server/stand-alone.test.ts',
  'tests/main/hosted-clinic-key.test.ts',
  'tests/main/package.test.ts',
  'tests/storage/audit-chain.test.ts',
  'tests/chaos/restarts.test.ts',
  'tests/main/hosting.test.ts',
  'tests/main/bridge-fuzz.test.ts',
  'tests/main/hosted-server-processes.test.ts',
  'tests/main/hosted-server-kills.test.ts',
  'tests/server/slow-reader.test.ts',
  'tests/chaos/frames.test.ts',
  'tests/main/clinic-backups.test.ts',
  'tests/chaos/soak.test.ts',
  'tests/chaos/timing.test.ts',
  'tests/server/overload.test.ts',
  'tests/storage/damaged-database.test.ts',
];

export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId, project }: TestSpecification): number => {
      const rank = SLOWEST.indexOf(relative(project.config.root, moduleId));
      return rank < 0 ? SLOWEST.length : rank;
    };
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}

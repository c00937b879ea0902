import { describe, expect, it } from 'vitest';
import { createDiskGuard, isNoRoom, type DiskState } from '../../server/storage/sqlite/disk-guard.ts';

const setUp = (floorBytes = 1000) => {
  const world = { free: 10_000 as number | null, isBroken: false, tries: 0 };
  const states: DiskState[] = [];
  const guard = createDiskGuard({
    floorBytes,
    freeBytes: () => world.free,
    tryWrite: () => {
      world.tries += 1;
      if (world.isBroken) throw new Error('SQLITE_FULL');
    },
    onChange: (state) => states.push(state),
  });
  /** How many checks it takes until it opens. */
  const checksUntilOpen = (): number => {
    for (let count = 1; count < 100; count += 1) {
      guard.check();
      if (guard.mayWrite()) return count;
    }
    throw new Error('it stays closed');
  };
  return { world, states, guard, checksUntilOpen };
};

describe('the guard of the disk', () => {
  it('closes when less than the floor is free, and opens at twice the floor only', () => {
    const { world, states, guard } = setUp();
    guard.check();
    expect(guard.mayWrite()).toBe(true);
    world.free = 999;
    guard.check();
    expect(states).toEqual([{ writable: false, reason: 'low' }]);
    world.free = 1999;
    guard.check();
    expect(guard.mayWrite()).toBe(false);
    expect(world.tries).toBe(0);
    world.free = 2000;
    guard.check();
    expect(states.slice(1)).toEqual([{ writable: true }]);
  });

  it('closes at once when SQLite cannot write, and stays closed until a write lasts', () => {
    const { world, states, guard } = setUp();
    world.isBroken = true;
    guard.failed('SQLITE_IOERR_FSYNC');
    guard.failed('SQLITE_FULL');
    expect(states).toEqual([{ writable: false, reason: 'SQLITE_IOERR_FSYNC' }]);
    guard.check();
    guard.check();
    expect(guard.mayWrite()).toBe(false);
    world.isBroken = false;
    guard.check();
    expect(guard.mayWrite()).toBe(true);
  });

  it('does not flap: who fails again just after it opened is tried with growing pauses', () => {
    const { guard, checksUntilOpen } = setUp();
    const waits = Array.from({ length: 6 }, () => {
      guard.failed('SQLITE_FULL');
      return checksUntilOpen();
    });
    expect(waits).toEqual([1, 3, 5, 9, 9, 9]);
    for (let count = 0; count < 20; count += 1) guard.check();
    guard.failed('SQLITE_FULL');
    expect(checksUntilOpen()).toBe(1);
  });

  it('works without knowing what is free', () => {
    const { world, guard, checksUntilOpen } = setUp();
    world.free = null;
    guard.check();
    expect(guard.mayWrite()).toBe(true);
    guard.failed('SQLITE_FULL');
    expect(checksUntilOpen()).toBe(1);
  });

  it('knows what a disk says that takes no more', () => {
    const no = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_SHMSIZE'];
    expect(no.filter(isNoRoom)).toEqual(no);
    expect(
      ['SQLITE_IOERR_READ', 'SQLITE_BUSY', 'SQLITE_CONSTRAINT', 'SQLITE_CORRUPT'].filter(isNoRoom),
    ).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { StoreFullError } from '../../server/domain/errors.ts';
import { createOwedWrites, NOTHING_TOLD } from '../../server/domain/owed-writes.ts';

const setUp = () => {
  const world = {
    isFull: true,
    written: [] as string[],
    owed: [] as [string, number][],
    paid: [] as number[],
    lost: [] as [string, unknown][],
  };
  const owed = createOwedWrites({
    onOwed: (action, count) => world.owed.push([action, count]),
    onPaid: (count) => world.paid.push(count),
    onLost: (action, error) => world.lost.push([action, error]),
  });
  const write = (key: string, word = key) =>
    owed.write(key, `test.${word}`, () => {
      if (world.isFull) return Promise.reject(new StoreFullError('full'));
      world.written.push(word);
      return Promise.resolve(NOTHING_TOLD);
    });
  return { world, owed, write };
};

describe('facts that the store could not take down', () => {
  it('are written in order when it can, once', async () => {
    const { world, owed, write } = setUp();
    expect(await write('a')).toBeNull();
    expect(await write('b')).toBeNull();
    expect(world.owed).toEqual([
      ['test.a', 1],
      ['test.b', 2],
    ]);
    expect((await owed.settle()).settled).toBe(0);
    world.isFull = false;
    expect((await owed.settle()).settled).toBe(2);
    expect((await owed.settle()).settled).toBe(0);
    expect(world.written).toEqual(['a', 'b']);
    expect(world.paid).toEqual([2]);
  });

  it('are replaced by the last word on the same thing, or forgotten', async () => {
    const { world, owed, write } = setUp();
    await write('place', 'away');
    await write('claim');
    await write('call');
    await write('place', 'back');
    owed.forget('call');
    world.isFull = false;
    await owed.settle();
    expect(world.written).toEqual(['claim', 'back']);
    expect(owed.count()).toBe(0);
  });

  it('are not written twice by two who settle at once', async () => {
    const { world, owed, write } = setUp();
    await write('a');
    world.isFull = false;
    const both = await Promise.all([owed.settle(), owed.settle()]);
    expect(both.map(({ settled }) => settled)).toEqual([1, 0]);
    expect(world.written).toEqual(['a']);
  });

  it('are all written when somebody who waited for them goes on', async () => {
    const { world, owed, write } = setUp();
    await write('a');
    await write('b');
    world.isFull = false;
    void owed.settle();
    await owed.settle();
    expect(world.written).toEqual(['a', 'b']);
  });

  it('do not hold each other up, or keep each other’s news back, if one can never be written', async () => {
    const { world, owed, write } = setUp();
    const error = new Error('no such account');
    const news = { type: 'doctor-left', to: { channels: [] }, roomId: 'r' } as const;
    await owed.write('told', 'test.told', () =>
      world.isFull ? Promise.reject(new StoreFullError('full')) : Promise.resolve({ events: [news] }),
    );
    await owed.write('broken', 'test.broken', () =>
      Promise.reject(world.isFull ? new StoreFullError('full') : error),
    );
    await write('a');
    world.isFull = false;
    expect(await owed.settle()).toMatchObject({ events: [news], settled: 2 });
    expect(world.written).toEqual(['a']);
    expect(world.lost).toEqual([['test.broken', error]]);
    expect(owed.count()).toBe(0);
  });

  it('are nothing that the store refused for another reason', async () => {
    const { owed } = setUp();
    await expect(owed.write('x', 'test.x', () => Promise.reject(new Error('wrong')))).rejects.toThrow(
      'wrong',
    );
    expect(owed.count()).toBe(0);
  });
});

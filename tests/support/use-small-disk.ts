import { onTestFinished, type TestContext } from 'vitest';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

/** A small disk for one test, which is skipped with the reason where this machine cannot have one. */
export const useSmallDisk = ({ skip }: TestContext, bytes: number): SmallDisk => {
  const disk = mountSmallDisk(bytes);
  if (typeof disk === 'string') {
    console.info(disk);
    return skip(disk);
  }
  onTestFinished(() => disk.remove());
  return disk;
};

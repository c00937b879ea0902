import { createRandom, type Random } from '../random.ts';

/** Repeatable chance with what breaking things needs. */
export type Dice = Random & {
  chance(probability: number): boolean;
  bytes(length: number): Buffer;
  shuffle<T>(items: readonly T[]): T[];
};

export const createDice = (seed: number): Dice => {
  const random = createRandom(seed);
  return {
    ...random,
    chance: (probability) => random.next() < probability,
    bytes: (length) => {
      const bytes = Buffer.alloc(length);
      for (let index = 0; index < length; index += 1) bytes[index] = random.between(0, 255);
      return bytes;
    },
    shuffle: <T>(items: readonly T[]): T[] =>
      items
        .map((item) => ({ item, place: random.next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  };
};

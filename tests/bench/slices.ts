/** Runs variants in alternating slices, so that what else the machine does meets all of them alike. */

/** Something that can be measured for a while. */
export type Variant<R> = (milliseconds: number) => Promise<R>;

export const SLICE_MS = 500;

/**
 * @param rounds of one slice of each variant, after one round that only warms up
 * @returns the results of each variant, by round
 */
export const alternate = async <N extends string, R>(
  variants: Record<N, Variant<R>>,
  { rounds, sliceMs = SLICE_MS }: { rounds: number; sliceMs?: number },
): Promise<Record<N, R[]>> => {
  const names = Object.keys(variants) as N[];
  const results = Object.fromEntries(names.map((name) => [name, [] as R[]])) as Record<N, R[]>;
  for (const name of names) await variants[name](sliceMs);
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes first in one round comes last in a later one.
    const order = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of order) results[name].push(await variants[name](sliceMs));
  }
  return results;
};

/**
 * Numbers of attempts as the wire has them (`attemptSchema`). They go round: whoever is told of the last one must
 * still have a next one, or a page that named it would leave the other without an offer that the server relays.
 */
const COUNT = 2 ** 31;

export const advance = (number: number, by: number): number => (number + by) % COUNT;

/** Of two numbers, the one that is less than half a round ahead is the later one. Nothing is before every number. */
export const isLater = (number: number, than: number | null): boolean =>
  than === null || (number !== than && (number - than + COUNT) % COUNT < COUNT / 2);

export const later = (one: number, other: number): number => (isLater(other, one) ? other : one);

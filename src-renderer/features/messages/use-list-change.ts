import { useState } from 'react';

type Seen = {
  first: number;
  last: number;
  length: number;
  /** What changed, changed at the beginning: older messages came. */
  atStart: boolean;
  /** Another number for each part that has nothing to do with the one before. */
  part: number;
};

/** How a list of messages changed since it was drawn before. @param first @param last positions of what is loaded */
export const useListChange = (first: number, last: number, length: number): Seen => {
  const [seen, setSeen] = useState<Seen>({ first, last, length, atStart: false, part: 0 });
  if (seen.first === first && seen.last === last && seen.length === length) return seen;
  const isOther = seen.length === 0 || first > seen.last || last < seen.first;
  const next: Seen = {
    first,
    last,
    length,
    atStart: !isOther && first !== seen.first,
    part: isOther ? seen.part + 1 : seen.part,
  };
  setSeen(next);
  return next;
};

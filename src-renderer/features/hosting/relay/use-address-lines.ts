import { useState } from 'react';
import { MOST_RELAY_ADDRESSES, type RelayAddressFault } from '../../../../src-preload/contract.ts';

type Line = { id: number; text: string; fault: RelayAddressFault | null };

let lastId = 0;
const lineOf = (text: string): Line => {
  lastId += 1;
  return { id: lastId, text, fault: null };
};
const isEmpty = ({ text }: Line): boolean => text.trim() === '';

/** The addresses as they are typed, one a line; there is always one to type in. */
export const useAddressLines = (saved: readonly string[]) => {
  const [lines, setLines] = useState<Line[]>(() => (saved.length === 0 ? [''] : saved).map(lineOf));

  return {
    lines,
    isFull: lines.length >= MOST_RELAY_ADDRESSES,
    /** Several at once, as they are pasted from a list, become several lines. */
    type(id: number, text: string): void {
      const [first = '', ...others] = text.split(/[\n,]+/).map((part) => part.trim());
      const more = others.filter((part) => part !== '');
      setLines((before) =>
        before
          .flatMap((line) =>
            line.id !== id
              ? [line]
              : [{ ...line, text: more.length === 0 ? text : first, fault: null }, ...more.map(lineOf)],
          )
          .slice(0, MOST_RELAY_ADDRESSES),
      );
    },
    /** @returns the id of the new line */
    add(): number {
      const line = lineOf('');
      setLines((before) => [...before, line]);
      return line.id;
    },
    remove(id: number): void {
      setLines((before) => {
        const left = before.filter((line) => line.id !== id);
        return left.length === 0 ? [lineOf('')] : left;
      });
    },
    /** Without those that are empty. */
    texts: (): string[] => lines.filter((line) => !isEmpty(line)).map(({ text }) => text.trim()),
    /** @param faults of `texts`, in their order */
    fail(faults: readonly (RelayAddressFault | null)[]): void {
      let at = 0;
      setLines(lines.map((line) => (isEmpty(line) ? line : { ...line, fault: faults[at++] ?? null })));
    },
  };
};

export type AddressLines = ReturnType<typeof useAddressLines>;

import { describe, expect, it } from 'vitest';
import { loadRows, MAX_IDS_PER_TEST, readClaim } from '../../tools/conformance/rows.ts';

const known = new Set(loadRows().map((row) => row.id));

describe('row ids in the names of tests', () => {
  it('are read from one or several brackets, each once, in order', () => {
    expect(readClaim('[S0-E12] waits [S0-E05, S0-E12] [D07]', known)).toEqual({
      ids: ['D07', 'S0-E05', 'S0-E12'],
      problems: [],
    });
  });

  it('are separated by commas or spaces', () => {
    expect(readClaim('[S2-E02 S2-E03,S2-E04] relays', known).ids).toEqual(['S2-E02', 'S2-E03', 'S2-E04']);
  });

  it('are told apart from prose in brackets', () => {
    expect(readClaim('an empty array [] and [a note] and S0-E05 without brackets', known)).toEqual({
      ids: [],
      problems: [],
    });
  });

  it('must exist', () => {
    expect(readClaim('[S0-E99] never was', known).problems).toEqual(['no row S0-E99']);
  });

  it('must be written in full, never as a range', () => {
    expect(readClaim('[S0-E01–S0-E05] all at once', known).problems).toEqual([
      '"S0-E01–S0-E05" is not a row id',
    ]);
    expect(readClaim('[S0-E5] short', known).problems).toEqual(['"S0-E5" is not a row id']);
  });

  it('are at most five', () => {
    const five = ['S0-E01', 'S0-E02', 'S0-E03', 'S0-E04', 'S0-E05'];
    expect(five).toHaveLength(MAX_IDS_PER_TEST);
    expect(readClaim(`[${five.join(', ')}] fits`, known).problems).toEqual([]);
    expect(readClaim(`[${five.join(', ')}] group > [S0-E06] one more`, known).problems).toEqual([
      '6 row ids, at most 5',
    ]);
  });
});

describe('the list of rows', () => {
  it('names every row once, in order', () => {
    const ids = loadRows().map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...ids].sort());
  });
});

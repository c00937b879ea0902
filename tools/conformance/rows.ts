import { readFileSync } from 'node:fs';

/** A requirement of the reference systems, or a conflict (K) or decision (D) between them. */
export type Row = {
  id: string;
  system: 'S0' | 'S1' | 'S2' | 'S3' | 'S4' | null;
  kind: string;
  text: string;
};

/** Most ids that one test may carry: a test that claims more proves none of them well. */
export const MAX_IDS_PER_TEST = 5;

const ROW_ID = /^(?:S\d-[A-Z]\d{2}|[KD]\d{2})$/;
const CLAIM_START = /^(?:S\d+-|[KD]\d)/;

/** The committed list of rows, in the order of their ids. */
export const loadRows = (
  url: URL = new URL('../../docs/reference-rows.json', import.meta.url),
): readonly Row[] => JSON.parse(readFileSync(url, 'utf8')) as Row[];

/** The rows that a test's full name claims: `[S0-E05]`, `[S0-E05, S0-E12]` or several brackets. */
export type Claim = { ids: string[]; problems: string[] };

/**
 * Reads the row ids in a test's name. Brackets that do not begin like a row id are prose and ignored.
 * @param name the full name, its describe blocks included, so that a block cannot hide more ids
 * @param known ids that exist
 */
export const readClaim = (name: string, known: ReadonlySet<string>): Claim => {
  const ids = new Set<string>();
  const problems: string[] = [];
  for (const [, content = ''] of name.matchAll(/\[([^\]]*)\]/g)) {
    const parts = content.split(/[\s,]+/).filter((part) => part !== '');
    if (!CLAIM_START.test(parts[0] ?? '')) continue;
    for (const part of parts) {
      if (!ROW_ID.test(part)) problems.push(`"${part}" is not a row id`);
      else if (!known.has(part)) problems.push(`no row ${part}`);
      else ids.add(part);
    }
  }
  if (ids.size > MAX_IDS_PER_TEST) problems.push(`${ids.size} row ids, at most ${MAX_IDS_PER_TEST}`);
  return { ids: [...ids].sort(), problems };
};

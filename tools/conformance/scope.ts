import { readFileSync } from 'node:fs';
import type { Row } from './rows.ts';

/** docs/conformance-scope.json: each entry is an id, a kind (`S0-E`) or a range of one kind (`S0-L01..S0-L04`). */
export type ScopeFile = {
  required: string[];
  exceptions: { rows: string[]; reason: string }[];
};

export type Scope = {
  /** Ids that need a passed test now. */
  required: ReadonlySet<string>;
  /** Ids that will never need one, and why. */
  exceptions: ReadonlyMap<string, string>;
};

const kindOf = (id: string) => id.slice(0, -2);

const select = (entry: string, rows: readonly Row[]): string[] => {
  const [first = '', last = first] = entry.split('..');
  const ids = rows
    .map((row) => row.id)
    .filter((id) =>
      first === last && kindOf(id) === first
        ? true
        : kindOf(id) === kindOf(first) && kindOf(id) === kindOf(last) && id >= first && id <= last,
    );
  if (ids.length === 0) throw new Error(`docs/conformance-scope.json: "${entry}" names no row`);
  return ids;
};

/** @throws if an entry names no row, or a row is both required and an exception */
export const resolveScope = (file: ScopeFile, rows: readonly Row[]): Scope => {
  const required = new Set(file.required.flatMap((entry) => select(entry, rows)));
  const exceptions = new Map(
    file.exceptions.flatMap(({ rows: entries, reason }) =>
      entries.flatMap((entry) => select(entry, rows)).map((id) => [id, reason] as const),
    ),
  );
  const both = [...required].filter((id) => exceptions.has(id));
  if (both.length > 0) {
    throw new Error(`docs/conformance-scope.json: both required and an exception: ${both.join(', ')}`);
  }
  return { required, exceptions };
};

export const loadScope = (rows: readonly Row[]): Scope =>
  resolveScope(
    JSON.parse(
      readFileSync(new URL('../../docs/conformance-scope.json', import.meta.url), 'utf8'),
    ) as ScopeFile,
    rows,
  );

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  clearResults,
  readResults,
  summarise,
  writeResults,
  type FinishedTest,
} from '../../tools/conformance/results.ts';
import { loadRows, type Row } from '../../tools/conformance/rows.ts';
import { loadScope, resolveScope } from '../../tools/conformance/scope.ts';
import { assess, countRows, renderTable } from '../../tools/conformance/table.ts';

const row = (id: string): Row => ({ id, system: 'S0', kind: 'event', text: `what ${id} says` });
const rows = ['S0-C01', 'S0-E01', 'S0-E02', 'S0-E03', 'S0-L01', 'S0-L02'].map(row);
const known = new Set(rows.map(({ id }) => id));
const finished = (name: string, state: FinishedTest['state'] = 'passed'): FinishedTest => ({
  file: 'tests/server/any.test.ts',
  name,
  state,
});

describe('the results of a run', () => {
  it('prove rows by passed tests only', () => {
    const results = summarise(
      'vitest',
      [
        finished('[S0-E01] joins'),
        finished('[S0-E02] leaves', 'failed'),
        finished('[S0-E03] waits', 'skipped'),
        finished('helps'),
      ],
      1,
      known,
    );
    expect(results).toEqual({
      runner: 'vitest',
      passed: 2,
      failed: 2,
      skipped: 1,
      proofs: [{ id: 'S0-E01', file: 'tests/server/any.test.ts', name: '[S0-E01] joins' }],
      problems: [],
    });
  });

  it('name the test whose claim breaks a rule', () => {
    expect(summarise('vitest', [finished('[S0-E77] joins')], 0, known).problems).toEqual([
      'tests/server/any.test.ts: [S0-E77] joins: no row S0-E77',
    ]);
  });

  it('are read back as they were written, and gone when cleared', () => {
    const folder = mkdtempSync(join(tmpdir(), 'anteroom-results-'));
    try {
      const results = summarise('playwright', [finished('[S0-E01] joins')], 0, known);
      writeResults(results, folder);
      expect(readResults('playwright', folder)).toEqual(results);
      expect(readResults('vitest', folder)).toBeNull();
      clearResults(folder);
      expect(readResults('playwright', folder)).toBeNull();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the scope', () => {
  it('takes ids, kinds and ranges', () => {
    const scope = resolveScope(
      { required: ['S0-E01..S0-E02', 'S0-L'], exceptions: [{ rows: ['S0-C01'], reason: 'context' }] },
      rows,
    );
    expect([...scope.required]).toEqual(['S0-E01', 'S0-E02', 'S0-L01', 'S0-L02']);
    expect([...scope.exceptions]).toEqual([['S0-C01', 'context']]);
  });

  it.each(['S0-E99', 'S9-E', 'S0-E02..S0-E01', 'S0-E01..S0-L02'])(
    'refuses %s, which names no row',
    (entry) => {
      expect(() => resolveScope({ required: [entry], exceptions: [] }, rows)).toThrow(
        `"${entry}" names no row`,
      );
    },
  );

  it('refuses a row that is both required and an exception', () => {
    expect(() =>
      resolveScope({ required: ['S0-E'], exceptions: [{ rows: ['S0-E01'], reason: 'no' }] }, rows),
    ).toThrow('both required and an exception: S0-E01');
  });

  it('of this repository is sound', () => {
    expect(loadScope(loadRows()).required.size).toBeGreaterThan(0);
  });

  it('[D08, K29] excepts no enhancement but sharding and CDN, and of S4 only the names of its files', () => {
    const excepted = [...loadScope(loadRows()).exceptions.keys()];
    expect(excepted.filter((id) => id.includes('-Z'))).toEqual(['S1-Z11', 'S1-Z12']);
    expect(excepted.filter((id) => id.startsWith('S4-') && !id.startsWith('S4-C'))).toEqual([]);
  });
});

describe('the table', () => {
  const scope = resolveScope(
    { required: ['S0-E'], exceptions: [{ rows: ['S0-C01'], reason: 'context' }] },
    rows,
  );
  const { proofs } = summarise(
    'vitest',
    [finished('b | [S0-E01] joins'), finished('[S0-E01] a'), finished('[S0-L02] logs')],
    0,
    known,
  );
  const table = assess(rows, scope, proofs);

  it('gives each row its state', () => {
    expect(table.map(({ row: { id }, state }) => [id, state])).toEqual([
      ['S0-C01', 'exception'],
      ['S0-E01', 'proven'],
      ['S0-E02', 'missing'],
      ['S0-E03', 'missing'],
      ['S0-L01', 'later'],
      ['S0-L02', 'proven'],
    ]);
    expect(countRows(table, scope)).toEqual({
      required: 3,
      proven: 1,
      missing: ['S0-E02', 'S0-E03'],
      alsoProven: 1,
    });
  });

  it('is the same for the same proofs in any order', () => {
    expect(renderTable(assess([...rows].reverse(), scope, [...proofs].reverse()), scope)).toBe(
      renderTable(table, scope),
    );
  });

  it('names the tests without their ids and keeps its cells whole', () => {
    expect(renderTable(table, scope)).toContain(
      '| S0-E01 | what S0-E01 says | tests/server/any.test.ts: a<br>tests/server/any.test.ts: b \\| joins | proven |',
    );
    expect(renderTable(table, scope)).toContain('| S0-C01 | what S0-C01 says |  | exception (context) |');
  });
});

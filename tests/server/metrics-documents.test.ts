import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../server/metrics.ts';
import { ERROR_CODES } from '../../server/protocol/index.ts';

/** What is written about the metrics is compared with what the server tells. */

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8');

type Described = { kind: string; labels: string };

const told = async (): Promise<Map<string, string>> => {
  const text = await createMetrics().text();
  return new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => [name, kind]),
  );
};

const documented = (): Map<string, Described> =>
  new Map(
    [...read('monitoring.md').matchAll(/^\| `(anteroom_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)].map(
      ([, name = '', kind = '', labels = '']) => [name, { kind, labels: labels.trim() }],
    ),
  );

/** The value of a key of the rules, which are plain enough for lines: one mapping, no folded texts. */
const valuesOf = (yaml: string, key: string): string[] =>
  [...yaml.matchAll(new RegExp(`^ +(?:- )?${key}: (.+)$`, 'gm'))].map(([, value = '']) => value);

const isBalanced = (expression: string): boolean => {
  const open: string[] = [];
  for (const sign of expression.replace(/"[^"]*"/g, '""')) {
    if ('([{'.includes(sign)) open.push({ '(': ')', '[': ']', '{': '}' }[sign] ?? '');
    else if (')]}'.includes(sign) && open.pop() !== sign) return false;
  }
  return open.length === 0;
};

describe('[S2-X08] docs/monitoring.md', () => {
  it('lists every metric of the server, with its kind, and no other', async () => {
    const own = [...(await told())].filter(([name]) => name.startsWith('anteroom_'));
    const listed = [...documented()].map(([name, { kind }]) => [name, kind]);
    expect(listed.toSorted()).toEqual(own.toSorted());
  });

  it('names units and counters as Prometheus advises', async () => {
    for (const [name, kind] of await told()) {
      if (!name.startsWith('anteroom_')) continue;
      expect([name, name.endsWith('_total')]).toEqual([name, kind === 'counter']);
      expect(name).not.toMatch(/_(ms|milliseconds|kb|minutes)(_|$)/);
    }
  });
});

describe('[S0-L08, S2-X06] docs/monitoring/alerts.yml', () => {
  const yaml = read('monitoring/alerts.yml');
  const expressions = valuesOf(yaml, 'expr');

  it('has an expression and a summary for each alert, with a name of its own', () => {
    const alerts = valuesOf(yaml, 'alert');
    expect(alerts.length).toBeGreaterThan(5);
    expect(new Set(alerts).size).toBe(alerts.length);
    expect(expressions).toHaveLength(alerts.length);
    expect(valuesOf(yaml, 'summary')).toHaveLength(alerts.length);
    expect(yaml).not.toContain('\t');
    for (const line of yaml.split('\n')) expect(line).toMatch(/^( {2})*(- )?(\S.*)?$/);
  });

  it('asks for metrics, labels and codes that exist', async () => {
    const kinds = await told();
    for (const expression of expressions) {
      expect([expression, isBalanced(expression)]).toEqual([expression, true]);
      const bare = expression.replace(/"[^"]*"/g, '""');
      const names = [...bare.matchAll(/\b(anteroom|process|nodejs)_\w+/g)].map(([name]) => name);
      expect([expression, names.length > 0 || /^up\{/.test(expression)]).toEqual([expression, true]);
      for (const name of names) {
        const base = name.replace(/_bucket$/, '');
        expect([name, kinds.has(base)]).toEqual([name, true]);
        if (name !== base) expect(kinds.get(base)).toBe('histogram');
      }
      for (const [, name = '', label = ''] of bare.matchAll(/(anteroom_\w+)\{(\w+)/g)) {
        expect([name, documented().get(name)?.labels]).toEqual([
          name,
          expect.stringContaining(`\`${label}\``),
        ]);
      }
      for (const [, codes = ''] of expression.matchAll(/code=~"([^"]+)"/g)) {
        for (const code of codes.split('|')) expect(ERROR_CODES).toContain(code);
      }
    }
  });
});

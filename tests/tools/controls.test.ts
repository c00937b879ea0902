import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../tools/controls/list.ts';
import { occurrences } from '../../tools/controls/run-controls.ts';
import { renderSecurity } from '../../tools/controls/table.ts';

describe('the list of controls', () => {
  it('has ids of its own', () => {
    expect(new Set(CONTROLS.map(({ id }) => id)).size).toBe(CONTROLS.length);
  });

  it.each(CONTROLS)(
    '$id stands where the list says, and can be taken away',
    ({ file, text, without, tests }) => {
      const source = readFileSync(file, 'utf8');
      expect(occurrences(source, text)).toBe(1);
      expect(without).not.toBe(text);
      expect(tests.filter((test) => !existsSync(test))).toEqual([]);
    },
  );

  it('is in docs/security.md, each with a test that failed without it', () => {
    const page = readFileSync('docs/security.md', 'utf8');
    const missing = CONTROLS.filter(
      ({ id, file }) => !page.includes(`| ${id} | `) || !page.includes(`\`${file}\``),
    );
    expect(missing).toEqual([]);
    expect(page).not.toContain('**none**');
  });
});

it('a table names the first test that failed, and how many more', () => {
  const [control] = CONTROLS;
  if (control === undefined) throw new Error('there are no controls');
  const page = renderSecurity([{ control, caught: true, failed: ['[S0-X05] one | two', 'three'] }]);
  expect(page).toContain('one \\| two (and 1 more)');
});

import { expect, it } from 'vitest';
import { pageAtFailure } from '../../tools/page-at-failure.ts';

const reportOf = (page: string): string =>
  `# Error details\n\n\`\`\`\nError: not visible\n\`\`\`\n\n# Page snapshot\n\n\`\`\`yaml\n${page}\n\`\`\`\n\n# Test source\n\n\`\`\`ts\nawait click();\n\`\`\``;

it('takes the page out of the report of a failed test', () => {
  expect(pageAtFailure(reportOf('- main:\n  - button "Try again"'))).toEqual([
    '- main:',
    '  - button "Try again"',
  ]);
});

it('shortens a long page and says by how much', () => {
  const page = Array.from({ length: 63 }, (_, index) => `- text: ${index + 1}`).join('\n');
  const lines = pageAtFailure(reportOf(page));
  expect(lines).toHaveLength(61);
  expect(lines.at(-1)).toBe('… 3 more lines');
});

it('is silent of a test that had no page', () => {
  expect(pageAtFailure('# Error details\n\n```\nError: refused\n```')).toEqual([]);
});

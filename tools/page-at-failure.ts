/** Of a page, what a reader of a log takes in; the whole is in test-results/. */
const MOST_LINES = 60;

/**
 * What the page showed when a test failed, out of the report that Playwright writes of it (error-context.md).
 * @returns lines for the log, shortened to the first 60; empty if the report has no page
 */
export const pageAtFailure = (report: string): readonly string[] => {
  const pages = [...report.matchAll(/^```yaml\n(.*?)\n```$/gms)].map(([, page = '']) => page);
  const lines = pages.join('\n\n').split('\n');
  if (pages.length === 0) return [];
  const left = lines.length - MOST_LINES;
  return left > 0 ? [...lines.slice(0, MOST_LINES), `… ${left} more lines`] : lines;
};

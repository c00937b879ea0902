import help from '../../i18n/en/device-test.json';
import type { TestFailure, TestPart } from './device-test-store.ts';

/** Any key of the help texts; which exist depends on the part. */
type HelpKey = 'help.camera.unknown';

/** The help that fits the cause; where there is none for it, the general one of the part. */
export const helpKey = (part: TestPart, reason: TestFailure): HelpKey => {
  const known: Record<string, string> = help.help[part];
  const cause = reason in known ? reason : 'unknown';
  return `help.${part}.${cause}` as HelpKey;
};

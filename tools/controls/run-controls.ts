import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Control } from './control.ts';

/** What happened to the tests while a control was away. */
export type Verdict =
  | { control: Control; caught: true; failed: readonly string[] }
  | { control: Control; caught: false; reason: string };

/** How many times `text` stands in `whole`. */
export const occurrences = (whole: string, text: string): number => whole.split(text).length - 1;

/** A copy of what git knows, or would add, with the installed packages linked. */
const copyRepository = (root: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'anteroom-controls-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\n')) {
    if (file === '' || file.startsWith('docs/screenshots/')) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
};

type TestReport = {
  numTotalTests: number;
  testResults: {
    name: string;
    message?: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
};

const runTests = (copy: string, files: readonly string[]): Promise<TestReport | null> =>
  new Promise((resolve) => {
    const output = join(copy, 'out', 'controls.json');
    rmSync(output, { force: true });
    execFile(
      'vitest',
      ['run', ...files, '--reporter=json', `--outputFile=${output}`],
      // Without it, a runner that this one was started from would be asked for its plans.
      { cwd: copy, maxBuffer: 64 * 1024 * 1024 },
      () => {
        try {
          resolve(JSON.parse(readFileSync(output, 'utf8')) as TestReport);
        } catch {
          resolve(null);
        }
      },
    );
  });

const failedTests = (report: TestReport): string[] =>
  report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );

const tryControl = async (copy: string, control: Control): Promise<Verdict> => {
  const path = join(copy, control.file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    original.replace(control.text, () => control.without),
  );
  const report = await runTests(copy, control.tests);
  writeFileSync(path, original);
  if (report === null) return { control, caught: false, reason: 'the tests did not run' };
  const failed = failedTests(report);
  if (failed.length > 0) return { control, caught: true, failed };
  const broken = report.testResults.find(({ assertionResults }) => assertionResults.length === 0);
  return {
    control,
    caught: false,
    reason:
      broken === undefined
        ? 'no test failed'
        : `it does not run without the control: ${broken.message ?? ''}`,
  };
};

/**
 * Takes each control away in turn, in copies of the repository, and runs its tests.
 * @param lanes how many copies are worked on side by side
 */
export const runControls = async (
  root: string,
  controls: readonly Control[],
  lanes: number,
  onVerdict: (verdict: Verdict) => void,
): Promise<Verdict[]> => {
  const waiting = [...controls];
  const verdicts = new Map<string, Verdict>();
  const lane = async (): Promise<void> => {
    const copy = copyRepository(root);
    try {
      for (let control = waiting.shift(); control !== undefined; control = waiting.shift()) {
        const verdict = await tryControl(copy, control);
        verdicts.set(control.id, verdict);
        onVerdict(verdict);
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return controls.flatMap(({ id }) => verdicts.get(id) ?? []);
};

import type { DeviceTestResults } from '../../../server/protocol/index.ts';
import { z } from '../../../server/protocol/zod.ts';

export const DEVICE_PARTS = ['camera', 'microphone', 'speakers', 'network', 'browser'] as const;
export type DevicePart = (typeof DEVICE_PARTS)[number];
export type DeviceOutcome = 'passed' | 'failed' | 'skipped' | 'unknown';

/** What a doctor needs to know of one part of a patient's device test. */
export type DeviceLine = {
  part: DevicePart;
  outcome: DeviceOutcome;
  /** The device's own name or a measured value, as the patient's client wrote it. */
  detail: string | null;
};

/** Results are free-form (S0-M06): front ends write a flag, a word, or an object with one of these. */
const partSchema = z.looseObject({
  status: z.string().optional(),
  outcome: z.string().optional(),
  ok: z.boolean().optional(),
  passed: z.boolean().optional(),
  success: z.boolean().optional(),
  supported: z.boolean().optional(),
  label: z.string().optional(),
  name: z.string().optional(),
});

const PASSED = /^(pass(ed)?|ok|good|success(ful)?|working|supported|granted|true|fair)$/i;
const FAILED = /^(fail(ed|ure)?|error|bad|poor|denied|blocked|unsupported|false|not[- ]?working)$/i;
const SKIPPED = /^(skip(ped)?|untested|not[- ]?tested|pending|none)$/i;

const outcomeOfWord = (word: string): DeviceOutcome => {
  if (PASSED.test(word)) return 'passed';
  if (FAILED.test(word)) return 'failed';
  return SKIPPED.test(word) ? 'skipped' : 'unknown';
};

const DETAIL_MAX = 80;

const lineOf = (part: DevicePart, value: unknown): DeviceLine => {
  if (typeof value === 'boolean') return { part, outcome: value ? 'passed' : 'failed', detail: null };
  if (typeof value === 'string') {
    const outcome = outcomeOfWord(value);
    return { part, outcome, detail: outcome === 'unknown' ? value.slice(0, DETAIL_MAX) : null };
  }
  const parsed = partSchema.safeParse(value);
  if (!parsed.success) return { part, outcome: 'unknown', detail: null };
  const { status, outcome: word, ok, passed, success, supported, label, name } = parsed.data;
  const flag = ok ?? passed ?? success ?? supported;
  const fromWord = outcomeOfWord(status ?? word ?? '');
  const outcome = fromWord !== 'unknown' || flag === undefined ? fromWord : flag ? 'passed' : 'failed';
  return { part, outcome, detail: (label ?? name)?.slice(0, DETAIL_MAX) ?? null };
};

/** The parts that a front end reported, in a fixed order. */
export const deviceLines = (results: DeviceTestResults | null): DeviceLine[] =>
  results === null
    ? []
    : DEVICE_PARTS.flatMap((part) => {
        const value = results[part];
        return value === undefined || value === null ? [] : [lineOf(part, value)];
      });

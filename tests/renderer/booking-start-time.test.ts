import { expect, it } from 'vitest';
import { judgeStart } from '../../src-renderer/features/booking/start-time.ts';
import { matchingPatients } from '../../src-renderer/features/booking/known-patients.ts';
import type { PatientSummary } from '../../server/protocol/index.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

it.each([
  ['now', 0, 'good'],
  ['what was now when the dialog was opened', -5 * 60_000, 'good'],
  ['an hour ago', -HOUR, 'past'],
  ['two days ago', -48 * HOUR, 'longPast'],
  ['a year ago', -365 * 24 * HOUR, 'longPast'],
  ['in a year', 365 * 24 * HOUR, 'good'],
  ['in three years', 3 * 366 * 24 * HOUR, 'farAhead'],
] as const)('a start %s is %s', (_, offset, judgement) => {
  expect(judgeStart(new Date(NOW + offset).toISOString(), NOW)).toBe(judgement);
});

it('no start is missing', () => {
  expect(judgeStart(null, NOW)).toBe('missing');
});

it('finds patients by parts of name, email or date of birth, without accents', () => {
  const patient = (fullname: string, email: string | null, dateOfBirth: string | null) =>
    ({ fullname, email, dateOfBirth }) as PatientSummary;
  const patients = [
    patient('José Núñez', null, '1980-03-02'),
    patient('Jo Summers', 'summers@example.test', null),
    patient('आशा शर्मा', null, null),
  ];
  const names = (text: string) => matchingPatients(patients, text, 6).map(({ fullname }) => fullname);
  expect(names('jose')).toEqual(['José Núñez']);
  expect(names(' nun  JO ')).toEqual(['José Núñez']);
  expect(names('jo')).toEqual(['José Núñez', 'Jo Summers']);
  expect(names('summers@')).toEqual(['Jo Summers']);
  expect(names('1980-03')).toEqual(['José Núñez']);
  expect(names('आशा')).toEqual(['आशा शर्मा']);
  expect(names('nobody')).toEqual([]);
  expect(matchingPatients(patients, '', 2)).toHaveLength(2);
});

import type { z } from 'zod';

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown => {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
};

/**
 * What is wrong with something from outside, for the developer who sent it.
 * @param whole what it is called if no part of it is to blame
 * @param missing what is said if a field is not there or empty
 */
export const describeIssue = (
  { path, message }: Issue,
  { value, whole, missing }: { value: unknown; whole: string; missing: string | undefined },
): string => {
  if (missing !== undefined && path.length > 0 && isMissing(valueAt(value, path))) return missing;
  const where = path.join('.');
  // Some name their field themselves.
  if (where !== '' && message.startsWith(`${where} `)) return message;
  return `${where === '' ? whole : where}: ${message}`;
};

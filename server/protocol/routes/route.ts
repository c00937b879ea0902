import { z } from '../zod.ts';

/**
 * Who may call a route at all; the domain then authorises by relation. `local-or-admin`: anyone on the server's
 * own machine, and admins from everywhere.
 */
export const ROUTE_ACCESS = ['anyone', 'session', 'patient', 'doctor', 'admin', 'local-or-admin'] as const;
export type RouteAccess = (typeof ROUTE_ACCESS)[number];

/** One route: address, who may call it, and the schemas of what goes in and comes out. */
export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  access: RouteAccess;
  query: z.ZodType;
  body: z.ZodType;
  answer: z.ZodType;
  /** What is said of a body or query without one of its fields, where existing front ends know the words. */
  missing?: string;
  /**
   * `with-status`: `{ status: 'failed', message }` is how this route refuses (S1-M06). `with-error`: `{ error }` with
   * the words (S3, S4). All others with `success: false`.
   */
  refuses?: 'with-status' | 'with-error';
};
export type Routes = Record<string, Route>;

export const empty = z.object({});
export const success = z.literal(true);

/** Text that may be left out; an empty one counts as left out. */
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => (text === '' ? null : (text ?? null)));

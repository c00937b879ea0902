import { z } from '../zod.ts';
import { idSchema, userSchema } from '../models.ts';
import { codeSchema } from './profile.ts';
import { empty, success, type Routes } from './route.ts';

/** Answer of every way to sign in. `roomId` and `appointmentId` only for the session of an invitation. */
export const sessionAnswerSchema = z.object({
  success,
  token: z.string(),
  refreshToken: z.string(),
  user: userSchema,
  roomId: idSchema.optional(),
  appointmentId: idSchema.optional(),
});
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;

/**
 * For front ends that cannot refresh: a token of one hour (`long-token`), or the same in a cookie (`cookie`), which is
 * renewed as long as it is used.
 */
const keep = { keep: z.enum(['long-token', 'cookie']).nullish() };

/** Signing in and out. `code`: of the second factor, where the account has one. */
export const sessionRoutes = {
  login: {
    method: 'post',
    path: '/auth/login',
    access: 'anyone',
    query: empty,
    body: z.object({
      email: z.string().trim().toLowerCase().max(254),
      password: z.string().max(256),
      code: codeSchema.nullish(),
      ...keep,
    }),
    answer: sessionAnswerSchema,
  },
  refresh: {
    method: 'post',
    path: '/auth/refresh',
    access: 'anyone',
    query: empty,
    body: z.object({ refreshToken: z.string().min(1).max(256) }),
    answer: sessionAnswerSchema,
  },
  logout: {
    method: 'post',
    path: '/auth/logout',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success }),
  },
  invite: {
    method: 'post',
    path: '/auth/invite',
    access: 'anyone',
    query: empty,
    body: z.object({ invite: z.string().min(1).max(256), ...keep }),
    answer: sessionAnswerSchema,
  },
} as const satisfies Routes;

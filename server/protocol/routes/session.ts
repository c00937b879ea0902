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
    body: z.object({ invite: z.string().min(1).max(256) }),
    answer: sessionAnswerSchema,
  },
} as const satisfies Routes;

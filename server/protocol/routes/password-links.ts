import { z } from '../zod.ts';
import { dateTimeSchema, newPasswordSchema } from '../models.ts';
import { empty, success, type Routes } from './route.ts';
import { sessionAnswerSchema } from './session.ts';

export const passwordLinkSchema = z.object({ url: z.string(), link: z.string(), expiresAt: dateTimeSchema });
export type PasswordLink = z.infer<typeof passwordLinkSchema>;

/** `welcome`: the first password of this person; `reset`: it replaces one. */
export const passwordPurposeSchema = z.enum(['welcome', 'reset']);

const linkSchema = z.string().min(1).max(256);

/** Links by which people choose their own password. */
export const passwordLinksRoutes = {
  /** By a related doctor for a patient, by an admin for another doctor. The link before stops working. */
  createPasswordLink: {
    method: 'post',
    path: '/api/accounts/:accountId/password-link',
    access: 'doctor',
    query: empty,
    body: empty,
    answer: z.object({ success, data: passwordLinkSchema }),
  },
  /** Whose password a link sets; asking does not use it up. */
  inspectPasswordLink: {
    method: 'post',
    path: '/auth/password-link',
    access: 'anyone',
    query: empty,
    body: z.object({ link: linkSchema }),
    answer: z.object({
      success,
      data: z.object({
        fullname: z.string(),
        email: z.string(),
        purpose: passwordPurposeSchema,
        clinicName: z.string().nullable(),
      }),
    }),
  },
  /** Sets the password, ends every session of the account, uses the link up, and signs in. */
  usePasswordLink: {
    method: 'post',
    path: '/auth/password',
    access: 'anyone',
    query: empty,
    body: z.object({ link: linkSchema, password: newPasswordSchema }),
    answer: sessionAnswerSchema,
  },
} as const satisfies Routes;

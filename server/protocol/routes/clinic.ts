import { z } from '../zod.ts';
import { emailSchema, fullnameSchema, newPasswordSchema } from '../models.ts';
import { empty, success, type Routes } from './route.ts';
import { sessionAnswerSchema } from './session.ts';

export const clinicSchema = z.object({
  name: z.string().nullable(),
  /** No account exists yet: the client shows the set-up page. */
  needsSetup: z.boolean(),
  /** Set-up from this address needs the code from the server's log. */
  needsSetupCode: z.boolean(),
  protocol: z.int(),
  version: z.string(),
});
export type Clinic = z.infer<typeof clinicSchema>;

/** The clinic itself and its set-up. */
export const clinicRoutes = {
  clinic: {
    method: 'get',
    path: '/api/clinic',
    access: 'anyone',
    query: empty,
    body: empty,
    answer: z.object({ success, data: clinicSchema }),
  },
  setup: {
    method: 'post',
    path: '/auth/setup',
    access: 'anyone',
    query: empty,
    body: z.object({
      clinicName: fullnameSchema,
      fullname: fullnameSchema,
      email: emailSchema,
      password: newPasswordSchema,
      setupCode: z.string().trim().max(64).optional(),
    }),
    answer: sessionAnswerSchema,
  },
} as const satisfies Routes;

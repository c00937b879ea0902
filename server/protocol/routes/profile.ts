import { z } from '../zod.ts';
import {
  dateTimeSchema,
  fullnameSchema,
  idSchema,
  languageSchema,
  newPasswordSchema,
  userSchema,
} from '../models.ts';
import { empty, success, type Routes } from './route.ts';

/** Families of browsers and systems, by which a person recognises a device. */
export const BROWSERS = ['app', 'chrome', 'edge', 'firefox', 'opera', 'safari', 'samsung'] as const;
export const SYSTEMS = ['android', 'chromeos', 'ios', 'linux', 'macos', 'windows'] as const;
export type Browser = (typeof BROWSERS)[number];
export type System = (typeof SYSTEMS)[number];

/** Recovery codes that one generation has. */
export const RECOVERY_CODES = 10;

/** Six digits of the authenticator app, or a recovery code; spaces and dashes as people write them. */
export const codeSchema = z.string().trim().min(1).max(32);
const passwordSchema = z.string().max(256);

/** Longest that unread messages may wait until they are mailed: a week. */
const UNREAD_MAIL_MINUTES_MAX = 7 * 24 * 60;
/** After so many minutes unread messages are told by mail; null: never. */
const unreadMailMinutesSchema = z.int().min(1).max(UNREAD_MAIL_MINUTES_MAX).nullable();

export const profileSchema = userSchema.extend({
  phone: z.string().nullable(),
  language: languageSchema.nullable(),
  /** Absent from servers before this field was added. */
  unreadMailMinutes: unreadMailMinutesSchema.default(null),
  secondFactor: z.object({ enabled: z.boolean(), recoveryCodesLeft: z.int().nonnegative() }),
});
export type Profile = z.infer<typeof profileSchema>;

export const accountSessionSchema = z.object({
  id: idSchema,
  createdAt: dateTimeSchema,
  lastSeenAt: dateTimeSchema,
  browser: z.enum(BROWSERS).nullable(),
  system: z.enum(SYSTEMS).nullable(),
  /** Opened by the link of an invitation: sees one visit only. */
  byInvitation: z.boolean(),
  /** The session that asks. */
  current: z.boolean(),
});
export type AccountSession = z.infer<typeof accountSessionSchema>;

const profileAnswer = z.object({ success, data: z.object({ profile: profileSchema }) });
const recoveryCodesAnswer = z.object({ success, data: z.object({ recoveryCodes: z.array(z.string()) }) });

/**
 * The own account. The session of an invitation has none here: it was never proven to be the person's. A wrong
 * password or code is answered with 403, because 401 says that the session is over.
 */
export const profileRoutes = {
  profile: {
    method: 'get',
    path: '/api/profile',
    access: 'session',
    query: empty,
    body: empty,
    answer: profileAnswer,
  },
  updateProfile: {
    method: 'patch',
    path: '/api/profile',
    access: 'session',
    query: empty,
    body: z.object({
      fullname: fullnameSchema.optional(),
      phone: z
        .string()
        .trim()
        .max(32)
        .nullable()
        .transform((text) => (text === '' ? null : text))
        .optional(),
      language: languageSchema.nullable().optional(),
      unreadMailMinutes: unreadMailMinutesSchema.optional(),
    }),
    answer: profileAnswer,
  },
  changePassword: {
    method: 'put',
    path: '/api/profile/password',
    access: 'session',
    query: empty,
    body: z.object({ currentPassword: passwordSchema, newPassword: newPasswordSchema }),
    answer: z.object({ success }),
  },
  beginSecondFactor: {
    method: 'post',
    path: '/api/profile/second-factor',
    access: 'session',
    query: empty,
    body: z.object({ password: passwordSchema }),
    answer: z.object({
      success,
      data: z.object({
        /** `otpauth://totp/…`, what the QR code says. */
        uri: z.string(),
        /** The same secret for typing, base32. */
        secret: z.string(),
      }),
    }),
  },
  confirmSecondFactor: {
    method: 'post',
    path: '/api/profile/second-factor/confirm',
    access: 'session',
    query: empty,
    body: z.object({ code: codeSchema }),
    answer: recoveryCodesAnswer,
  },
  removeSecondFactor: {
    method: 'post',
    path: '/api/profile/second-factor/remove',
    access: 'session',
    query: empty,
    body: z.object({ password: passwordSchema, code: codeSchema }),
    answer: z.object({ success }),
  },
  renewRecoveryCodes: {
    method: 'post',
    path: '/api/profile/second-factor/recovery-codes',
    access: 'session',
    query: empty,
    body: z.object({ code: codeSchema }),
    answer: recoveryCodesAnswer,
  },
  listSessions: {
    method: 'get',
    path: '/api/profile/sessions',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success, data: z.object({ sessions: z.array(accountSessionSchema) }) }),
  },
  endSession: {
    method: 'delete',
    path: '/api/profile/sessions/:sessionId',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success }),
  },
  endOtherSessions: {
    method: 'post',
    path: '/api/profile/sessions/end-others',
    access: 'session',
    query: empty,
    body: empty,
    answer: z.object({ success, data: z.object({ ended: z.int().nonnegative() }) }),
  },
} as const satisfies Routes;

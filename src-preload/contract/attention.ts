import { dateTimeSchema } from '../../server/protocol/models.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** Who wants the attention of the person at this computer, and what the system may show and sound of it. */

export const ATTENTION_ROLES = ['nobody', 'doctor', 'patient'] as const;
export const ATTENTION_ACTIVITIES = ['idle', 'waiting', 'in-call'] as const;

/** More names than anybody's tray shows, more patients than anybody sees in a day. */
const MOST_WAITING = 200;

export const waitingSchema = z.object({
  /** Of the waiting room; actions name it. */
  key: z.string().min(1).max(200),
  /** The person's name. It reaches the system only where `names` is on, and no log ever. */
  label: z.string().max(300),
  since: dateTimeSchema,
  isReady: z.boolean(),
  /** Nobody has taken notice of this arrival yet. */
  isRinging: z.boolean(),
});
export type Waiting = z.infer<typeof waitingSchema>;

/** An emergency that is open. Nothing more of it leaves the page: that somebody needs help is about their health. */
export const openEmergencySchema = z.object({
  key: z.string().min(1).max(200),
  /** Nobody has acknowledged it yet. */
  isRinging: z.boolean(),
});

/** Who has written and is not read yet: never what was written. */
export const unreadFromSchema = z.object({
  /** Whose conversation it is; actions name it. */
  key: z.string().min(1).max(200),
  /** As of those who wait. */
  label: z.string().max(300),
  count: z.int().positive(),
});

/** What a page says of the person in front of it. */
export const attentionReportSchema = z.object({
  role: z.enum(ATTENTION_ROLES),
  /** Of the doctor: `waiting` while patients do. Of a patient: in the waiting room, or in the call. */
  activity: z.enum(ATTENTION_ACTIVITIES),
  /** Patients who wait for the doctor now, in their order. */
  waiting: z.array(waitingSchema).max(MOST_WAITING),
  /** Patients whom the doctor has admitted and who are in their consultation. */
  admitted: z.int().nonnegative(),
  unread: z.int().nonnegative(),
  /** Of the whole clinic; more urgent than all that waits. */
  emergencies: z.array(openEmergencySchema).max(MOST_WAITING),
  /** `isQuiet`: the person wants to hear and see nothing of it now. */
  messages: z.object({ from: z.array(unreadFromSchema).max(MOST_WAITING), isQuiet: z.boolean() }),
  /** Until when arrivals make no sound: milliseconds since the epoch; null while they do. */
  silence: z.union([z.number(), z.literal('untilTurnedOn')]).nullable(),
});
export type AttentionReport = z.infer<typeof attentionReportSchema>;

/** What closing the window does while this computer hosts the clinic. */
export const CLOSE_CHOICES = ['ask', 'keep', 'quit'] as const;

/** What the person at this computer wants of notifications, ring, sleep and closing. */
export const attentionPreferencesSchema = z.object({
  notifications: z.boolean(),
  /** Names in notifications and in the tray; off, they say how many wait. */
  names: z.boolean(),
  /** Where arrivals ring; null: where the system plays. The label finds a device whose id has changed. */
  ringer: z.object({ deviceId: z.string().min(1).max(256), label: z.string().max(256) }).nullable(),
  onClose: z.enum(CLOSE_CHOICES),
  /** No sleep as long as the clinic runs, whether anybody waits or not. */
  awakeWhileHosting: z.boolean(),
});
export type AttentionPreferences = z.infer<typeof attentionPreferencesSchema>;

/** What the person chose outside of the window: in a notification, or in the tray. */
export const attentionActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open-room'), key: z.string() }),
  z.object({ kind: z.literal('open-rooms') }),
  /** Every page of a doctor shows them: there is nowhere to go but to the window. */
  z.object({ kind: z.literal('open-emergencies') }),
  z.object({ kind: z.literal('open-conversation'), key: z.string() }),
  z.object({ kind: z.literal('acknowledge'), keys: z.array(z.string()) }),
  /** Null: until it is turned on again. */
  z.object({ kind: z.literal('silence'), minutes: z.int().positive().nullable() }),
  z.object({ kind: z.literal('sound-on') }),
]);
export type AttentionAction = z.infer<typeof attentionActionSchema>;

/** `sent`: the system took it; whether it shows it is the system's affair. */
export const NOTIFICATION_OUTCOMES = ['sent', 'failed', 'unsupported'] as const;

export const attentionCalls = {
  'attention:update': { input: attentionReportSchema, output: nothing },
  'attention:preferences': { input: nothing, output: attentionPreferencesSchema },
  'attention:set-preferences': {
    input: attentionPreferencesSchema.partial(),
    output: attentionPreferencesSchema,
  },
  'attention:test-notification': { input: nothing, output: z.enum(NOTIFICATION_OUTCOMES) },
} as const;

export const attentionPushes = {
  'attention:chosen': attentionActionSchema,
  'attention:preferences-changed': attentionPreferencesSchema,
} as const;

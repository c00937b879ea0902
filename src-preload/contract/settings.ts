import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

export const THEMES = ['system', 'light', 'dark'] as const;

/** "22:00". */
const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** How this device tells of messages; emergencies and arrivals ring whatever is set here. */
export const messageAlertsSchema = z.object({
  sound: z.boolean(),
  /** Per cent. */
  volume: z.int().min(0).max(100),
  /** Hours of every day, in the device's own time, in which messages are quiet; they may go over midnight. */
  quiet: z.object({ on: z.boolean(), from: timeOfDaySchema, to: timeOfDaySchema }),
});
export type MessageAlerts = z.infer<typeof messageAlertsSchema>;

/** Before anybody has chosen. */
export const USUAL_MESSAGE_ALERTS: MessageAlerts = {
  sound: true,
  volume: 60,
  quiet: { on: false, from: '22:00', to: '07:00' },
};

/** What this computer remembers between two starts of the app. Secrets are kept elsewhere. */
export const settingsSchema = z.object({
  theme: z.enum(THEMES),
  /** BCP 47; null follows the system. */
  language: z.string().max(35).nullable(),
  /** Start the hosted clinic with the app. */
  hostOnStart: z.boolean(),
  messageAlerts: messageAlertsSchema,
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsCalls = {
  'settings:get': { input: nothing, output: settingsSchema },
  'settings:update': { input: settingsSchema.partial(), output: settingsSchema },
} as const;

export const settingsPushes = {
  'settings:changed': settingsSchema,
} as const;

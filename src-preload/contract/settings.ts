import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

export const THEMES = ['system', 'light', 'dark'] as const;

/** What this computer remembers between two starts of the app. Secrets are kept elsewhere. */
export const settingsSchema = z.object({
  theme: z.enum(THEMES),
  /** BCP 47; null follows the system. */
  language: z.string().max(35).nullable(),
  /** Start the hosted clinic with the app. */
  hostOnStart: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsCalls = {
  'settings:get': { input: nothing, output: settingsSchema },
  'settings:update': { input: settingsSchema.partial(), output: settingsSchema },
} as const;

export const settingsPushes = {
  'settings:changed': settingsSchema,
} as const;

import { systemReportSchema } from '../../server/protocol/device-report.ts';
import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** Pages of the operating system's settings that the app may open, by their subject; never an address. */
export const SYSTEM_SETTINGS_PAGES = ['camera', 'microphone', 'sound', 'network'] as const;
export type SystemSettingsPage = (typeof SYSTEM_SETTINGS_PAGES)[number];

/** What of the device test only the main process can find out. */
export const deviceProbeCalls = {
  'device-probe:run': {
    input: z.object({
      /** Access token of who tests: measured is the clinic that this app is at, and no other. */
      token: z.string().min(1).max(4_096),
    }),
    output: systemReportSchema,
  },
  /** The part that costs nothing: asked again when somebody comes back from the settings. */
  'device-probe:permissions': {
    input: nothing,
    output: systemReportSchema.shape.system.extend({
      /** Whether this system has settings pages that can be opened. */
      opensSettings: z.boolean(),
    }),
  },
  /** False: this system has no such page that could be opened. */
  'device-probe:open-system-settings': {
    input: z.object({ page: z.enum(SYSTEM_SETTINGS_PAGES) }),
    output: z.boolean(),
  },
} as const;

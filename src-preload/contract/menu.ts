import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** What the page does when it is chosen in the app's menu. */
export const MENU_COMMANDS = [
  'settings',
  'rooms',
  'appointments',
  'patients',
  'help-code',
  'diagnostics-copied',
  'updates',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

/** What leads to another page is only offered where it leads somewhere, and never out of a running call. */
export const menuPlacesSchema = z.enum(['none', 'patient', 'doctor']);
export type MenuPlaces = z.infer<typeof menuPlacesSchema>;

export const menuCalls = {
  'menu:offer': { input: z.object({ places: menuPlacesSchema }), output: nothing },
} as const;

export const menuPushes = {
  'menu:chosen': z.object({ command: z.enum(MENU_COMMANDS) }),
} as const;

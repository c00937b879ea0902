import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/**
 * Whether the system starts the app, without its window, when the person signs in to the computer.
 * `blocked`: it is on, but the system's own settings keep it from starting; `unsupported`: this system has no way.
 */
export const AUTOSTART_STATES = ['on', 'off', 'blocked', 'unsupported'] as const;
export type AutostartState = (typeof AUTOSTART_STATES)[number];

const state = z.enum(AUTOSTART_STATES);

export const autostartCalls = {
  'autostart:state': { input: nothing, output: state },
  'autostart:set': { input: z.object({ enabled: z.boolean() }), output: state },
} as const;

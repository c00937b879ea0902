import { z } from '../../../server/protocol/zod.ts';
import type { WantedMemory } from './local-media.ts';

const KEY = 'anteroom.devices';
const storedSchema = z.object({ audio: z.boolean(), video: z.boolean() });

/** Of this tab: a reload keeps it, closing the tab forgets it. */
export const createWantedMemory = (storage: Storage): WantedMemory => ({
  read: () => {
    try {
      return storedSchema.parse(JSON.parse(storage.getItem(KEY) ?? ''));
    } catch {
      return null;
    }
  },
  write: (wanted) => storage.setItem(KEY, JSON.stringify(wanted)),
});

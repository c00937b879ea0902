import type { BenchPart } from './bench-part.ts';
import { broadcast } from './broadcast.ts';
import { chat } from './chat.ts';
import { durable } from './durable.ts';
import { memory } from './memory.ts';
import { relay } from './relay.ts';
import { stormPart } from './storm.ts';

/** Everything that `npm run bench` measures, in the order of the report. */
export const parts: readonly BenchPart[] = [relay, broadcast, durable, chat, stormPart, memory];

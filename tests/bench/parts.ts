import type { BenchPart } from './bench-part.ts';
import { broadcast } from './broadcast.ts';
import { callStart } from './call-start.ts';
import { chat } from './chat.ts';
import { conversationOpen } from './conversation-open.ts';
import { durable } from './durable.ts';
import { history } from './history.ts';
import { memory } from './memory.ts';
import { nodes } from './nodes.ts';
import { pageWeight } from './page-weight.ts';
import { relay } from './relay.ts';
import { stormPart } from './storm.ts';
import { vocabularies } from './vocabularies.ts';

/** Everything that `npm run bench` measures, in the order of the report. */
export const parts: readonly BenchPart[] = [
  relay,
  broadcast,
  durable,
  chat,
  vocabularies,
  nodes,
  history,
  conversationOpen,
  stormPart,
  memory,
  callStart,
  pageWeight,
];

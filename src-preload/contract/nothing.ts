import { z } from '../../server/protocol/zod.ts';

/** The input of a call that takes none, and the output of one that answers nothing. */
export const nothing = z.undefined().optional();

import type { ForeignDialect } from './foreign-dialect.ts';
import { phase4 } from './phase4.ts';
import { quickclinic } from './quickclinic.ts';

/**
 * The vocabularies beside the canonical one, in the order in which they are asked what an event means. Taking a
 * line out takes the dialect out.
 */
export const DIALECTS: readonly ForeignDialect[] = [quickclinic, phase4];

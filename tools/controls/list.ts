import type { Control } from './control.ts';
import { ACCESS_CONTROLS } from './access.ts';
import { DESKTOP_CONTROLS } from './desktop.ts';
import { EDGE_CONTROLS } from './edge.ts';
import { HOSTED_CONTROLS } from './hosted.ts';
import { JOIN_CONTROLS } from './join.ts';
import { LIMIT_CONTROLS } from './limits.ts';
import { RECORD_CONTROLS } from './record.ts';
import { SIGN_IN_CONTROLS } from './sign-in.ts';

/** Every control that `npm run controls` takes away. */
export const CONTROLS: readonly Control[] = [
  ...ACCESS_CONTROLS,
  ...SIGN_IN_CONTROLS,
  ...EDGE_CONTROLS,
  ...DESKTOP_CONTROLS,
  ...LIMIT_CONTROLS,
  ...RECORD_CONTROLS,
  ...HOSTED_CONTROLS,
  ...JOIN_CONTROLS,
];

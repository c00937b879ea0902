import type { Control } from './control.ts';
import { ACCESS_CONTROLS } from './access.ts';
import { AT_REST_CONTROLS } from './at-rest.ts';
import { MESSAGE_COPY_CONTROLS } from './message-copy.ts';
import { CONVERSATION_CONTROLS } from './conversations.ts';
import { DESKTOP_CONTROLS } from './desktop.ts';
import { EDGE_CONTROLS } from './edge.ts';
import { EMERGENCY_CONTROLS } from './emergencies.ts';
import { FILE_CONTROLS } from './files.ts';
import { FRONT_END_CONTROLS } from './front-ends.ts';
import { HOSTED_CONTROLS } from './hosted.ts';
import { JOIN_CONTROLS } from './join.ts';
import { LIMIT_CONTROLS } from './limits.ts';
import { ONLOOKER_CONTROLS } from './onlookers.ts';
import { RECORD_CONTROLS } from './record.ts';
import { RELATION_CONTROLS } from './relations.ts';
import { SCREEN_SHARE_CONTROLS } from './screen-share.ts';
import { SERVER_CONTROLS } from './servers.ts';
import { SIGN_IN_CONTROLS } from './sign-in.ts';

/** Every control that `npm run controls` takes away. */
export const CONTROLS: readonly Control[] = [
  ...ACCESS_CONTROLS,
  ...CONVERSATION_CONTROLS,
  ...EMERGENCY_CONTROLS,
  ...RELATION_CONTROLS,
  ...FILE_CONTROLS,
  ...SIGN_IN_CONTROLS,
  ...EDGE_CONTROLS,
  ...DESKTOP_CONTROLS,
  ...LIMIT_CONTROLS,
  ...RECORD_CONTROLS,
  ...HOSTED_CONTROLS,
  ...JOIN_CONTROLS,
  ...SCREEN_SHARE_CONTROLS,
  ...AT_REST_CONTROLS,
  ...MESSAGE_COPY_CONTROLS,
  ...ONLOOKER_CONTROLS,
  ...FRONT_END_CONTROLS,
  ...SERVER_CONTROLS,
];

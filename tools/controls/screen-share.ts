import type { Control } from './control.ts';

const refusal = (id: string, what: string, text: string, without: string): Control => ({
  id: `screen-share-${id}`,
  threat: 'page-to-system',
  what,
  file: 'src-main/screen-share.ts',
  text,
  without,
  tests: ['tests/main/screen-share.test.ts'],
});

/** Which screens the app shows to whom: one refusal each, beside that there is a handler at all (desktop.ts). */
export const SCREEN_SHARE_CONTROLS: readonly Control[] = [
  refusal(
    'own-page',
    'A screen is shown to no page but the app’s own',
    'frame.parent === null && isAppUrl(securityOrigin)',
    'frame.parent === null',
  ),
  refusal(
    'main-frame',
    'Nor to a frame inside of it, or one that is gone',
    'frame !== null && frame.parent === null && ',
    '',
  ),
  refusal('click', 'Nor without a click', ' || !userGesture) {', ') {'),
  refusal(
    'video',
    'Nor is the sound of the computer taken without a picture',
    ' || !videoRequested || ',
    ' || ',
  ),
  refusal(
    'picked',
    'It is the one that the person picked among those that were offered, or none',
    'open.sources.find(({ id }) => id === source);',
    'open.sources.find(({ id }) => id === source) ?? open.sources[0];',
  ),
  refusal(
    'sound',
    'The sound of the computer goes along only where it was switched on this time',
    '(sound && canShareSound ? ',
    '(canShareSound ? ',
  ),
  refusal(
    'one-question',
    'A second request ends the first: no old answer chooses for a new question',
    'if (open?.request !== request) return false;',
    'if (open === null) return false;',
  ),
];

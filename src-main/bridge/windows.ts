import type { menuCalls, screenShareCalls, windowsCalls } from '../../src-preload/contract.ts';
import { BridgeError, type HandlersOf } from '../ipc.ts';
import type { AppMenu } from '../menu.ts';
import type { MiniWindow } from '../mini-window.ts';
import type { ScreenShare } from '../screen-share.ts';

/** The window itself, its menu, and what it may share. */
export const createWindowsHandlers = ({
  mini,
  menu,
  screenShare,
}: {
  mini: MiniWindow;
  menu: AppMenu;
  screenShare: ScreenShare;
}): HandlersOf<typeof windowsCalls & typeof menuCalls & typeof screenShareCalls> => ({
  'windows:state': mini.state,
  'windows:enter-mini': () => {
    if (!mini.enter()) throw new BridgeError('failed', 'No window is open.');
    return mini.state();
  },
  'windows:leave-mini': () => {
    mini.leave();
    return mini.state();
  },
  'menu:offer': ({ places }) => {
    menu.offer(places);
    return undefined;
  },
  'screen-share:answer': screenShare.answer,
});

import type { Role } from '../../../server/protocol/index.ts';
import type { Services } from '../../create-services.ts';
import { trackOf } from '../device-test/local-media.ts';
import { DEVICE_KINDS } from '../device-test/media.ts';
import { buildCall } from './build-call.ts';
import type { Call } from './call.ts';

/** A page that does not come by then does not come: nobody is to be seen and heard without one. */
const TAKEN_WITHIN_MS = 5_000;

type CallServices = Pick<Services, 'socket' | 'rest' | 'media'>;
type Early = { socket: Services['socket']; roomId: string; call: Call; forget: () => void };

/** Waits for its page. */
let early: Early | null = null;
/** Rooms whose call is on the screen. */
const shown = new Set<string>();

const earlyOf = ({ socket }: CallServices, roomId: string): Early | null =>
  early !== null && early.socket === socket && early.roomId === roomId ? early : null;

const areOpen = ({ state }: Services['media']): boolean => {
  const devices = state.getState();
  return DEVICE_KINDS.every((kind) => !devices.wanted[kind] || trackOf(devices, kind) !== null);
};

/**
 * Begins the call of a room whose page is about to be shown: drawing it takes as long as connecting. Only if the
 * devices that the person wants are open before the page is there; else the page begins it.
 * @param devices resolves when they are open, or cannot be
 */
export const beginEarly = async (
  services: CallServices,
  role: Role,
  roomId: string,
  devices: Promise<void>,
): Promise<void> => {
  if (shown.has(roomId) || earlyOf(services, roomId) !== null) return;
  early?.call.leave();
  early?.forget();
  const call = buildCall(services, role, roomId);
  const giveUp = setTimeout(() => {
    early = null;
    call.leave();
  }, TAKEN_WITHIN_MS);
  const mine: Early = {
    socket: services.socket,
    roomId,
    call,
    forget: () => {
      clearTimeout(giveUp);
      early = null;
    },
  };
  early = mine;
  await devices;
  if (early === mine && areOpen(services.media)) call.begin();
};

/** The call of a room: the one that waits for its page, or another. */
export const callFor = (services: CallServices, role: Role, roomId: string): Call =>
  earlyOf(services, roomId)?.call ?? buildCall(services, role, roomId);

/** Makes it the page's own and begins it, if that was not done. Returns the function that leaves it. */
export const showCall = (roomId: string, call: Call): (() => void) => {
  if (early?.call === call) early.forget();
  shown.add(roomId);
  call.begin();
  return () => {
    shown.delete(roomId);
    call.leave();
  };
};

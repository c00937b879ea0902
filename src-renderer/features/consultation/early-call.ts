import type { Role } from '../../../server/protocol/index.ts';
import type { Services } from '../../create-services.ts';
import { trackOf } from '../device-test/local-media.ts';
import { DEVICE_KINDS } from '../device-test/media.ts';
import { buildCall } from './build-call.ts';
import type { Call } from './call.ts';
import type { EarlyCall } from './call-slot.ts';

/** A page that does not come by then does not come: nobody is to be seen and heard without one. */
const TAKEN_WITHIN_MS = 5_000;

/** Devices that take longer leave time to draw the page meanwhile. */
const OPEN_WITHIN_MS = 100;
/** A person waits no longer for the page, whether or not the other side is there. */
const DRAWN_WITHIN_MS = 300;

type CallServices = Pick<Services, 'socket' | 'rest' | 'media' | 'callSlot'>;

const earlyOf = ({ callSlot }: CallServices, roomId: string): EarlyCall | null =>
  callSlot.early?.roomId === roomId ? callSlot.early : null;

const areOpen = ({ state }: Services['media']): boolean => {
  const devices = state.getState();
  return DEVICE_KINDS.every((kind) => !devices.wanted[kind] || trackOf(devices, kind) !== null);
};

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves when the two sides have found each other, or will not. */
const settled = ({ state }: Call): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      const { status } = state.getState().view.state;
      if (status !== 'connected' && status !== 'ended' && status !== 'failed') return;
      stop();
      resolve();
    };
    const stop = state.subscribe(look);
    look();
  });

/**
 * Begins the call of a room whose page is about to be shown. Drawing it takes as long as connecting and would keep
 * each step of that waiting, so it comes after: what then still takes its time, the first picture, does not wait
 * for the page. Only if the devices that the person wants are open soon; else the page is drawn meanwhile.
 * @param devices resolves when they are open, or cannot be
 * @returns resolves when it is time for the page
 */
export const beginEarly = async (
  services: CallServices,
  role: Role,
  roomId: string,
  devices: Promise<void>,
): Promise<void> => {
  const { callSlot } = services;
  if (callSlot.shown.has(roomId) || earlyOf(services, roomId) !== null) return;
  callSlot.early?.call.leave();
  callSlot.early?.forget();
  const call = buildCall(services, role, roomId);
  const giveUp = setTimeout(() => {
    callSlot.early = null;
    call.leave();
  }, TAKEN_WITHIN_MS);
  const mine: EarlyCall = {
    roomId,
    call,
    forget: () => {
      clearTimeout(giveUp);
      callSlot.early = null;
    },
  };
  callSlot.early = mine;
  const begun = devices.then(() => {
    const isWanted = callSlot.early === mine && areOpen(services.media);
    if (isWanted) call.begin();
    return isWanted;
  });
  const isEarly = await Promise.race([begun, after(OPEN_WITHIN_MS).then(() => false)]);
  if (isEarly) await Promise.race([settled(call), after(DRAWN_WITHIN_MS)]);
};

/** The call of a room: the one that waits for its page, or another. */
export const callFor = (services: CallServices, role: Role, roomId: string): Call =>
  earlyOf(services, roomId)?.call ?? buildCall(services, role, roomId);

/** Makes it the page's own and begins it, if that was not done. Returns the function that leaves it. */
export const showCall = (
  { callSlot }: Pick<Services, 'callSlot'>,
  roomId: string,
  call: Call,
): (() => void) => {
  if (callSlot.early?.call === call) callSlot.early.forget();
  callSlot.shown.add(roomId);
  call.begin();
  return () => {
    callSlot.shown.delete(roomId);
    call.leave();
  };
};

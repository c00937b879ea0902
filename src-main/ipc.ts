import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import {
  bridgeCalls,
  bridgePushes,
  type BridgeAnswer,
  type BridgeCall,
  type BridgeErrorCode,
  type BridgeOutput,
  type BridgePush,
  type BridgePushPayload,
} from '../src-preload/contract.ts';
import type { z } from '../server/protocol/zod.ts';
import type { Log } from './services/logs.ts';

/**
 * The only place that touches `ipcMain`. Every call of the bridge contract is checked here: who sends it, what
 * it carries, and what goes back.
 */

/** The part of `ipcMain` that is used. */
export type IpcSource = {
  handle(
    channel: string,
    listener: (event: IpcMainInvokeEvent, ...args: unknown[]) => Promise<unknown>,
  ): void;
};

/** Electron's own. */
export const electronIpc = (): IpcSource => ipcMain;

/** A refusal that a handler wants the window to see; any other error is answered as `failed`. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  readonly code: BridgeErrorCode;

  constructor(code: BridgeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a handler receives: the input after its schema. */
export type BridgeParsedInput<C extends BridgeCall> = z.output<(typeof bridgeCalls)[C]['input']>;

/** Where a call comes from: the session of the window; null if nobody knows it. */
export type BridgeSender = { session: Electron.Session | null };

type Answer<C extends BridgeCall> = BridgeOutput<C> | Promise<BridgeOutput<C>>;

export type BridgeHandlers = {
  [C in BridgeCall]: (input: BridgeParsedInput<C>, from: BridgeSender) => Answer<C>;
};

/** The handlers of one subject: of the calls in one file of the contract. */
export type HandlersOf<Calls> = {
  [C in Extract<keyof Calls, BridgeCall>]: (input: BridgeParsedInput<C>) => Answer<C>;
};
/** The same, of a subject whose handlers look at who calls. */
export type SenderHandlersOf<Calls> = Pick<BridgeHandlers, Extract<keyof Calls, BridgeCall>>;

const refuse = (code: BridgeErrorCode, message: string): BridgeAnswer<never> => ({
  error: { code, message },
});

const isMainFrame = (event: IpcMainInvokeEvent): boolean =>
  event.senderFrame !== null && event.senderFrame.parent === null;

/**
 * Registers a handler for every call of the contract.
 * @param isTrusted decides whether the sending main frame may call at all, by its address
 */
export const serveBridge = ({
  ipc,
  handlers,
  isTrusted,
  log,
}: {
  ipc: IpcSource;
  handlers: BridgeHandlers;
  isTrusted: (url: string) => boolean;
  log: Log;
}): void => {
  const handle = <C extends BridgeCall>(call: C): void => {
    const { input, output } = bridgeCalls[call];
    const handler = handlers[call];
    ipc.handle(call, async (event, ...args): Promise<BridgeAnswer<BridgeOutput<C>>> => {
      if (!isMainFrame(event) || !isTrusted(event.senderFrame?.url ?? '')) {
        log.warn('bridge-refused', { channel: call, code: 'forbidden' });
        return refuse('forbidden', 'This page may not call the app.');
      }
      const parsed = input.safeParse(args[0]);
      if (!parsed.success || args.length > 1) {
        log.warn('bridge-refused', { channel: call, code: 'bad_request' });
        return refuse('bad_request', parsed.error?.issues[0]?.message ?? 'A call takes one argument.');
      }
      try {
        const from = { session: (event.sender as Electron.WebContents | undefined)?.session ?? null };
        const result = await handler(parsed.data as BridgeParsedInput<C>, from);
        return { result: output.parse(result) as BridgeOutput<C> };
      } catch (error) {
        if (error instanceof BridgeError) return refuse(error.code, error.message);
        log.error('bridge-failed', { channel: call, code: 'failed' }, error);
        return refuse('failed', 'The app could not do this.');
      }
    });
  };
  for (const call of Object.keys(bridgeCalls) as BridgeCall[]) handle(call);
};

/** The part of a window that a push needs. */
export type PushTarget = {
  isDestroyed(): boolean;
  webContents: { send(channel: string, payload: unknown): void };
};

/** Sends one push of the contract to a window; a window that is gone is no error. */
export const push = <P extends BridgePush>(
  window: PushTarget,
  name: P,
  payload: BridgePushPayload<P>,
): void => {
  if (!window.isDestroyed()) window.webContents.send(name, bridgePushes[name].parse(payload));
};

import type { z } from '../server/protocol/zod.ts';
import { appCalls } from './contract/app.ts';
import { clinicsCalls, clinicsPushes } from './contract/clinics.ts';
import { attentionCalls, attentionPushes } from './contract/attention.ts';
import { autostartCalls } from './contract/autostart.ts';
import { clinicBackupsCalls } from './contract/clinic-backups.ts';
import { clinicKeyCalls } from './contract/clinic-key.ts';
import { certificatesCalls, certificatesPushes } from './contract/certificates.ts';
import { relayCalls } from './contract/relay.ts';
import { hostedServerCalls, hostedServerPushes } from './contract/hosted-server.ts';
import { leavingCalls, leavingPushes } from './contract/leaving.ts';
import { messageCacheCalls } from './contract/message-cache.ts';
import { powerCalls, powerPushes } from './contract/power.ts';
import { deviceProbeCalls } from './contract/device-probe.ts';
import { reachabilityCalls, reachabilityPushes } from './contract/reachability.ts';
import { secretsCalls, secretsPushes } from './contract/secrets.ts';
import { settingsCalls, settingsPushes } from './contract/settings.ts';
import { shellCalls } from './contract/shell.ts';
import { tokensCalls } from './contract/tokens.ts';
import { diagnosticsCalls } from './contract/diagnostics.ts';
import { menuCalls, menuPushes } from './contract/menu.ts';
import { screenShareCalls, screenSharePushes } from './contract/screen-share.ts';
import { updatesCalls, updatesPushes } from './contract/updates.ts';
import { windowsCalls, windowsPushes } from './contract/windows.ts';

/**
 * The bridge contract: every call between a window and the main process, with the schemas that the main
 * process checks. There is no generic channel. Each subject has a file in `contract/`; a new call is named
 * `subject:verb` there, and is `window.anteroom.subject.verb` in the page. A push `subject:event` is
 * `window.anteroom.subject.onEvent`.
 */

export * from './contract/app.ts';
export * from './contract/clinics.ts';
export * from './contract/attention.ts';
export * from './contract/autostart.ts';
export * from './contract/clinic-backups.ts';
export * from './contract/clinic-key.ts';
export * from './contract/certificates.ts';
export * from './contract/relay.ts';
export * from './contract/hosted-server.ts';
export * from './contract/leaving.ts';
export * from './contract/message-cache.ts';
export * from './contract/power.ts';
export * from './contract/device-probe.ts';
export * from './contract/reachability.ts';
export * from './contract/secrets.ts';
export * from './contract/settings.ts';
export * from './contract/shell.ts';
export * from './contract/tokens.ts';
export * from './contract/diagnostics.ts';
export * from './contract/menu.ts';
export * from './contract/screen-share.ts';
export * from './contract/updates.ts';
export * from './contract/windows.ts';

/** Window to main: `input` is checked by the main process, `output` is what the promise resolves with. */
export const bridgeCalls = {
  ...appCalls,
  ...settingsCalls,
  ...hostedServerCalls,
  ...clinicBackupsCalls,
  ...autostartCalls,
  ...clinicKeyCalls,
  ...secretsCalls,
  ...certificatesCalls,
  ...relayCalls,
  ...shellCalls,
  ...clinicsCalls,
  ...tokensCalls,
  ...messageCacheCalls,
  ...diagnosticsCalls,
  ...menuCalls,
  ...screenShareCalls,
  ...updatesCalls,
  ...windowsCalls,
  ...attentionCalls,
  ...leavingCalls,
  ...powerCalls,
  ...reachabilityCalls,
  ...deviceProbeCalls,
} as const;

/** Main to window. */
export const bridgePushes = {
  ...hostedServerPushes,
  ...secretsPushes,
  ...certificatesPushes,
  ...settingsPushes,
  ...clinicsPushes,
  ...menuPushes,
  ...screenSharePushes,
  ...updatesPushes,
  ...windowsPushes,
  ...attentionPushes,
  ...leavingPushes,
  ...powerPushes,
  ...reachabilityPushes,
} as const;

export type BridgeCall = keyof typeof bridgeCalls;
export type BridgeInput<C extends BridgeCall> = z.input<(typeof bridgeCalls)[C]['input']>;
export type BridgeOutput<C extends BridgeCall> = z.output<(typeof bridgeCalls)[C]['output']>;
export type BridgePush = keyof typeof bridgePushes;
export type BridgePushPayload<P extends BridgePush> = z.output<(typeof bridgePushes)[P]>;

export const BRIDGE_ERROR_CODES = ['bad_request', 'forbidden', 'failed'] as const;
export type BridgeErrorCode = (typeof BRIDGE_ERROR_CODES)[number];

/** What crosses the process border: errors as values, because Electron drops everything but their message. */
export type BridgeAnswer<T> =
  | { result: T; error?: undefined }
  | { error: { code: BridgeErrorCode; message: string }; result?: undefined };

/** `open-external` is `openExternal`. */
type Camel<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;

type SubjectOf<Name extends string> = Name extends `${infer Subject}:${string}` ? Subject : never;

type CallFunction<C extends BridgeCall> =
  undefined extends BridgeInput<C>
    ? () => Promise<BridgeOutput<C>>
    : (input: BridgeInput<C>) => Promise<BridgeOutput<C>>;

/** Returns the function that ends the subscription. */
type Subscribe<P extends BridgePush> = (listener: (payload: BridgePushPayload<P>) => void) => () => void;

/** `window.anteroom`, as the preload script exposes it; its functions follow from the names above. */
export type AnteroomBridge = {
  readonly [S in SubjectOf<BridgeCall | BridgePush> as Camel<S>]: {
    readonly [C in BridgeCall as C extends `${S}:${infer Verb}` ? Camel<Verb> : never]: CallFunction<C>;
  } & {
    readonly [
      P in BridgePush as P extends `${S}:${infer Event}` ? `on${Capitalize<Camel<Event>>}` : never
    ]: Subscribe<P>;
  };
};

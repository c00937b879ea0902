import { z } from '../server/protocol/zod.ts';

/**
 * The bridge contract: every call between a window and the main process, with the schemas that the main
 * process checks. `window.anteroom` is typed from it. There is no generic channel.
 */

export const THEMES = ['system', 'light', 'dark'] as const;

export const settingsSchema = z.object({
  theme: z.enum(THEMES),
  /** BCP 47; null follows the system. */
  language: z.string().max(35).nullable(),
  /** Address of the clinic that this app joined; null while it hosts its own or has none. */
  clinicUrl: z.url().nullable(),
  /** Start the hosted clinic with the app. */
  hostOnStart: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const appInfoSchema = z.object({
  name: z.string(),
  version: z.string(),
  platform: z.string(),
  electron: z.string(),
  chrome: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** The hosted server as its supervisor sees it; each state has only its own fields. */
export const hostedServerStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('stopped') }),
  z.object({ status: z.literal('starting'), attempt: z.int().nonnegative() }),
  z.object({ status: z.literal('running'), url: z.string(), startedAt: z.string() }),
  z.object({
    status: z.literal('restarting'),
    attempt: z.int().positive(),
    retryAt: z.string(),
    cause: z.string(),
  }),
  z.object({ status: z.literal('failed'), cause: z.string() }),
]);
export type HostedServerState = z.infer<typeof hostedServerStateSchema>;

const nothing = z.undefined().optional();

/** Window to main: `input` is checked by the main process, `output` is what the promise resolves with. */
export const bridgeCalls = {
  'app:info': { input: nothing, output: appInfoSchema },
  'settings:get': { input: nothing, output: settingsSchema },
  'settings:update': { input: settingsSchema.partial(), output: settingsSchema },
  'hosted-server:state': { input: nothing, output: hostedServerStateSchema },
  'hosted-server:start': { input: nothing, output: hostedServerStateSchema },
  'hosted-server:stop': { input: nothing, output: hostedServerStateSchema },
  /** Only https: and mailto: addresses; the system's browser opens them. */
  'shell:open-external': { input: z.object({ url: z.url().max(4096) }), output: nothing },
} as const;

/** Main to window. */
export const bridgePushes = {
  'hosted-server:changed': hostedServerStateSchema,
  'settings:changed': settingsSchema,
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

/** `window.anteroom`, as the preload script exposes it. */
export type AnteroomBridge = {
  readonly app: { info(): Promise<AppInfo> };
  readonly settings: {
    get(): Promise<Settings>;
    update(changes: Partial<Settings>): Promise<Settings>;
    /** Returns the function that ends the subscription. */
    onChanged(listener: (settings: Settings) => void): () => void;
  };
  readonly hostedServer: {
    state(): Promise<HostedServerState>;
    start(): Promise<HostedServerState>;
    stop(): Promise<HostedServerState>;
    onChanged(listener: (state: HostedServerState) => void): () => void;
  };
  readonly shell: { openExternal(url: string): Promise<void> };
};

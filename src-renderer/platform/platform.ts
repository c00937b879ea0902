import type { StoreApi } from 'zustand/vanilla';
import type {
  AnteroomBridge,
  CurrentClinic,
  HostedServerState,
  Settings,
  TokenKeeping,
} from '../../src-preload/contract.ts';
import type { ConversationCache } from './conversation-cache.ts';

/** Where the refresh token outlives a reload. */
export type TokenStore = {
  read(): Promise<string | null>;
  /** Null forgets the token. */
  write(token: string | null): Promise<void>;
};

/** The clinic that this computer hosts; only in the desktop app. */
export type ClinicHost = {
  readonly state: StoreApi<HostedServerState>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
};

/** The clinic that this window is in, as the app knows it; only in the desktop app. */
export type JoinedState = {
  /** Null: the clinic that this computer hosts, or none. Never another one as long as this window is open. */
  readonly current: StoreApi<CurrentClinic>;
  /** Whether the refresh token outlives the app. */
  readonly tokenKeeping: StoreApi<TokenKeeping>;
};

/** What this client lets its user choose. */
export type ClientSettings = Pick<Settings, 'theme' | 'language' | 'messageAlerts'>;

/**
 * `resume`: the network came back or the window is looked at again, so that a waiting retry should not wait.
 * `slept`: the computer has slept; whatever stood before may be dead without having said so. `lost`: the system
 * reports no network, which need not be true for a server on this machine.
 */
export type NetworkMoment = 'resume' | 'slept' | 'lost';

/** Everything that differs between the desktop app and a plain browser. */
export type Platform = {
  readonly kind: 'web' | 'desktop';
  /** Base address of the clinic's server without a trailing slash; null while no clinic is known. */
  readonly serverUrl: StoreApi<string | null>;
  readonly tokens: TokenStore;
  /** What was read before is there without the network. */
  readonly conversations: ConversationCache;
  readonly settings: StoreApi<ClientSettings>;
  updateSettings(changes: Partial<ClientSettings>): Promise<void>;
  openExternal(url: string): Promise<void>;
  readonly host: ClinicHost | null;
  readonly joined: JoinedState | null;
  /** What only the desktop app can do; null in a browser. */
  readonly desktop: AnteroomBridge | null;
  /** Moments at which the network may have changed. Returns the function that ends the subscription. */
  onNetwork(listener: (moment: NetworkMoment) => void): () => void;
};

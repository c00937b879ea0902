import type { IceServer } from '../../../server/protocol/index.ts';
import type { HostedServerState, ReachCode, ReachFacts, ReachStatus } from '../../../src-preload/contract.ts';
import type { TimeServer } from '../net/sntp.ts';
import type { RunCommand } from '../system-command.ts';
import type { SystemName } from '../system-name.ts';

/** What the checks know and may do. */

/** What one line of the check list found. */
export type Finding = { status: ReachStatus; code: ReachCode; facts: ReachFacts };

export const finding = (status: ReachStatus, code: ReachCode, facts: ReachFacts = {}): Finding => ({
  status,
  code,
  facts,
});

/** The hosted clinic while it runs. */
export type RunningClinic = {
  /** As this machine reaches it. */
  url: URL;
  /** As it stands in invitations. */
  publicUrl: URL;
  /** Of invitations; null: browsers have to trust its certificate. */
  pin: string | null;
};

export type ReachContext = {
  state: HostedServerState;
  /** Null while it does not run. */
  clinic: RunningClinic | null;
  system: SystemName;
  /** This machine's own. */
  addresses: readonly string[];
  /** The app keeps this machine awake as long as the clinic runs. */
  keepsAwake: () => boolean;
  /** Absolute path of the program that listens. */
  executable: string;
  run: RunCommand;
  /** A file that everybody may read; null if it is not there. */
  readText: (path: string) => Promise<string | null>;
  /** Addresses of a name; rejects if it has none. */
  resolve: (name: string) => Promise<string[]>;
  /** Null: nobody is signed in. Rejects if the clinic does not answer. */
  iceServers: (() => Promise<IceServer[]>) | null;
  timeServers: readonly TimeServer[];
  now: () => number;
  signal: AbortSignal;
  /** Only for tests: what TLS trusts in the place of the built-in certificates. */
  ca?: string | undefined;
};

export type Check = (context: ReachContext) => Promise<Finding>;

/** The clinic's usual port, for what is said about it while it does not run. */
const USUAL_PORT = 4000;

export const portOf = (url: URL): number =>
  url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);

export const listeningPort = ({ clinic }: ReachContext): number =>
  clinic === null ? USUAL_PORT : portOf(clinic.url);

/** Host of an address without the brackets of IPv6. */
export const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

import type { ClusterTimes } from './cluster/cluster.ts';
import type { Config } from './config.ts';
import type { ForeignDialect } from './dialects/foreign-dialect.ts';
import type { Passwords } from './domain/ports.ts';
import type { Log } from './log.ts';
import type { OpenSqliteStore } from './open-store.ts';

/** What a server is made of, where it is not made as usual. */
export type ServerOptions = {
  config: Config;
  log?: Log;
  now?: () => number;
  /** Milliseconds that only grow, whatever happens to `now`; a `now` of one's own is taken for both. */
  elapsed?: () => number;
  /** How SQLite in the data folder is opened, where a test opens it otherwise. */
  openStore?: OpenSqliteStore;
  /** How passwords are hashed; argon2id unless a test that is not about passwords saves the time. */
  openPasswords?: () => Promise<Passwords>;
  /** How often servers of one clinic hear of each other, and after how long one is gone. */
  clusterTimes?: ClusterTimes;
  /** The vocabularies that it understands beside the canonical one. */
  dialects?: readonly ForeignDialect[];
};

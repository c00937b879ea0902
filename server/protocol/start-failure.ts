/**
 * Why the app's own clinic could not start, so that starting it again as it is would fail again. The words are the
 * window's.
 */
export const START_FAILURES = [
  'port_in_use',
  /** The clinic is encrypted with another key than the one that this computer keeps. */
  'wrong_key',
  /** The clinic is encrypted, and this computer has no key for it. */
  'key_missing',
  /** The passphrase of this computer's secrets was not given yet, or not chosen yet. */
  'secrets_locked',
  /** This computer has no place for secrets. */
  'secrets_unavailable',
  /** This computer keeps a key that it cannot decrypt any more. */
  'secrets_unreadable',
  /**
   * The clinic's own key of TLS cannot be decrypted any more, and its database carries none: a new one would lock out
   * whoever has pinned it.
   */
  'tls_key_unreadable',
  /** Its database is damaged, or gone while something else of it is there. */
  'damaged',
  /** A newer version of the app has written it. */
  'newer_version',
  'no_room',
  /** Another program uses its data folder. */
  'in_use',
  /** Its data folder cannot be read or written. */
  'no_access',
  'failed',
] as const;
export type StartFailure = (typeof START_FAILURES)[number];

/** What a hosted clinic carries of itself from one computer to the next: the key that apps of patients have pinned. */
export type TlsKeyStore = {
  /** @param key PEM, in a database that is encrypted */
  keepTlsKey(key: string): Promise<void>;
};

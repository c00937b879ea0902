interface ImportMetaEnv {
  /** The server's base address. */
  readonly VITE_SERVER?: string;
}

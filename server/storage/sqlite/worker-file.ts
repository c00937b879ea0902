/** Where the worker's thread starts: beside this module, as source or as built. */
export const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './sqlite-worker.js',
  import.meta.url,
);

const threadFile = (source: string, built: string): URL =>
  new URL(import.meta.url.endsWith('.ts') ? source : built, import.meta.url);

/** Where the threads start: beside this module, as source or as built. */
export const workerFile = threadFile('./worker.ts', './sqlite-worker.js');
export const backupWorkerFile = threadFile('./backup-worker.ts', './backup-worker.js');

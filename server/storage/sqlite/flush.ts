import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Brings what a file holds to the disk itself. Never for a database that is open in this process. */
export const flushFile = (file: string): void => {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** The same for the names in a folder. Windows knows no such thing, and keeps names by itself. */
export const flushFolder = (folder: string): void => {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

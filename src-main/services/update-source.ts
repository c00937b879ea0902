import { existsSync } from 'node:fs';
import { join } from 'node:path';
import electronUpdater, { CancellationToken } from 'electron-updater';
import type { UpdateSource } from './updates.ts';

/** What electron-builder writes beside the app if its configuration says where updates are (`publish`). */
const CHANNEL_FILE = 'app-update.yml';

/**
 * The updater of the system that the app was packaged for: NSIS, the signed zip of macOS, AppImage or deb.
 * @param resources absolute folder beside the app's archive
 */
export const updateSource = ({
  isPackaged,
  resources = process.resourcesPath,
}: {
  isPackaged: boolean;
  resources?: string | undefined;
}): UpdateSource => {
  if (!isPackaged) return { off: 'not-packaged' };
  if (resources === undefined || !existsSync(join(resources, CHANNEL_FILE))) return { off: 'no-channel' };
  return { updater: electronUpdater.autoUpdater, createCancel: () => new CancellationToken() };
};

import { join } from 'node:path';
import type { ElectronParts } from '../electron-parts.ts';

/** The pictures of tray and taskbar, drawn by tools/tray-icons.ts. */
export type TrayImages = {
  tray(somebodyWaits: boolean): Electron.NativeImage;
  /** For Windows' taskbar. */
  dot(): Electron.NativeImage;
};

/**
 * Electron finds the other resolutions (`@2x`) beside a picture by itself, and by its name that macOS may give a
 * `Template` the colour of its menu bar.
 */
export const createTrayImages = ({
  nativeImage,
  resources,
  platform,
}: {
  nativeImage: ElectronParts['nativeImage'];
  /** Absolute folder. */
  resources: string;
  platform: NodeJS.Platform;
}): TrayImages => {
  const read = (name: string): Electron.NativeImage =>
    nativeImage.createFromPath(join(resources, 'tray', `${name}.png`));
  const suffix = platform === 'darwin' ? 'Template' : '';
  return {
    tray: (somebodyWaits) => read(`${somebodyWaits ? 'tray-waiting' : 'tray'}${suffix}`),
    dot: () => read('dot'),
  };
};

import type { SystemPermission } from '../../server/protocol/index.ts';
import type { SystemSettingsPage } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { SystemName } from './system-name.ts';

/** What the operating system lets this app use, and the pages of its settings where a person changes it. */

/** No address ever comes from a page of ours: these are all that are opened. */
export const SETTINGS_ADDRESSES: Record<SystemName, Record<SystemSettingsPage, string> | null> = {
  windows: {
    camera: 'ms-settings:privacy-webcam',
    microphone: 'ms-settings:privacy-microphone',
    sound: 'ms-settings:sound',
    network: 'ms-settings:network-status',
  },
  macos: {
    camera: 'x-apple.systempreferences:com.apple.preference.security?Privacy_Camera',
    microphone: 'x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone',
    sound: 'x-apple.systempreferences:com.apple.preference.sound',
    network: 'x-apple.systempreferences:com.apple.preference.network',
  },
  // Each desktop has its own, and none has an address.
  linux: null,
};

/** Electron's words for them. */
const PERMISSIONS: Record<
  ReturnType<Electron.SystemPreferences['getMediaAccessStatus']>,
  SystemPermission
> = {
  granted: 'granted',
  denied: 'denied',
  restricted: 'restricted',
  'not-determined': 'not-asked',
  unknown: 'unknown',
};

export type SystemSettings = {
  permissions(): { os: SystemName; camera: SystemPermission; microphone: SystemPermission };
  /** Whether `open` can do anything here. */
  readonly opens: boolean;
  /** Resolves with false where the system has no such page. */
  open(page: SystemSettingsPage): Promise<boolean>;
};

export const createSystemSettings = ({
  electron,
  system,
}: {
  electron: Pick<ElectronParts, 'shell' | 'systemPreferences'>;
  system: SystemName;
}): SystemSettings => {
  const addresses = SETTINGS_ADDRESSES[system];
  // Linux has no such permissions, and Electron no such function there.
  const statusOf = (kind: 'camera' | 'microphone'): SystemPermission =>
    system === 'linux' ? 'unknown' : PERMISSIONS[electron.systemPreferences.getMediaAccessStatus(kind)];
  return {
    permissions: () => ({ os: system, camera: statusOf('camera'), microphone: statusOf('microphone') }),
    opens: addresses !== null,
    open: async (page) => {
      if (addresses === null) return false;
      await electron.shell.openExternal(addresses[page]);
      return true;
    },
  };
};

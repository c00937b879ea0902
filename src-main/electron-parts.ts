import type * as electron from 'electron';

/**
 * The parts of Electron that the main process uses, handed in by the composition root so that everything
 * below it also runs where Electron does not.
 */
export type ElectronParts = Pick<
  typeof electron,
  | 'app'
  | 'autoUpdater'
  | 'BrowserWindow'
  | 'clipboard'
  | 'desktopCapturer'
  | 'dialog'
  | 'Menu'
  | 'nativeImage'
  | 'Notification'
  | 'powerMonitor'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
  | 'systemPreferences'
  | 'utilityProcess'
>;

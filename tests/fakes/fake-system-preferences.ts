/** Electron's `systemPreferences`, as far as the app asks it. */

type AccessStatus = ReturnType<Electron.SystemPreferences['getMediaAccessStatus']>;

export class FakeSystemPreferences {
  /** What a person allowed; everything unless a test says otherwise. */
  readonly access: Record<'microphone' | 'camera' | 'screen', AccessStatus> = {
    microphone: 'granted',
    camera: 'granted',
    screen: 'granted',
  };

  getMediaAccessStatus(kind: 'microphone' | 'camera' | 'screen'): AccessStatus {
    return this.access[kind];
  }
}

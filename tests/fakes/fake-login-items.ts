type LoginItem = { openAtLogin: boolean; args: string[] };

/** The login items of Windows and macOS behind Electron's `app`. */
export class FakeLoginItems {
  item: LoginItem = { openAtLogin: false, args: [] };
  /** A person has switched it off in the system's own settings. */
  isBlocked = false;
  wasOpenedAtLogin = false;

  set({ openAtLogin = false, args = [] }: { openAtLogin?: boolean; args?: string[] }): void {
    this.item = { openAtLogin, args };
  }

  get({ args = [] }: { args?: string[] } = {}) {
    const isOn = this.item.openAtLogin && this.item.args.join(' ') === args.join(' ');
    return {
      openAtLogin: isOn,
      wasOpenedAtLogin: this.wasOpenedAtLogin,
      status: isOn ? (this.isBlocked ? 'requires-approval' : 'enabled') : 'not-registered',
      executableWillLaunchAtLogin: isOn && !this.isBlocked,
      launchItems: [],
    };
  }
}

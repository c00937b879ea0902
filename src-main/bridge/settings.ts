import type { settingsCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { SettingsStore } from '../services/settings.ts';

/** What this computer remembers. */
export const createSettingsHandlers = ({
  settings,
}: {
  settings: SettingsStore;
}): HandlersOf<typeof settingsCalls> => ({
  'settings:get': () => settings.get(),
  'settings:update': (changes) => settings.update(changes),
});

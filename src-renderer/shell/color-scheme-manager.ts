import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import type { Platform } from '../platform/platform.ts';

type Theme = 'system' | 'light' | 'dark';

const toScheme = (theme: Theme): MantineColorScheme => (theme === 'system' ? 'auto' : theme);
const toTheme = (scheme: MantineColorScheme): Theme => (scheme === 'auto' ? 'system' : scheme);

/** Lets Mantine keep its colour scheme in this client's settings. */
export const createColorSchemeManager = (
  platform: Pick<Platform, 'settings' | 'updateSettings'>,
): MantineColorSchemeManager => {
  let end: (() => void) | null = null;
  return {
    get: () => toScheme(platform.settings.getState().theme),
    set: (scheme) => {
      if (platform.settings.getState().theme !== toTheme(scheme)) {
        void platform.updateSettings({ theme: toTheme(scheme) });
      }
    },
    subscribe: (onUpdate) => {
      end = platform.settings.subscribe((settings, before) => {
        if (settings.theme !== before.theme) onUpdate(toScheme(settings.theme));
      });
    },
    unsubscribe: () => {
      end?.();
      end = null;
    },
    clear: () => void platform.updateSettings({ theme: 'system' }),
  };
};

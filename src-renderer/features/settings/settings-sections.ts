import type { Platform } from '../../platform/platform.ts';

/** `desktop`: only in the app; `hosting`: only where this computer hosts the clinic. */
export type SettingsNeed = 'nothing' | 'desktop' | 'hosting';

/** The pages of the settings, in the order of their tabs. `adminOnly`: hidden from doctors who are no admins. */
export const SETTINGS_SECTIONS = [
  { to: 'general', key: 'sections.general', adminOnly: false, needs: 'nothing' },
  { to: 'profile', key: 'sections.profile', adminOnly: false, needs: 'nothing' },
  { to: 'notifications', key: 'sections.notifications', adminOnly: false, needs: 'nothing' },
  { to: 'security', key: 'sections.security', adminOnly: false, needs: 'nothing' },
  { to: 'clinic', key: 'sections.clinic', adminOnly: true, needs: 'nothing' },
  { to: 'doctors', key: 'sections.doctors', adminOnly: true, needs: 'nothing' },
  { to: 'monitoring', key: 'sections.monitoring', adminOnly: true, needs: 'nothing' },
  { to: 'hosting', key: 'sections.hosting', adminOnly: true, needs: 'hosting' },
  { to: 'computer', key: 'sections.computer', adminOnly: false, needs: 'desktop' },
] as const;

/** Whether this device has what a page of the settings is about. */
export const isHere = (need: SettingsNeed, { desktop, host }: Pick<Platform, 'desktop' | 'host'>): boolean =>
  need === 'nothing' || (need === 'desktop' ? desktop !== null : host !== null);

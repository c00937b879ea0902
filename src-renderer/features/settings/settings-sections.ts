/** The pages of the settings, in the order of their tabs. `adminOnly`: hidden from doctors who are no admins. */
export const SETTINGS_SECTIONS = [
  { to: 'general', key: 'sections.general', adminOnly: false },
  { to: 'profile', key: 'sections.profile', adminOnly: false },
  { to: 'security', key: 'sections.security', adminOnly: false },
  { to: 'clinic', key: 'sections.clinic', adminOnly: true },
  { to: 'doctors', key: 'sections.doctors', adminOnly: true },
  { to: 'monitoring', key: 'sections.monitoring', adminOnly: true },
] as const;

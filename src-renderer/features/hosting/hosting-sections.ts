/** The pages about the clinic on this computer, in the order of their tabs. */
export const HOSTING_SECTIONS = [
  { to: 'panel', key: 'sections.panel' },
  { to: 'protection', key: 'sections.protection' },
  { to: 'certificate', key: 'sections.certificate' },
  { to: 'relay', key: 'sections.relay' },
  { to: 'reach', key: 'sections.reach' },
] as const;

import notices from './notices.json';
import profile from './profile.json';

/** What only people with an account read, in English. A new namespace is a line here, and its name in `load-texts.ts`. */
export const texts = { notices, profile } as const;

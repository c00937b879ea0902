import notices from './notices.json';

/** What only people with an account read, in English. A new namespace is a line here, and its name in `load-texts.ts`. */
export const texts = { notices } as const;

/** They turn the letters after them round, so that "gnp.exe" is read as "exe.png". No language is written with them. */
const OVERRIDES = /[\u202d\u202e]/g;

/** Somebody's words as they are shown: in the order in which they were written. */
export const harmless = (text: string): string => text.replace(OVERRIDES, '');

/** The port of an address of https, which leaves out the usual one. */
export const portOf = (url: string): string => new URL(url).port || '443';

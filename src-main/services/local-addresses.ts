import { networkInterfaces } from 'node:os';

/** This machine's addresses, as others in its networks reach it. */

export type Interfaces = ReturnType<typeof networkInterfaces>;

const isLinkLocal = (address: string): boolean =>
  /^fe[89ab]/i.test(address) || address.startsWith('169.254.');

/** Without loopback and link-local ones, which nobody else can use; IPv4 first. */
export const localAddresses = (interfaces: Interfaces = networkInterfaces()): string[] => {
  const all = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !isLinkLocal(address))
    .toSorted((one, other) => one.family.localeCompare(other.family));
  return [...new Set(all.map(({ address }) => address))];
};

import { isIPv4 } from 'node:net';
import { hostname, networkInterfaces, type NetworkInterfaceInfo } from 'node:os';
import type { Timers } from '../timers.ts';

/** Where this computer is found on the network, now: laptops move. */

/** As `os.networkInterfaces` answers. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Networks of machines inside this one, and tunnels: no patient reaches them. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|vethernet|hyper-v|vmware|virtualbox|utun|tun|tap|awdl|llw|wsl|zt|tailscale|ppp)/i;

const rankOf = (name: string, address: string): number => {
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
  const family = !isIPv4(address) ? 2 : isPrivate ? 0 : 1;
  return family + (VIRTUAL.test(name) ? 10 : 0);
};

/** The addresses that others can use, best first; those that need a zone or that a machine gives itself are none. */
export const lanAddresses = (interfaces: Interfaces): string[] =>
  Object.entries(interfaces)
    .flatMap(([name, infos]) => (infos ?? []).map((info) => ({ name, ...info })))
    .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address))
    .map(({ name, address }) => ({ address, rank: rankOf(name, address) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ address }) => address);

const LOOKED_AT_EVERY_MS = 10_000;

export type NetworkAddresses = {
  /** Best first; empty without a network. */
  current(): readonly string[];
  /** What this computer calls itself, `reception.local` for those who ask by multicast included. */
  names(): readonly string[];
  /** Called with each change. No system tells of one, so it is looked for. */
  watch(onChange: () => void): () => void;
};

const isName = (name: string): boolean => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*$/.test(name);

export const createNetworkAddresses = ({
  timers,
  interfaces = networkInterfaces,
  computerName = hostname,
}: {
  timers: Timers;
  interfaces?: () => Interfaces;
  computerName?: () => string;
}): NetworkAddresses => {
  const current = (): string[] => lanAddresses(interfaces());
  return {
    current,
    names: () => {
      const name = computerName().toLowerCase();
      if (!isName(name) || name === 'localhost') return ['localhost'];
      return ['localhost', name, ...(name.includes('.') ? [] : [`${name}.local`])];
    },
    watch: (onChange) => {
      let known = current().join();
      let timer = timers.after(LOOKED_AT_EVERY_MS, look);
      function look(): void {
        const now = current().join();
        timer = timers.after(LOOKED_AT_EVERY_MS, look);
        if (now === known) return;
        known = now;
        onChange();
      }
      return () => timer.cancel();
    },
  };
};

import { BlockList, isIP } from 'node:net';
import { bareHost, finding, portOf, type Check } from './context.ts';

/** Networks whose addresses mean something only inside them (RFC 1918, RFC 4193, RFC 6598, link-local). */
const LOCAL_NETWORKS = new BlockList();
LOCAL_NETWORKS.addSubnet('10.0.0.0', 8, 'ipv4');
LOCAL_NETWORKS.addSubnet('172.16.0.0', 12, 'ipv4');
LOCAL_NETWORKS.addSubnet('192.168.0.0', 16, 'ipv4');
LOCAL_NETWORKS.addSubnet('100.64.0.0', 10, 'ipv4');
LOCAL_NETWORKS.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL_NETWORKS.addSubnet('fc00::', 7, 'ipv6');
LOCAL_NETWORKS.addSubnet('fe80::', 10, 'ipv6');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const isIn = (list: BlockList, address: string): boolean => list.check(address, familyOf(address));

/** One spelling for each address. */
const plain = (address: string): string =>
  new URL(`http://${isIP(address) === 6 ? `[${address}]` : address}`).hostname;

/** Whether what patients get in their links still leads to this machine. */
export const checkAddress: Check = async ({ clinic, addresses, resolve }) => {
  if (clinic === null) return finding('unknown', 'clinic-not-running');
  const host = bareHost(clinic.publicUrl);
  const facts = {
    host,
    port: portOf(clinic.publicUrl),
    addresses: addresses.map((address) => ({ address })),
  };
  let targets: string[];
  try {
    targets = isIP(host) === 0 ? await resolve(host) : [host];
  } catch {
    return finding('failed', 'address-name-unknown', facts);
  }
  if (targets.every((target) => isIn(LOOPBACK, target))) {
    return finding('failed', 'address-this-computer-only', facts);
  }
  const own = new Set(addresses.map(plain));
  const ours = targets.filter((target) => own.has(plain(target)));
  const isLocal = (target: string) => isIn(LOCAL_NETWORKS, target);
  if (ours.some((target) => !isLocal(target))) return finding('ok', 'address-own', facts);
  if (ours.length > 0) return finding('warning', 'address-local', facts);
  if (targets.every(isLocal)) return finding('failed', 'address-changed', facts);
  return finding('unknown', 'address-router', facts);
};

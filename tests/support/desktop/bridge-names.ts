import {
  bridgeCalls,
  bridgePushes,
  type BridgeCall,
  type BridgePush,
} from '../../../src-preload/contract.ts';

/** Where the names of the bridge contract are found in `window.anteroom`. */

const camel = (name: string): string =>
  name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
const capitalize = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const split = (name: string): [subject: string, rest: string] => {
  const [subject = '', rest = ''] = name.split(':');
  return [camel(subject), camel(rest)];
};

export type BridgePlace<Name> = { name: Name; subject: string; key: string };

export const CALL_PLACES: readonly BridgePlace<BridgeCall>[] = (Object.keys(bridgeCalls) as BridgeCall[]).map(
  (name) => {
    const [subject, key] = split(name);
    return { name, subject, key };
  },
);

export const PUSH_PLACES: readonly BridgePlace<BridgePush>[] = (
  Object.keys(bridgePushes) as BridgePush[]
).map((name) => {
  const [subject, event] = split(name);
  return { name, subject, key: `on${capitalize(event)}` };
});

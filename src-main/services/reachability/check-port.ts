import type { PortState } from '../../../src-preload/contract.ts';
import { lookAt } from '../net/tls-look.ts';
import { finding, portOf, type Check, type ReachContext, type RunningClinic } from './context.ts';

const stateAt = async (
  address: string,
  { url, pin }: RunningClinic,
  { signal }: ReachContext,
): Promise<PortState> => {
  const secure = url.protocol === 'https:';
  const look = await lookAt({ host: address, port: portOf(url), secure }, { signal });
  if (look.state !== 'open') return look.state;
  return pin !== null && look.certificate?.pin !== pin ? 'wrong-key' : 'open';
};

/** Whether the clinic answers on each address of this machine, as a patient in the same network asks. */
export const checkPort: Check = async (context) => {
  const { clinic } = context;
  if (clinic === null) return finding('unknown', 'clinic-not-running');
  if (context.addresses.length === 0) return finding('failed', 'port-no-network');
  const addresses = await Promise.all(
    context.addresses.map(async (address) => ({ address, state: await stateAt(address, clinic, context) })),
  );
  const facts = { port: portOf(clinic.url), addresses };
  const open = addresses.filter(({ state }) => state === 'open').length;
  if (open === addresses.length) return finding('ok', 'port-open', facts);
  if (open > 0) return finding('warning', 'port-some-closed', facts);
  // No firewall stands between a machine and itself: nobody listens there.
  if (addresses.every(({ state }) => state === 'refused')) {
    return finding('failed', 'port-this-computer-only', facts);
  }
  return finding('failed', 'port-closed', facts);
};

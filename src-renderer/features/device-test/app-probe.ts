import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import type { Session } from '../../api/session.ts';
import type { DeviceProbes } from './device-probes.ts';

/** What the desktop app's main process adds to the test; null in a browser. */
export const appProbe = (
  desktop: Pick<AnteroomBridge, 'deviceProbe'> | null,
  session: Pick<Session, 'freshToken'>,
): DeviceProbes['app'] =>
  desktop === null ? null : async () => desktop.deviceProbe.run({ token: await session.freshToken() });

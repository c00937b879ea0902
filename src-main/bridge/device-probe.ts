import type { deviceProbeCalls } from '../../src-preload/contract.ts';
import type { HandlersOf } from '../ipc.ts';
import type { DeviceProbe } from '../services/device-probe.ts';
import type { SystemSettings } from '../services/system-settings.ts';

/** What of a device test only the main process can find out, and the way to the system's settings. */
export const createDeviceProbeHandlers = ({
  deviceProbe,
  systemSettings,
}: {
  deviceProbe: DeviceProbe;
  systemSettings: SystemSettings;
}): HandlersOf<typeof deviceProbeCalls> => ({
  'device-probe:run': ({ token }) => deviceProbe.run(token),
  'device-probe:permissions': () => ({
    ...systemSettings.permissions(),
    opensSettings: systemSettings.opens,
  }),
  'device-probe:open-system-settings': ({ page }) => systemSettings.open(page),
});

import { listeningPort, type Check } from './context.ts';
import { linuxFirewall } from './firewall-linux.ts';
import { macosFirewall } from './firewall-macos.ts';
import { windowsFirewall } from './firewall-windows.ts';

/** Whether this machine's firewall lets patients in. Only read, never changed: a person sees the command. */
export const checkFirewall: Check = async (context) => {
  const { system, run, readText, executable } = context;
  const port = listeningPort(context);
  switch (system) {
    case 'windows':
      return windowsFirewall(run, { port, executable });
    case 'macos':
      return macosFirewall(run, { port, executable });
    case 'linux':
      return linuxFirewall(run, readText, { port });
  }
};

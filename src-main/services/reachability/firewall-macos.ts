import type { RunCommand } from '../system-command.ts';
import { finding, type Finding } from './context.ts';

/** The application firewall of macOS. It speaks English on every Mac. */

const TOOL = '/usr/libexec/ApplicationFirewall/socketfilterfw';

/** `/Applications/Anteroom.app` of the program inside it. */
export const bundleOf = (executable: string): string =>
  /^.*?\.app(?=\/|$)/.exec(executable)?.[0] ?? executable;

export const macosFirewall = async (
  run: RunCommand,
  { port, executable }: { port: number; executable: string },
): Promise<Finding> => {
  const bundle = bundleOf(executable);
  const ask = async (...args: string[]) => (await run('socketfilterfw', args)).stdout;
  const [, state] = /State = (\d)/.exec(await ask('--getglobalstate')) ?? [];
  if (state === undefined) {
    const command = `sudo ${TOOL} --getglobalstate`;
    return finding('unknown', 'firewall-unreadable', { port, command, asAdministrator: true });
  }
  if (state === '0') return finding('ok', 'firewall-off', { port });
  const all = await ask('--getblockall');
  if (state === '2' || /block all enabled|block all non-essential|state set to enabled/i.test(all)) {
    const command = `sudo ${TOOL} --setblockall off`;
    return finding('failed', 'firewall-blocks-all', { port, command, asAdministrator: true });
  }
  const app = await ask('--getappblocked', bundle);
  const unblock = {
    port,
    command: `sudo ${TOOL} --add "${bundle}" --unblockapp "${bundle}"`,
    asAdministrator: true,
  };
  if (/not part of the firewall|does not exist/i.test(app)) {
    // Signed programs are let in unasked where that is switched on; for others, macOS asks who sits here.
    const isAutomatic = /downloaded signed software enabled/i.test(await ask('--getallowsigned'));
    return finding(isAutomatic ? 'warning' : 'failed', 'firewall-no-rule', unblock);
  }
  if (/permitted|allowed/i.test(app)) return finding('ok', 'firewall-allows', { port });
  return /blocked/i.test(app)
    ? finding('failed', 'firewall-blocks', unblock)
    : finding('unknown', 'firewall-unreadable', unblock);
};

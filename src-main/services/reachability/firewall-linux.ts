import type { RunCommand } from '../system-command.ts';
import { finding, type Finding } from './context.ts';

/** ufw, firewalld and nftables. Rules of the kernel are for administrators to read; what manages them tells more. */

type Asked = { port: number };

const UFW_CONF = '/etc/ufw/ufw.conf';

/** Whether a rule of `ufw status` is about this TCP port: `4000/tcp`, `4000`, `4000:4010/tcp`. */
const isUfwRuleFor = (to: string, port: number): boolean => {
  const [, from, until, protocol] = /^(\d+)(?::(\d+))?(?:\/(\w+))?$/.exec(to) ?? [];
  if (from === undefined || (protocol !== undefined && protocol !== 'tcp')) return false;
  return port >= Number(from) && port <= Number(until ?? from);
};

const parseUfw = (stdout: string, port: number): 'allows' | 'blocks' | 'no-rule' => {
  for (const line of stdout.split('\n')) {
    const [, to, action] = /^(\S+)(?: \(v6\))?\s+(ALLOW|DENY|REJECT|LIMIT)\b/.exec(line) ?? [];
    if (to === undefined || !(isUfwRuleFor(to, port) || to === 'Anywhere')) continue;
    // The first that fits decides.
    return action === 'ALLOW' || action === 'LIMIT' ? 'allows' : 'blocks';
  }
  return 'no-rule';
};

const ufw = async (run: RunCommand, { port }: Asked): Promise<Finding> => {
  const allow = `sudo ufw allow ${port}/tcp comment Anteroom`;
  const { exitCode, stdout } = await run('ufw', ['status']);
  if (exitCode !== 0) {
    const command = `sudo ufw status\n${allow}`;
    return finding('unknown', 'firewall-unreadable', { port, command, asAdministrator: true });
  }
  if (/^Status: inactive/m.test(stdout)) return finding('ok', 'firewall-off', { port });
  const judgement = parseUfw(stdout, port);
  return judgement === 'allows'
    ? finding('ok', 'firewall-allows', { port })
    : finding('failed', `firewall-${judgement}`, { port, command: allow, asAdministrator: true });
};

/** Whether the zone of `firewall-cmd --list-all` lets this TCP port in; null if this is no such answer. */
const parseFirewalld = (stdout: string, port: number): boolean | null => {
  const field = (name: string) => new RegExp(`^\\s*${name}:(.*)$`, 'm').exec(stdout)?.[1]?.trim();
  const ports = field('ports');
  if (ports === undefined) return null;
  return (
    field('target') === 'ACCEPT' ||
    ports.split(/\s+/).some((entry) => {
      const [, from, until, protocol] = /^(\d+)(?:-(\d+))?\/(\w+)$/.exec(entry) ?? [];
      return protocol === 'tcp' && port >= Number(from) && port <= Number(until ?? from);
    })
  );
};

const firewalld = async (run: RunCommand, { port }: Asked): Promise<Finding> => {
  const allow = `sudo firewall-cmd --permanent --add-port=${port}/tcp\nsudo firewall-cmd --reload`;
  const help = { port, command: allow, asAdministrator: true };
  const isOpen = parseFirewalld((await run('firewall-cmd', ['--list-all'])).stdout, port);
  if (isOpen === null) {
    const command = `sudo firewall-cmd --list-all\n${allow}`;
    return finding('unknown', 'firewall-unreadable', { ...help, command });
  }
  return isOpen ? finding('ok', 'firewall-allows', { port }) : finding('failed', 'firewall-no-rule', help);
};

export const linuxFirewall = async (
  run: RunCommand,
  readText: (path: string) => Promise<string | null>,
  asked: Asked,
): Promise<Finding> => {
  // ufw's service is active even where ufw itself is switched off.
  const conf = await readText(UFW_CONF);
  if (conf !== null && /^ENABLED=yes/m.test(conf)) return ufw(run, asked);
  const isActive = async (service: string) =>
    (await run('systemctl', ['is-active', service])).stdout.trim() === 'active';
  if (await isActive('firewalld')) return firewalld(run, asked);
  const services = await run('systemctl', ['is-active', 'nftables', 'iptables']);
  const look = { port: asked.port, command: 'sudo nft list ruleset', asAdministrator: true };
  // Rules may be there without anybody who manages them; only an administrator could see it.
  if (/^active$/m.test(services.stdout) || services.exitCode === null) {
    return finding('unknown', 'firewall-unreadable', look);
  }
  return finding('ok', 'firewall-off', { port: asked.port });
};

import type { RunCommand } from '../system-command.ts';
import { finding, type Finding } from './context.ts';

/**
 * Windows Defender Firewall. Its settings and rules are read from the registry, where they are the same in every
 * language; `netsh advfirewall show` and its kin answer in the language of the system.
 */

const LOCAL = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';

/** Kinds of networks by the numbers of `NetworkCategory`: with the name of the registry and that of rules. */
const PROFILES = [
  { key: 'PublicProfile', rule: 'Public' },
  { key: 'StandardProfile', rule: 'Private' },
  { key: 'DomainProfile', rule: 'Domain' },
] as const;
type Profile = (typeof PROFILES)[number];

export type RegistryValue = { key: string; name: string; data: string };

/** What `reg query … /s` prints: a line with the key, then its values below. */
const parseRegistry = (stdout: string): RegistryValue[] => {
  const values: RegistryValue[] = [];
  let key = '';
  for (const line of stdout.split(/\r?\n/)) {
    if (line.startsWith('HKEY_')) key = line.trim();
    const [, name, data] = /^ {4}(.+?) {4}REG_\w+ {4}(.*)$/.exec(line) ?? [];
    if (name !== undefined && data !== undefined) values.push({ key, name, data });
  }
  return values;
};

/** A rule of the firewall: its fields by name, a repeated one with all its values. */
export type FirewallRule = ReadonlyMap<string, readonly string[]>;

const parseRule = (data: string): FirewallRule => {
  const fields = new Map<string, string[]>();
  for (const part of data.split('|')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    const name = part.slice(0, at);
    fields.set(name, [...(fields.get(name) ?? []), part.slice(at + 1)]);
  }
  return fields;
};

/** `%ProgramFiles%\…` as the path that it stands for. */
const expand = (path: string, environment: Record<string, string | undefined>): string =>
  path.replace(/%([^%]+)%/g, (whole, name: string) => {
    const wanted = name.toLowerCase();
    const [, value] = Object.entries(environment).find(([key]) => key.toLowerCase() === wanted) ?? [];
    return value ?? whole;
  });

type Listener = { port: number; executable: string; environment: Record<string, string | undefined> };

const namesPort = (rule: FirewallRule, port: number): boolean => {
  const single = [...(rule.get('LPort') ?? [])].filter((text) => text !== '*');
  const ranges = rule.get('LPort2_10') ?? [];
  if (single.length === 0 && ranges.length === 0) return true;
  return (
    single.includes(String(port)) ||
    ranges.some((range) => {
      const [from = NaN, to = NaN] = range.split('-').map(Number);
      return port >= from && port <= to;
    })
  );
};

/** Rules for somebody or something else: a service, an app of the store, a user, a computer that signs in. */
const FOR_OTHERS = ['Svc', 'AppPkgId', 'PFN', 'LUAuth', 'RMAuth', 'RUAuth', 'Security', 'LA4', 'LA6'];

const concerns = (rule: FirewallRule, { port, executable, environment }: Listener): boolean => {
  const first = (name: string) => rule.get(name)?.[0];
  const app = first('App');
  const protocol = first('Protocol');
  return (
    first('Active') === 'TRUE' &&
    first('Dir') === 'In' &&
    (protocol === undefined || protocol === '6') &&
    !FOR_OTHERS.some((name) => rule.has(name)) &&
    (app === undefined || expand(app, environment).toLowerCase() === executable.toLowerCase()) &&
    namesPort(rule, port)
  );
};

const holdsIn = (rule: FirewallRule, profile: Profile): boolean =>
  rule.get('Profile')?.includes(profile.rule) ?? true;

/** From everywhere, or at least from the same network. */
const letsNeighboursIn = (rule: FirewallRule): boolean => {
  const remote = [...(rule.get('RA4') ?? []), ...(rule.get('RA6') ?? [])];
  return remote.length === 0 || remote.some((from) => from === 'LocalSubnet' || from === '*');
};

type Firewall = { values: readonly RegistryValue[]; rules: readonly FirewallRule[] };

const flag = (values: readonly RegistryValue[], profile: Profile, name: string): number | null => {
  const found = values.findLast((value) => value.key.endsWith(`\\${profile.key}`) && value.name === name);
  return found === undefined ? null : Number(found.data);
};

type Judgement = 'off' | 'allows' | 'blocks' | 'blocks-all' | 'no-rule' | 'other-network';

const judge = ({ values, rules }: Firewall, profile: Profile, listener: Listener): Judgement => {
  if (flag(values, profile, 'EnableFirewall') === 0) return 'off';
  if (flag(values, profile, 'DoNotAllowExceptions') === 1) return 'blocks-all';
  const ours = rules.filter((rule) => concerns(rule, listener));
  const here = ours.filter((rule) => holdsIn(rule, profile));
  const blocks = (rule: FirewallRule) => rule.get('Action')?.[0] === 'Block';
  const allows = (rule: FirewallRule) => rule.get('Action')?.[0] === 'Allow' && letsNeighboursIn(rule);
  // One that blocks is stronger than one that allows.
  if (here.some(blocks)) return 'blocks';
  if (here.some(allows) || flag(values, profile, 'DefaultInboundAction') === 0) return 'allows';
  return ours.some(allows) ? 'other-network' : 'no-rule';
};

/** From what stops most to what stops nothing. */
const ORDER: readonly Judgement[] = ['blocks-all', 'blocks', 'other-network', 'no-rule', 'allows', 'off'];

const isGood = (judgement: Judgement): boolean => judgement === 'allows' || judgement === 'off';

const commandFor = (judgement: Judgement, { port, executable }: Listener): string | null => {
  const rule = 'netsh advfirewall firewall';
  const allow = `${rule} add rule name="Anteroom" dir=in action=allow protocol=TCP localport=${port} program="${executable}" profile=private,domain`;
  switch (judgement) {
    case 'no-rule':
      return allow;
    case 'blocks':
      return `${rule} delete rule name=all dir=in program="${executable}"\n${allow}`;
    case 'other-network':
      return 'powershell -Command "Get-NetConnectionProfile -NetworkCategory Public | Set-NetConnectionProfile -NetworkCategory Private"';
    case 'blocks-all':
      return 'netsh advfirewall set currentprofile firewallpolicy blockinbound,allowoutbound';
    case 'allows':
    case 'off':
      return null;
  }
};

/** The kinds of the networks that this machine is in; null if Windows does not tell. */
const activeProfiles = async (run: RunCommand): Promise<Profile[] | null> => {
  const { stdout } = await run('powershell', [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    'Get-NetConnectionProfile | ForEach-Object { [int]$_.NetworkCategory }',
  ]);
  const profiles = (stdout.match(/^\s*[012]\s*$/gm) ?? []).map(
    (number) => PROFILES[Number(number) as 0 | 1 | 2],
  );
  return profiles.length === 0 ? null : [...new Set(profiles)];
};

export const windowsFirewall = async (
  run: RunCommand,
  { port, executable }: { port: number; executable: string },
  environment: Record<string, string | undefined> = process.env,
): Promise<Finding> => {
  const query = (key: string) => run('reg', ['query', key, '/s']);
  const [local, policy, active] = [await query(LOCAL), await query(POLICY), await activeProfiles(run)];
  const listener: Listener = { port, executable, environment };
  const look = {
    port,
    command: `netsh advfirewall firewall show rule name=all dir=in verbose`,
    asAdministrator: false,
  };
  // A policy of the organisation stands after the settings of the machine: it is stronger.
  const values = [...parseRegistry(local.stdout), ...parseRegistry(policy.stdout)];
  if (local.exitCode !== 0 || values.length === 0) return finding('unknown', 'firewall-unreadable', look);
  const rules = values
    .filter(({ key }) => key.endsWith('\\FirewallRules'))
    .map(({ data }) => parseRule(data));
  const judgements = (active ?? [PROFILES[0], PROFILES[1]]).map((profile) =>
    judge({ values, rules }, profile, listener),
  );
  const worst = ORDER.find((judgement) => judgements.includes(judgement)) ?? 'no-rule';
  // Which kind of network it is decides here, and that is not known.
  if (active === null && !isGood(worst) && judgements.some(isGood)) {
    return finding('unknown', 'firewall-unreadable', look);
  }
  const command = commandFor(worst, listener);
  return finding(isGood(worst) ? 'ok' : 'failed', `firewall-${worst}`, {
    port,
    ...(command === null ? {} : { command, asAdministrator: true }),
  });
};

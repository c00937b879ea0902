import type { CommandOutput, RunCommand } from '../../../src-main/services/system-command.ts';

/**
 * What the commands of the operating systems print, as recorded, and a `run` that answers with them. Windows prints
 * in its own language what is not read from the registry.
 */

export const said = (stdout: string, exitCode: number | null = 0): CommandOutput => ({
  exitCode,
  stdout,
  stderr: '',
});
export const MISSING: CommandOutput = { exitCode: null, stdout: '', stderr: '' };

/**
 * Answers by command and arguments; the longest beginning that is known counts, and what is unknown is not installed.
 * @param outputs by `command arg arg …`
 */
export const recorded = (outputs: Record<string, CommandOutput>): RunCommand & { asked: string[] } => {
  const asked: string[] = [];
  const run: RunCommand = async (command, args) => {
    const line = [command, ...args].join(' ');
    asked.push(line);
    const known = Object.keys(outputs)
      .filter((start) => line.startsWith(start))
      .toSorted((one, other) => other.length - one.length)[0];
    return known === undefined ? MISSING : (outputs[known] ?? MISSING);
  };
  return Object.assign(run, { asked });
};

const hex = (seconds: number): string => `0x${seconds.toString(16).padStart(8, '0')}`;

/** `powercfg /query SCHEME_CURRENT SUB_SLEEP …`: seconds on mains and on battery. */
export const powercfg = {
  english: (ac: number, dc: number) =>
    [
      'Power Scheme GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (Balanced)',
      '  GUID Alias: SCHEME_BALANCED',
      '  Subgroup GUID: 238c9fa8-0aad-41ed-83f4-97be242c8f20  (Sleep)',
      '    GUID Alias: SUB_SLEEP',
      '    Power Setting GUID: 29f6c1db-86da-48c5-9fdb-f2b67b1f44da  (Sleep after)',
      '      GUID Alias: STANDBYIDLE',
      '      Minimum Possible Setting: 0x00000000',
      '      Maximum Possible Setting: 0xffffffff',
      '      Possible Settings increment: 0x00000001',
      '      Possible Settings units: Seconds',
      `    Current AC Power Setting Index: ${hex(ac)}`,
      `    Current DC Power Setting Index: ${hex(dc)}`,
      '',
    ].join('\r\n'),
  // The umlauts of the console's code page arrive broken.
  german: (ac: number, dc: number) =>
    [
      'GUID des Energieschemas: 381b4222-f694-41f0-9685-ff5bb260df2e  (Ausbalanciert)',
      '  GUID-Alias: SCHEME_BALANCED',
      '  GUID der Untergruppe: 238c9fa8-0aad-41ed-83f4-97be242c8f20  (Energie sparen)',
      '    GUID-Alias: SUB_SLEEP',
      '    GUID der Energieeinstellung: 29f6c1db-86da-48c5-9fdb-f2b67b1f44da  (Deaktivierung nach)',
      '      GUID-Alias: STANDBYIDLE',
      '      Minimal m\uFFFDgliche Einstellung: 0x00000000',
      '      Maximal m\uFFFDgliche Einstellung: 0xffffffff',
      '      Inkrement m\uFFFDglicher Einstellungen: 0x00000001',
      '      Einheiten m\uFFFDglicher Einstellungen: Sekunden',
      `    Index der aktuellen Wechselstromeinstellung: ${hex(ac)}`,
      `    Index der aktuellen Gleichstromeinstellung: ${hex(dc)}`,
      '',
    ].join('\r\n'),
  spanish: (ac: number, dc: number) =>
    [
      'GUID de plan de energ\uFFFDa: 381b4222-f694-41f0-9685-ff5bb260df2e  (Equilibrado)',
      '  Alias de GUID: SCHEME_BALANCED',
      '  GUID de subgrupo: 238c9fa8-0aad-41ed-83f4-97be242c8f20  (Suspender)',
      '    Alias de GUID: SUB_SLEEP',
      '    GUID de configuraci\uFFFDn de energ\uFFFDa: 29f6c1db-86da-48c5-9fdb-f2b67b1f44da  (Suspender tras)',
      '      Alias de GUID: STANDBYIDLE',
      '      Configuraci\uFFFDn m\uFFFDnima posible: 0x00000000',
      '      Configuraci\uFFFDn m\uFFFDxima posible: 0xffffffff',
      '      Incremento de configuraci\uFFFDn posible: 0x00000001',
      '      Unidades de configuraci\uFFFDn posibles: segundos',
      `    \uFFFDndice de configuraci\uFFFDn de corriente alterna actual: ${hex(ac)}`,
      `    \uFFFDndice de configuraci\uFFFDn de corriente continua actual: ${hex(dc)}`,
      '',
    ].join('\r\n'),
  /** A machine without hibernation. */
  unsupported: 'The power scheme, subgroup or setting specified does not exist.\r\n',
};

/** `pmset -g custom` of a MacBook. */
export const pmset = (sleep: number): string => `Battery Power:
 Sleep On Power Button 1
 lowpowermode         0
 standby              1
 hibernatemode        3
 powernap             1
 displaysleep         2
 womp                 0
 sleep                1
 tcpkeepalive         1
AC Power:
 Sleep On Power Button 1
 lowpowermode         0
 standby              1
 hibernatemode        3
 powernap             1
 displaysleep         10
 womp                 1
 sleep                ${sleep} (sleep prevented by powerd, coreaudiod)
 tcpkeepalive         1
`;

const POLICY_KEY =
  'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';

type ProfileValues = { EnableFirewall: 0 | 1; DoNotAllowExceptions?: 0 | 1; DefaultInboundAction?: 0 | 1 };

/** `reg query … FirewallPolicy /s`, with rules of Windows itself among them. */
export const firewallRegistry = (
  rules: readonly string[],
  profiles: Partial<Record<'DomainProfile' | 'PublicProfile' | 'StandardProfile', ProfileValues>> = {},
): string => {
  const profile = (name: 'DomainProfile' | 'PublicProfile' | 'StandardProfile') => [
    `${POLICY_KEY}\\${name}`,
    ...Object.entries({ EnableFirewall: 1, DisableNotifications: 0, ...profiles[name] }).map(
      ([value, data]) => `    ${value}    REG_DWORD    0x${String(data)}`,
    ),
    '',
  ];
  const all = [
    'v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=17|Profile=Private|LPort=5353|App=%SystemRoot%\\system32\\svchost.exe|Svc=dnscache|Name=@%SystemRoot%\\system32\\firewallapi.dll,-37303|',
    'v2.31|Action=Allow|Active=FALSE|Dir=In|Protocol=6|Profile=Domain|LPort=5985|App=System|Name=@FirewallAPI.dll,-30253|',
    'v2.31|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|App=%SystemRoot%\\system32\\svchost.exe|Name=Out|',
    ...rules,
  ];
  return [
    '',
    POLICY_KEY,
    '    IPSecExempt    REG_DWORD    0x9',
    '',
    ...profile('DomainProfile'),
    `${POLICY_KEY}\\FirewallRules`,
    ...all.map((rule, index) => `    {7F0E7C4E-0000-4000-8000-00000000000${index}}    REG_SZ    ${rule}`),
    '',
    ...profile('PublicProfile'),
    ...profile('StandardProfile'),
  ].join('\r\n');
};

/** `reg query` of a policy that is not there, in German. */
export const NO_SUCH_KEY = said(
  'FEHLER: Der angegebene Registrierungsschl\uFFFDssel bzw. Wert wurde nicht gefunden.\r\n',
  1,
);

/** `firewall-cmd --list-all` of Fedora. */
export const firewalld = (ports: string, target = 'default'): string => `FedoraWorkstation (default, active)
  target: ${target}
  ingress-priority: 0
  egress-priority: 0
  icmp-block-inversion: no
  interfaces: wlp0s20f3
  sources:
  services: dhcpv6-client samba-client ssh
  ports: ${ports}
  protocols:
  forward: yes
  masquerade: no
  forward-ports:
  source-ports:
  icmp-blocks:
  rich rules:
`;

/** `ufw status` of an administrator. */
export const ufwStatus = (...rules: string[]): string =>
  [
    'Status: active',
    '',
    'To                         Action      From',
    '--                         ------      ----',
    ...rules,
    '',
  ].join('\n');

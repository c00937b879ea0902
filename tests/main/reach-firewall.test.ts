import { describe, expect, it } from 'vitest';
import { checkFirewall } from '../../src-main/services/reachability/check-firewall.ts';
import { bundleOf } from '../../src-main/services/reachability/firewall-macos.ts';
import { windowsFirewall } from '../../src-main/services/reachability/firewall-windows.ts';
import type { CommandOutput } from '../../src-main/services/system-command.ts';
import { MACOS_APP, systemContext, WINDOWS_APP } from '../support/desktop/reach-system-context.ts';
import {
  firewalld,
  firewallRegistry,
  NO_SUCH_KEY,
  said,
  ufwStatus,
} from '../support/desktop/system-outputs.ts';

/** The firewall, by what the systems’ own commands print. */

const rule = (fields: string) => `v2.31|Active=TRUE|Dir=In|Protocol=6|${fields}|Name=Anteroom|`;
const ALLOW_APP = rule(`Action=Allow|Profile=Private|App=${WINDOWS_APP}`);

const windows = (
  rules: readonly string[],
  {
    network = '1',
    profiles = {},
    policy = NO_SUCH_KEY,
  }: {
    network?: string;
    profiles?: Parameters<typeof firewallRegistry>[1];
    policy?: CommandOutput;
  } = {},
) =>
  systemContext('windows', {
    'reg query HKLM\\SYSTEM': said(firewallRegistry(rules, profiles)),
    'reg query HKLM\\SOFTWARE\\Policies': policy,
    'powershell -NoProfile': said(`${network}\r\n`),
  });

describe('the firewall of Windows', () => {
  it.each<[string, Parameters<typeof windows>, string, string]>([
    ['lets the app in by its path', [[ALLOW_APP]], 'ok', 'firewall-allows'],
    ['lets the port in', [[rule('Action=Allow|LPort=4000')]], 'ok', 'firewall-allows'],
    ['lets a range in', [[rule('Action=Allow|LPort2_10=3000-5000')]], 'ok', 'firewall-allows'],
    [
      'lets neighbours in',
      [[rule('Action=Allow|LPort=4000|RA4=LocalSubnet|RA6=LocalSubnet')]],
      'ok',
      'firewall-allows',
    ],
    ['has no rule', [[]], 'failed', 'firewall-no-rule'],
    ['lets another port in', [[rule('Action=Allow|LPort=4001')]], 'failed', 'firewall-no-rule'],
    ['lets another app in', [[rule('Action=Allow|App=C:\\Other.exe')]], 'failed', 'firewall-no-rule'],
    ['lets one address in', [[rule('Action=Allow|LPort=4000|RA4=10.0.0.7')]], 'failed', 'firewall-no-rule'],
    ['lets a service in', [[rule('Action=Allow|Svc=ssh')]], 'failed', 'firewall-no-rule'],
    [
      'has only a rule that is switched off',
      [[ALLOW_APP.replace('Active=TRUE', 'Active=FALSE')]],
      'failed',
      'firewall-no-rule',
    ],
    ['lets UDP in', [[ALLOW_APP.replace('Protocol=6', 'Protocol=17')]], 'failed', 'firewall-no-rule'],
    [
      'blocks the app, as after "Cancel" in the question of Windows',
      [[ALLOW_APP, rule(`Action=Block|App=${WINDOWS_APP.toLowerCase()}`)]],
      'failed',
      'firewall-blocks',
    ],
    [
      'lets in at home, but this network is public',
      [[ALLOW_APP], { network: '0' }],
      'failed',
      'firewall-other-network',
    ],
    [
      'lets in in one network of two',
      [[ALLOW_APP], { network: '1\r\n0' }],
      'failed',
      'firewall-other-network',
    ],
    ['is switched off', [[], { profiles: { StandardProfile: { EnableFirewall: 0 } } }], 'ok', 'firewall-off'],
    [
      'allows no exceptions',
      [[ALLOW_APP], { profiles: { StandardProfile: { EnableFirewall: 1, DoNotAllowExceptions: 1 } } }],
      'failed',
      'firewall-blocks-all',
    ],
    [
      'lets everything in',
      [[], { profiles: { StandardProfile: { EnableFirewall: 1, DefaultInboundAction: 0 } } }],
      'ok',
      'firewall-allows',
    ],
    [
      'is switched on by the organisation',
      [
        [],
        {
          profiles: { StandardProfile: { EnableFirewall: 0 } },
          policy: said(
            '\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\StandardProfile\r\n    EnableFirewall    REG_DWORD    0x1\r\n',
          ),
        },
      ],
      'failed',
      'firewall-no-rule',
    ],
    ['in a network of an unknown kind', [[ALLOW_APP], { network: '' }], 'unknown', 'firewall-unreadable'],
    [
      'lets in whatever the network is',
      [[rule(`Action=Allow|App=${WINDOWS_APP}`)], { network: '' }],
      'ok',
      'firewall-allows',
    ],
  ])('%s', async (_name, args, status, code) => {
    expect(await checkFirewall(windows(...args))).toMatchObject({ status, code });
  });

  it('names programs by variables of the system', async () => {
    const { run } = windows([rule('Action=Allow|App=%LocalAppData%\\Programs\\Anteroom\\Anteroom.exe')]);
    const asked = { port: 4000, executable: WINDOWS_APP };
    const here = { LOCALAPPDATA: 'C:\\Users\\Ada\\AppData\\Local' };
    expect(await windowsFirewall(run, asked, here)).toMatchObject({ code: 'firewall-allows' });
    expect(await windowsFirewall(run, asked, {})).toMatchObject({ code: 'firewall-no-rule' });
  });

  it('is unknown where the registry does not answer', async () => {
    expect(await checkFirewall(systemContext('windows', {}))).toMatchObject({ code: 'firewall-unreadable' });
  });

  it('[S2-H03] is opened by a command that names program and port, and by nothing that the app runs', async () => {
    const asked = windows([]);
    const { facts } = await checkFirewall(asked);
    expect(facts.command).toBe(
      `netsh advfirewall firewall add rule name="Anteroom" dir=in action=allow protocol=TCP localport=4000 program="${WINDOWS_APP}" profile=private,domain`,
    );
    expect(facts.asAdministrator).toBe(true);
    for (const line of asked.asked)
      expect(line).toMatch(/^(reg query |powershell .*Get-NetConnectionProfile)/);
  });
});

const FILTER = 'socketfilterfw';
const ON = said('Firewall is enabled. (State = 1) \n');

describe('the firewall of macOS', () => {
  it.each<[string, Record<string, CommandOutput>, string, string]>([
    [
      'is off',
      { [`${FILTER} --getglobalstate`]: said('Firewall is disabled. (State = 0)\n') },
      'ok',
      'firewall-off',
    ],
    [
      'blocks everything',
      {
        [`${FILTER} --getglobalstate`]: said(
          'Firewall is blocking all non-essential incoming connections. (State = 2)\n',
        ),
      },
      'failed',
      'firewall-blocks-all',
    ],
    [
      'blocks everything, as newer systems say it',
      {
        [`${FILTER} --getglobalstate`]: ON,
        [`${FILTER} --getblockall`]: said('Firewall has block all state set to enabled.\n'),
      },
      'failed',
      'firewall-blocks-all',
    ],
    [
      'lets the app in',
      {
        [`${FILTER} --getglobalstate`]: ON,
        [`${FILTER} --getblockall`]: said('Block all DISABLED! \n'),
        [`${FILTER} --getappblocked /Applications/Anteroom.app`]: said(
          'Incoming connection to the application is permitted\n',
        ),
      },
      'ok',
      'firewall-allows',
    ],
    [
      'blocks the app',
      {
        [`${FILTER} --getglobalstate`]: ON,
        [`${FILTER} --getappblocked`]: said('Incoming connection to the application is blocked\n'),
      },
      'failed',
      'firewall-blocks',
    ],
    [
      'does not know the app, and lets signed ones in',
      {
        [`${FILTER} --getglobalstate`]: ON,
        [`${FILTER} --getappblocked`]: said('The application is not part of the firewall\n'),
        [`${FILTER} --getallowsigned`]: said(
          'Automatically allow built-in signed software ENABLED. \nAutomatically allow downloaded signed software ENABLED. \n',
        ),
      },
      'warning',
      'firewall-no-rule',
    ],
    [
      'does not know the app',
      {
        [`${FILTER} --getglobalstate`]: ON,
        [`${FILTER} --getappblocked`]: said('The application is not part of the firewall\n'),
        [`${FILTER} --getallowsigned`]: said(
          'Automatically allow built-in signed software ENABLED. \nAutomatically allow downloaded signed software DISABLED. \n',
        ),
      },
      'failed',
      'firewall-no-rule',
    ],
    ['does not tell', {}, 'unknown', 'firewall-unreadable'],
  ])('%s', async (_name, outputs, status, code) => {
    expect(await checkFirewall(systemContext('macos', outputs))).toMatchObject({ status, code });
  });

  it('knows apps by their bundle', () => {
    expect(bundleOf(MACOS_APP)).toBe('/Applications/Anteroom.app');
    expect(bundleOf('/usr/local/bin/electron')).toBe('/usr/local/bin/electron');
  });
});

const UFW_ON = { '/etc/ufw/ufw.conf': '# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n' };
const UFW_OFF = { '/etc/ufw/ufw.conf': 'ENABLED=no\n' };
const NOTHING_ACTIVE = {
  'systemctl is-active firewalld': said('inactive\n', 3),
  'systemctl is-active nftables': said('inactive\ninactive\n', 3),
};

describe('the firewalls of Linux', () => {
  it.each<[string, Record<string, CommandOutput>, Record<string, string>, string, string]>([
    ['ufw is off, and no other is there', NOTHING_ACTIVE, UFW_OFF, 'ok', 'firewall-off'],
    ['no firewall is there', NOTHING_ACTIVE, {}, 'ok', 'firewall-off'],
    [
      'ufw is on and tells only root',
      { 'ufw status': said('ERROR: You need to be root to run this script\n', 1) },
      UFW_ON,
      'unknown',
      'firewall-unreadable',
    ],
    [
      'ufw allows',
      { 'ufw status': said(ufwStatus('4000/tcp                   ALLOW       Anywhere')) },
      UFW_ON,
      'ok',
      'firewall-allows',
    ],
    [
      'ufw allows a range',
      { 'ufw status': said(ufwStatus('3999:4001/tcp (v6)         ALLOW       Anywhere (v6)')) },
      UFW_ON,
      'ok',
      'firewall-allows',
    ],
    [
      'ufw denies',
      { 'ufw status': said(ufwStatus('4000                       DENY        Anywhere')) },
      UFW_ON,
      'failed',
      'firewall-blocks',
    ],
    [
      'ufw allows others',
      {
        'ufw status': said(
          ufwStatus(
            '22/tcp                     ALLOW       Anywhere',
            '4000/udp                   ALLOW       Anywhere',
          ),
        ),
      },
      UFW_ON,
      'failed',
      'firewall-no-rule',
    ],
    [
      'firewalld allows a range',
      {
        'systemctl is-active firewalld': said('active\n'),
        'firewall-cmd --list-all': said(firewalld('1025-65535/udp 1025-65535/tcp')),
      },
      {},
      'ok',
      'firewall-allows',
    ],
    [
      'firewalld trusts the zone',
      {
        'systemctl is-active firewalld': said('active\n'),
        'firewall-cmd --list-all': said(firewalld('', 'ACCEPT')),
      },
      {},
      'ok',
      'firewall-allows',
    ],
    [
      'firewalld has no rule',
      {
        'systemctl is-active firewalld': said('active\n'),
        'firewall-cmd --list-all': said(firewalld('8080/tcp 4000/udp')),
      },
      {},
      'failed',
      'firewall-no-rule',
    ],
    [
      'firewalld tells only root',
      {
        'systemctl is-active firewalld': said('active\n'),
        'firewall-cmd --list-all': said('Authorization failed.\n', 253),
      },
      {},
      'unknown',
      'firewall-unreadable',
    ],
    [
      'nftables is there, and its rules are the kernel’s',
      {
        'systemctl is-active firewalld': said('inactive\n', 3),
        'systemctl is-active nftables': said('active\ninactive\n', 0),
      },
      {},
      'unknown',
      'firewall-unreadable',
    ],
    ['nothing tells', {}, {}, 'unknown', 'firewall-unreadable'],
  ])('%s', async (_name, outputs, files, status, code) => {
    const found = await checkFirewall(systemContext('linux', outputs, files));
    expect(found).toMatchObject({ status, code });
    if (status !== 'ok') expect(found.facts.command).toMatch(/^sudo /);
  });
});

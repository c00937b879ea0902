import type { RunCommand } from '../system-command.ts';
import type { SystemName } from '../system-name.ts';
import { finding, type Check } from './context.ts';

/** Whether this machine falls asleep when nobody uses it, and with it the clinic. On mains: a clinic is plugged in. */

/** Minutes until it sleeps, 0 for never; null if the system does not tell. */
type ReadSleep = (run: RunCommand) => Promise<number | null>;

/**
 * The setting's last two numbers are what holds on mains and on battery, whatever language the words around them
 * are in; before them stand its bounds.
 */
const parsePowercfg = (stdout: string): number | null => {
  const numbers = [...stdout.matchAll(/:\s*0x([0-9a-f]{8})\s*$/gim)].map(([, hex = '']) => parseInt(hex, 16));
  const onMains = numbers.at(-2);
  return onMains === undefined ? null : Math.ceil(onMains / 60);
};

const readWindows: ReadSleep = async (run) => {
  const ask = async (setting: string) =>
    parsePowercfg((await run('powercfg', ['/query', 'SCHEME_CURRENT', 'SUB_SLEEP', setting])).stdout);
  const [sleep, hibernate] = [await ask('STANDBYIDLE'), await ask('HIBERNATEIDLE')];
  // A machine without the one or the other does not list it.
  const known = [sleep, hibernate].filter((minutes) => minutes !== null);
  if (known.length === 0) return null;
  const set = known.filter((minutes) => minutes > 0);
  return set.length === 0 ? 0 : Math.min(...set);
};

/** The section of a machine on mains; one without a battery has no other. */
const parsePmset = (stdout: string): number | null => {
  const section = stdout.split(/^AC Power:\s*$/m)[1]?.split(/^\S.*:\s*$/m)[0];
  const [, minutes] = /^\s+sleep\s+(\d+)/m.exec(section ?? '') ?? [];
  return minutes === undefined ? null : Number(minutes);
};

const readMacos: ReadSleep = async (run) => parsePmset((await run('pmset', ['-g', 'custom'])).stdout);

const GNOME_POWER = 'org.gnome.settings-daemon.plugins.power';

const readLinux: ReadSleep = async (run) => {
  const target = await run('systemctl', ['is-enabled', 'sleep.target']);
  if (target.stdout.trim() === 'masked') return 0;
  const type = (await run('gsettings', ['get', GNOME_POWER, 'sleep-inactive-ac-type'])).stdout.trim();
  if (type !== '') {
    if (type !== "'suspend'" && type !== "'hibernate'") return 0;
    const timeout = await run('gsettings', ['get', GNOME_POWER, 'sleep-inactive-ac-timeout']);
    const [, seconds] = /(\d+)\s*$/.exec(timeout.stdout) ?? [];
    return seconds === undefined ? null : Math.ceil(Number(seconds) / 60);
  }
  // Without a desktop that decides, it is the login manager.
  const manager = 'org.freedesktop.login1';
  const path = '/org/freedesktop/login1';
  const property = (name: string) =>
    run('busctl', ['get-property', manager, path, `${manager}.Manager`, name]);
  const [, action] = /"([^"]*)"/.exec((await property('IdleAction')).stdout) ?? [];
  if (action === undefined) return null;
  if (!['suspend', 'hibernate', 'hybrid-sleep', 'suspend-then-hibernate'].includes(action)) return 0;
  const [, micros] = /(\d+)\s*$/.exec((await property('IdleActionUSec')).stdout) ?? [];
  return micros === undefined ? null : Math.ceil(Number(micros) / 60_000_000);
};

const READERS: Record<SystemName, ReadSleep> = {
  windows: readWindows,
  macos: readMacos,
  linux: readLinux,
};

/** What keeps it awake on mains; the screen may still go dark. */
const COMMANDS: Record<SystemName, { command: string; asAdministrator: boolean }> = {
  windows: {
    command: 'powercfg /change standby-timeout-ac 0\npowercfg /change hibernate-timeout-ac 0',
    asAdministrator: false,
  },
  macos: { command: 'sudo pmset -c sleep 0', asAdministrator: true },
  linux: {
    command: `gsettings set ${GNOME_POWER} sleep-inactive-ac-type 'nothing'`,
    asAdministrator: false,
  },
};

export const checkSleep: Check = async ({ system, run, keepsAwake }) => {
  const minutes = await READERS[system](run);
  if (minutes === 0) return finding('ok', 'sleep-never');
  if (keepsAwake()) return finding('ok', 'sleep-prevented');
  const help = COMMANDS[system];
  return minutes === null
    ? finding('unknown', 'sleep-unreadable', help)
    : finding('warning', 'sleep-after', { minutes, ...help });
};

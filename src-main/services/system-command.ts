import { execFile } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs the commands of the operating system that tell its settings. None of them changes anything, and none asks
 * for more rights than the app has.
 */

/** Nothing else is ever run. */
export type SystemCommand =
  | 'busctl'
  | 'firewall-cmd'
  | 'gsettings'
  | 'pmset'
  | 'powercfg'
  | 'powershell'
  | 'reg'
  | 'socketfilterfw'
  | 'systemctl'
  | 'ufw';

export type CommandOutput = {
  /** Null if it is not installed, was killed, or took too long. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
};

/** Never rejects. */
export type RunCommand = (command: SystemCommand, args: readonly string[]) => Promise<CommandOutput>;

const TIMEOUT_MS = 8_000;
/** The rules of a firewall may be many. */
const MAX_BYTES = 16 * 1024 * 1024;

/** By their place: a program of the same name in a folder of the PATH is not asked. */
export const placeOf = (command: SystemCommand, systemRoot: string): string => {
  const system32 = join(systemRoot, 'System32');
  switch (command) {
    case 'powercfg':
    case 'reg':
      return join(system32, `${command}.exe`);
    case 'powershell':
      return join(system32, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
    case 'pmset':
      return '/usr/bin/pmset';
    case 'socketfilterfw':
      return '/usr/libexec/ApplicationFirewall/socketfilterfw';
    case 'ufw':
      // Distributions differ; /usr/sbin is not in everybody's PATH.
      return '/usr/sbin/ufw';
    case 'busctl':
    case 'firewall-cmd':
    case 'gsettings':
    case 'systemctl':
      return `/usr/bin/${command}`;
  }
};

export const runSystemCommand: RunCommand = (command, args) =>
  new Promise((resolve) => {
    execFile(
      placeOf(command, process.env['SystemRoot'] ?? 'C:\\Windows'),
      [...args],
      {
        timeout: TIMEOUT_MS,
        maxBuffer: MAX_BYTES,
        windowsHide: true,
        // Where a program heeds it, it speaks English; the others are read by their numbers.
        env: { ...process.env, LC_ALL: 'C', LANGUAGE: 'C' },
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        resolve({ exitCode: typeof code === 'number' ? code : null, stdout, stderr });
      },
    );
  });

import type { ReachContext } from '../../../src-main/services/reachability/context.ts';
import type { CommandOutput } from '../../../src-main/services/system-command.ts';
import type { SystemName } from '../../../src-main/services/system-name.ts';
import { recorded } from './system-outputs.ts';

export const WINDOWS_APP = 'C:\\Users\\Ada\\AppData\\Local\\Programs\\Anteroom\\Anteroom.exe';
export const MACOS_APP = '/Applications/Anteroom.app/Contents/MacOS/Anteroom';

/** A computer of this system, as its own commands and files describe it. */
export const systemContext = (
  system: SystemName,
  outputs: Record<string, CommandOutput>,
  files: Record<string, string> = {},
): ReachContext & { asked: string[] } => {
  const run = recorded(outputs);
  return {
    system,
    run,
    asked: run.asked,
    readText: async (path) => files[path] ?? null,
    executable:
      system === 'windows' ? WINDOWS_APP : system === 'macos' ? MACOS_APP : '/opt/Anteroom/anteroom',
    clinic: {
      url: new URL('https://127.0.0.1:4000'),
      publicUrl: new URL('https://192.168.1.20:4000'),
      pin: null,
    },
    state: { status: 'stopped' },
    addresses: ['192.168.1.20'],
    resolve: async () => [],
    iceServers: null,
    keepsAwake: () => false,
    timeServers: [],
    now: Date.now,
    signal: new AbortController().signal,
  };
};

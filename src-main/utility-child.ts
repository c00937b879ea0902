import { createInterface } from 'node:readline';
import type { DestinationStream } from 'pino';
import type { ElectronParts } from './electron-parts.ts';
import type { ChildHandle } from './hosted-child.ts';

/** Electron's utility process as the supervisor wants it. What the child prints goes to its log. */
export const forkUtilityProcess = (
  utilityProcess: ElectronParts['utilityProcess'],
  modulePath: string,
  output: DestinationStream,
): ChildHandle => {
  const child = utilityProcess.fork(modulePath, [], {
    serviceName: 'Anteroom clinic server',
    stdio: 'pipe',
  });
  // A fatal error of V8; the exit that follows is what the supervisor acts on.
  child.on('error', () => {});
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => output.write(`${line}\n`));
  }
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.on('exit', (code) => listener({ code, signal: null })),
    kill: () => {
      // `child.kill()` asks; a process that hangs does not listen.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
};

import { fork, type ChildProcess } from 'node:child_process';
import type { ChildHandle } from '../../../src-main/hosted-child.ts';

/** Node's own fork as the supervisor wants it. */
export const forkNode = (modulePath: string): ChildHandle & { process: ChildProcess } => {
  const child = fork(modulePath, [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    process: child,
    postMessage: (message) => child.send(message, () => {}),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', (code, signal) => listener({ code, signal })),
    kill: () => child.kill('SIGKILL'),
  };
};

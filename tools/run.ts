import { spawn } from 'node:child_process';

export type CommandResult = { code: number; output: string };

/**
 * Runs one of the project's commands with the Node that runs this file.
 * @param command a line for the shell, with the project's own tools on PATH (npm scripts put them there)
 * @param show `live`: straight to the terminal. `kept`: returned, for commands that run side by side
 */
export const runCommand = (command: string, show: 'live' | 'kept'): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: show === 'live' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });

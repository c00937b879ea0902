import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';

type SentKeys = { databaseKey: string; jwtSecret: string; tls: { main: { key: string } } };

/** Electron's `UtilityProcess`, made of Node's own child process. */
export class FakeUtilityProcess extends EventEmitter {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  pid: number | undefined;
  readonly #child: ChildProcess;
  readonly #alter: (message: object) => object;

  /** @param alter what a test changes in the messages to the child */
  constructor(modulePath: string, alter: (message: object) => object) {
    super();
    this.#alter = alter;
    this.#child = fork(modulePath, [], {
      // None of the test runner's own loaders.
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.stdout = this.#child.stdout;
    this.stderr = this.#child.stderr;
    this.pid = this.#child.pid;
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code, signal) => {
      // As documented: the exit event comes first, then the process has no number any more.
      this.emit('exit', signal === null ? code : 1);
      this.pid = undefined;
    });
  }

  /** The keys in each configuration that it was sent. */
  readonly configs: SentKeys[] = [];

  postMessage(message: object): void {
    if ('config' in message) this.configs.push(message.config as SentKeys);
    // A process that has just died takes no message; its exit is what is reported.
    this.#child.send(this.#alter(message), () => {});
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }
}

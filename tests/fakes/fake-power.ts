import { EventEmitter } from 'node:events';

/** Electron's `powerMonitor`: a test says what the computer does. */
export class FakePowerMonitor extends EventEmitter {
  /** For how long nobody has touched the computer. */
  idleSeconds = 0;

  getSystemIdleTime(): number {
    return this.idleSeconds;
  }
}

/** Electron's `powerSaveBlocker`, which only counts. */
export class FakePowerSaveBlocker {
  readonly #held = new Map<number, string>();
  #last = 0;

  start(type: 'prevent-app-suspension' | 'prevent-display-sleep'): number {
    this.#last += 1;
    this.#held.set(this.#last, type);
    return this.#last;
  }

  stop(id: number): boolean {
    return this.#held.delete(id);
  }

  isStarted(id: number): boolean {
    return this.#held.has(id);
  }

  /** What is kept from sleeping now. */
  get held(): string[] {
    return [...this.#held.values()];
  }
}

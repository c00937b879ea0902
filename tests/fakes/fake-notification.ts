import { EventEmitter } from 'node:events';

export type FakeNotificationOptions = {
  id?: string;
  title?: string;
  body?: string;
  silent?: boolean;
  hasReply?: boolean;
  timeoutType?: 'default' | 'never';
  urgency?: 'normal' | 'critical' | 'low';
  actions?: { type: string; text?: string }[];
};

/** Electron's `Notification` without a system that shows it. */
export class FakeNotification extends EventEmitter {
  readonly options: FakeNotificationOptions;
  isShown = false;

  constructor(options: FakeNotificationOptions = {}) {
    super();
    this.options = options;
  }

  show(): void {
    this.isShown = true;
    this.emit('show', {});
  }

  close(): void {
    if (!this.isShown) return;
    this.isShown = false;
    this.emit('close', {});
  }

  /** As if the person pressed the button with this name. */
  press(text: string): void {
    const actionIndex = this.options.actions?.findIndex((action) => action.text === text) ?? -1;
    if (actionIndex < 0) throw new Error(`the notification has no button "${text}"`);
    this.emit('action', { actionIndex, selectionIndex: -1 });
  }
}

/** What this system does with notifications. */
export class FakeNotificationSystem {
  supported = true;
  refuses = false;
  onActivation: (details: { type: string; arguments: string }) => void = () => undefined;

  /** As if the person chose one that an earlier run of the app has left in the system's list. */
  activate(type: 'click' | 'action' | 'reply'): void {
    this.onActivation({ type, arguments: '' });
  }
}

/**
 * The class as one app sees it.
 * @param made every notification of the app, in order
 */
export const createFakeNotification = (made: FakeNotification[], system: FakeNotificationSystem) =>
  class extends FakeNotification {
    constructor(options: FakeNotificationOptions = {}) {
      super(options);
      made.push(this);
    }

    static isSupported(): boolean {
      return system.supported;
    }

    static handleActivation(callback: FakeNotificationSystem['onActivation']): void {
      system.onActivation = callback;
    }

    override show(): void {
      if (system.refuses) this.emit('failed', {}, 'refused');
      else super.show();
    }
  };

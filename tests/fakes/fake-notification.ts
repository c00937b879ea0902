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

/**
 * The class as one app sees it.
 * @param made every notification of the app, in order
 * @param system what this system does with notifications
 */
export const createFakeNotification = (
  made: FakeNotification[],
  system: { supported: boolean; refuses: boolean },
) =>
  class extends FakeNotification {
    constructor(options: FakeNotificationOptions = {}) {
      super(options);
      made.push(this);
    }

    static isSupported(): boolean {
      return system.supported;
    }

    override show(): void {
      if (system.refuses) this.emit('failed', {}, 'refused');
      else super.show();
    }
  };

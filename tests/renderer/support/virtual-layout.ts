import { lend } from './lend.ts';

/**
 * What jsdom lacks for lists that draw only what is in the window (`data-virtual`): such a window is 600 pixels high,
 * each of its items 40.
 */
const WINDOW = 600;
const ITEM = 40;

const isWindow = (element: Element): boolean => element.hasAttribute('data-virtual');
const windowOf = (element: Element): Element | null => element.closest('[data-virtual]');

/** Height of what is in a window, as the list has set it. */
const contentOf = (element: Element): number =>
  [...element.querySelectorAll<HTMLElement>('[style*="height"]')].reduce(
    (sum, { style }) => Math.max(sum, Number.parseFloat(style.height) || 0),
    0,
  );

/** The end of what can be scrolled. */
const mostOf = (element: Element): number =>
  isWindow(element) ? Math.max(0, contentOf(element) - WINDOW) : Number.MAX_SAFE_INTEGER;

class VirtualResizeObserver {
  readonly #callback: (entries: readonly unknown[]) => void;
  readonly #targets = new Set<Element>();
  #isQueued = false;
  constructor(callback: (entries: readonly unknown[]) => void) {
    this.#callback = callback;
  }
  observe(target: Element): void {
    if (windowOf(target) === null) return;
    this.#targets.add(target);
    if (this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      const entries = [...this.#targets]
        .filter(({ isConnected }) => isConnected)
        .map((element) => ({
          target: element,
          contentRect: { width: 300, height: isWindow(element) ? WINDOW : ITEM },
        }));
      this.#targets.clear();
      if (entries.length > 0) this.#callback(entries);
    });
  }
  unobserve(target: Element): void {
    this.#targets.delete(target);
  }
  disconnect(): void {
    this.#targets.clear();
  }
}

/** Until the end of the test. */
export const installVirtualLayout = (): void => {
  const define = (name: string, property: PropertyDescriptor & ThisType<HTMLElement>): void => {
    lend(HTMLElement.prototype, name, undefined);
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, ...property });
  };
  const tops = new WeakMap<Element, number>();
  lend(window, 'ResizeObserver', VirtualResizeObserver);
  define('offsetParent', {
    get() {
      return windowOf(this) === null ? null : this.parentElement;
    },
  });
  define('clientHeight', {
    get() {
      return isWindow(this) ? WINDOW : 0;
    },
  });
  define('scrollHeight', {
    get() {
      return isWindow(this) ? contentOf(this) : 0;
    },
  });
  define('scrollTop', {
    get() {
      return Math.min(tops.get(this) ?? 0, mostOf(this));
    },
    set(top: number) {
      const before = tops.get(this) ?? 0;
      const next = Math.max(0, Math.min(top, mostOf(this)));
      tops.set(this, next);
      if (next !== before) queueMicrotask(() => this.dispatchEvent(new Event('scroll')));
    },
  });
  lend(Element.prototype, 'scrollTo', function scrollTo(this: Element, { top = 0 }: ScrollToOptions) {
    this.scrollTop = top;
  });
  lend(Element.prototype, 'scrollBy', function scrollBy(this: Element, { top = 0 }: ScrollToOptions) {
    this.scrollTop += top;
  });
};

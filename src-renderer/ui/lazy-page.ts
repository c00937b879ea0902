import { lazy, useSyncExternalStore, type ComponentType, type LazyExoticComponent } from 'react';
import { loadFile } from './load-file.ts';

let loaded = 0;
const followers = new Set<() => void>();

const follow = (follower: () => void): (() => void) => {
  followers.add(follower);
  return () => void followers.delete(follower);
};

const tell = (): void => {
  loaded += 1;
  for (const follower of followers) follower();
};

/** A page whose file is loaded when it is first shown, below a component that calls `usePagesLoaded`. */
export const lazyPage = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> =>
  lazy(async () => {
    const page = await loadFile(load);
    // React learns of it first, by this promise.
    setTimeout(tell);
    return { default: page };
  });

/**
 * For the component that holds the `Suspense` of pages: renders it again when the file of one has come. What React
 * retries by itself it keeps back until the placeholder has stood for 300 ms, even where that shows nothing yet;
 * what another update renders is shown at once.
 */
export const usePagesLoaded = (): void => {
  useSyncExternalStore(follow, () => loaded);
};

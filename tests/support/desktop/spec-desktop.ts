import type { BrowserContext, Page } from '@playwright/test';
import type { BridgePush, BridgePushPayload } from '../../../src-preload/contract.ts';
import type { FakeElectron } from '../../fakes/fake-electron.ts';

/**
 * The app as a spec has it, whether it runs in Electron itself (real-electron.ts) or in a plain Chromium over the
 * fake (harness-desktop.ts): what a person and their computer can do to it, and what they see of it.
 */
export type SpecDesktop = {
  /** Of the open window: another one after the window was replaced. */
  readonly page: Page;
  /** The page of the window that takes the place of the open one, when `act` is done with it. */
  replaced(act: () => Promise<unknown>): Promise<Page>;
  /** Windows that the app has opened so far. */
  windowsOpened(): number;
  /** Names of the sessions beside the default one that the app has used, without `persist:`. */
  partitions(): Promise<readonly string[]>;
  /** As the system does with a link while the app runs: it starts the app once more. */
  openLink(link: string): Promise<void>;
  /** Loads the page again; the main process stays. */
  reload(): Promise<void>;
  /** SIGKILL to the hosted server, as if it crashed. */
  killServer(): Promise<void>;
  /** The person chooses this file in the next dialog of the system. */
  chooseFile(file: string): Promise<void>;
  closeWindow(): Promise<void>;
  isWindowVisible(): Promise<boolean>;
  /** Brings the window back that was closed to the background. */
  showWindow(): Promise<void>;
  /** By the menu: the app may ask first. */
  quit(): Promise<void>;
  hasEnded(): boolean;
  /** SIGKILL to all of the app: nothing of it gets a chance to tidy up. */
  kill(): Promise<void>;
  /** The computer has slept and is awake again. */
  wakeUp(): Promise<void>;
  /** What keeps the computer awake now, in Electron's names. */
  heldAwake(): Promise<readonly string[]>;
  /** Addresses that were opened outside of the app, which nothing really opens. */
  openedOutside(): Promise<readonly string[]>;
  /** The main process tells the page something, as often as there are payloads, without a pause. */
  push<P extends BridgePush>(name: P, payloads: readonly BridgePushPayload<P>[]): Promise<void>;
  /**
   * Looks at what only the fake shows. In Electron one line says what was left out.
   * @param why nobody can look at it there
   */
  onlyFaked(why: string, look: (fake: FakeElectron) => Promise<void> | void): Promise<void>;
  /** Ends the app as a system that goes down does, which asks nobody. Once it has ended, nothing happens. */
  end(): Promise<void>;
};

/** How a spec starts the app. */
export type SpecStart = {
  /** Folder of the app's data, which the caller removes. */
  userData: string;
  /** What the system starts it with: a link, for example. */
  argv: readonly string[];
  /** HTML in the place of the app's own page and its scripts; null: the app's own. */
  barePage: string | null;
  /** Gets the context of the app's pages before any of them runs a script. */
  prepare: (context: BrowserContext) => Promise<void>;
};

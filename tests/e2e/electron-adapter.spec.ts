import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { requireChromium } from '../../tools/find-chromium.ts';
import { openInElectron } from '../support/desktop/real-electron.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';

/** What drives Electron in the specs of the app, on machines without Electron: over a stand-in for its binary. */

const reachElectron = async (): Promise<void> => {
  const folder = makeTempFolder();
  const userData = join(folder.path, 'user-data');
  mkdirSync(userData);
  const binary = join(folder.path, 'electron');
  const standIn = join(import.meta.dirname, '../support/desktop/stand-in-electron.ts');
  writeFileSync(
    binary,
    `#!/bin/sh\nSTAND_IN_CHROMIUM='${requireChromium()}' exec '${process.execPath}' '${standIn}' "$@"\n`,
  );
  chmodSync(binary, 0o755);

  const told: string[] = [];
  const link = 'anteroom://join#host=127.0.0.1%3A4000&code=one';
  const desktop = await openInElectron(binary, {
    userData,
    argv: [link],
    barePage: null,
    prepare: async (context) => {
      await context.exposeBinding('tell', (_source, text: string) => void told.push(text));
      // A page of a computer without a key store.
      await context.addInitScript(() => {
        const { tell } = window as unknown as { tell: (text: string) => void };
        const secrets = {
          state: async () => ({ status: 'unset' }),
          setPassphrase: async ({ passphrase }: { passphrase: string }) => tell(passphrase),
        };
        Object.assign(window, { anteroom: { secrets } });
      });
    },
  });
  try {
    await test.step('it starts with data of its own and the link last, and a passphrase is chosen', async () => {
      expect(told).toHaveLength(1);
      await desktop.openLink('anteroom://join#second');
      const arguments_ = JSON.parse(readFileSync(join(userData, 'first-was-told'), 'utf8')) as string[];
      expect(arguments_).toContain(`--user-data-dir=${userData}`);
      expect(arguments_.slice(-2)).toEqual([process.cwd(), 'anteroom://join#second']);
      await desktop.showWindow();
      const again = JSON.parse(readFileSync(join(userData, 'first-was-told'), 'utf8')) as string[];
      expect(again.at(-1)).toBe(process.cwd());
    });

    await test.step('the main process does what it is asked for', async () => {
      expect(await desktop.isWindowVisible()).toBe(true);
      await desktop.closeWindow();
      expect(await desktop.isWindowVisible()).toBe(false);
      expect(await desktop.heldAwake()).toEqual([]);
      expect(await desktop.openedOutside()).toEqual([]);
      expect(await desktop.partitions()).toEqual([]);
      await desktop.chooseFile('/backup.sqlite');
      await desktop.wakeUp();
      await desktop.push('updates:changed', [{ status: 'off', reason: 'not-packaged' }]);
      await desktop.killServer();
      await expect(async () => {
        await expect(desktop.killServer()).rejects.toThrow('no server runs');
      }).toPass();
    });

    await test.step('its windows are pages, one after the other', async () => {
      expect(desktop.windowsOpened()).toBe(1);
      const before = desktop.page;
      const next = await desktop.replaced(() => before.evaluate(() => void window.open('about:blank')));
      expect(next).not.toBe(before);
      expect(desktop.page).toBe(next);
      expect(desktop.windowsOpened()).toBe(2);
    });

    await test.step('what only the fake shows is said to be left out', async () => {
      await desktop.onlyFaked('it is no fake', () => {
        throw new Error('it was looked at');
      });
    });

    await test.step('to quit may be refused, the end of the system may not', async () => {
      await desktop.quit();
      expect(desktop.hasEnded()).toBe(false);
      await desktop.end();
      expect(desktop.hasEnded()).toBe(true);
    });
  } finally {
    await desktop.end();
    folder.remove();
  }
};

const TITLE = 'the specs reach Electron: its start, its main process, its windows and its end';
if (process.platform === 'win32') {
  console.log(`Not tested here: "${TITLE}": the stand-in for Electron is a shell script`);
} else {
  test(TITLE, reachElectron);
}

import { _electron, expect, test, type BrowserContext } from '@playwright/test';
import { findElectron, thisMachine } from '../../tools/launch/electron-binary.ts';
import { openDesktop } from '../support/desktop/harness.ts';
import { makeTempFolder } from '../support/desktop/temp-folder.ts';
import { visitWithDesktop } from './fixtures/desktop-visit.ts';
import { rememberPeerConnections } from './fixtures/media.ts';
import { watchPages } from './fixtures/page-watch.ts';

test.setTimeout(120_000);

test('one visit with the doctor behind the real preload script and main process', async ({ browser }) => {
  // The clinic's certificate is its own: the app knows it by its key, a browser is told to go on.
  const doctorContext = await browser.newContext({ ignoreHTTPSErrors: true });
  const patientContext = await browser.newContext({ ignoreHTTPSErrors: true });
  const watches = [await watchPages(doctorContext, 'doctor'), await watchPages(patientContext, 'patient')];
  for (const context of [doctorContext, patientContext]) await context.addInitScript(rememberPeerConnections);
  const desktop = await openDesktop(doctorContext);
  try {
    await visitWithDesktop(desktop, patientContext);
  } finally {
    await desktop.close();
    await doctorContext.close();
    await patientContext.close();
  }
  expect(watches.flatMap(({ problems }) => problems)).toEqual([]);
});

const visitInElectron = async (executablePath: string, patientContext: BrowserContext): Promise<void> => {
  const folder = makeTempFolder();
  const app = await _electron.launch({
    executablePath,
    args: [
      '.',
      `--user-data-dir=${folder.path}`,
      '--use-fake-device-for-media-stream',
      '--allow-loopback-in-peer-connection',
    ],
  });
  try {
    await app.context().addInitScript(rememberPeerConnections);
    const page = await app.firstWindow();
    const reload = async (): Promise<void> => {
      await page.reload();
    };
    // The first load was before the init script.
    await reload();
    await visitWithDesktop({ page, killServer: null, reload }, patientContext);
  } finally {
    await app.close();
    folder.remove();
  }
};

const electron = findElectron(thisMachine(() => undefined));
if ('path' in electron) {
  test('one visit with the doctor in Electron', async ({ browser }) => {
    const patientContext = await browser.newContext({ ignoreHTTPSErrors: true });
    await patientContext.addInitScript(rememberPeerConnections);
    await visitInElectron(electron.path, patientContext);
    await patientContext.close();
  });
} else {
  console.log(`The desktop specs run without Electron only: ${electron.reason}.`);
}

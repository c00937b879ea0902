import { expect, test } from '@playwright/test';
import { openDesktop } from '../support/desktop/harness.ts';
import { openInElectron, realElectron, sayWithoutElectron } from '../support/desktop/real-electron.ts';
import { visitWithDesktop } from './fixtures/desktop-visit.ts';
import { rememberPeerConnections } from './fixtures/media.ts';
import { watchPages } from './fixtures/page-watch.ts';

test.setTimeout(120_000);

test('one visit with the doctor behind the real preload script and main process', async ({ browser }) => {
  const doctorContext = await browser.newContext();
  const patientContext = await browser.newContext();
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

if (realElectron === null) {
  sayWithoutElectron();
} else {
  const { path } = realElectron;
  test('one visit with the doctor in Electron', async ({ browser }) => {
    const patientContext = await browser.newContext();
    await patientContext.addInitScript(rememberPeerConnections);
    const desktop = await openInElectron(path, { initScript: rememberPeerConnections });
    try {
      await visitWithDesktop({ ...desktop, killServer: null }, patientContext);
    } finally {
      await desktop.close();
      await patientContext.close();
    }
  });
}

import { test } from '@playwright/test';
import { visitWithDesktop } from './fixtures/desktop-visit.ts';
import { inDesktop } from './fixtures/in-desktop.ts';

test.setTimeout(120_000);

inDesktop(
  'one visit with the doctor behind the real preload script and main process',
  ({ desktop, patients }) => visitWithDesktop(desktop, patients),
);

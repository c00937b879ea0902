import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import {
  ALLOWED_PERMISSIONS,
  isAllowedNavigation,
  isAllowedPermission,
  isAppUrl,
  isOutsideUrl,
  secureContents,
  secureSession,
} from '../../src-main/security.ts';
import { createFakeElectron, preventable } from '../fakes/fake-electron.ts';

const FOREIGN = [
  'https://anteroom/',
  'https://evil.example/',
  'http://127.0.0.1:4000/',
  'app://evil/',
  'app://anteroom.evil/',
  'app://anteroom@evil/',
  'app://user@anteroom/',
  'app://anteroom:80/',
  'app:anteroom',
  'xapp://anteroom/',
  'file:///app://anteroom/',
  'data:text/html,app://anteroom/',
  'javascript:alert(1)',
  'about:blank',
  'blob:app://anteroom/1',
  'null',
  '',
];

describe('addresses of the app', () => {
  it.each(['app://anteroom', 'app://anteroom/', 'app://anteroom/waiting/1?x=1#y'])('include %s', (url) => {
    expect(isAppUrl(url)).toBe(true);
  });

  it.each(FOREIGN)('do not include "%s"', (url) => {
    expect(isAppUrl(url)).toBe(false);
  });

  it('are recognised in any text without an error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isAppUrl(text)) expect(text.trim().toLowerCase().startsWith('app://')).toBe(true);
      }),
    );
  });
});

describe('permissions', () => {
  const session = createFakeElectron({ userData: '/nowhere' }).session.defaultSession;
  secureSession(session);

  it('are exactly those that calls, notifications and clinics on the network need', () => {
    expect([...ALLOWED_PERMISSIONS].toSorted()).toEqual([
      'clipboard-sanitized-write',
      'display-capture',
      'fullscreen',
      'local-network',
      'local-network-access',
      'loopback-network',
      'media',
      'notifications',
      'speaker-selection',
    ]);
  });

  it.each([...ALLOWED_PERMISSIONS])(
    'grant %s to the app, in a request and in a check',
    async (permission) => {
      expect(await session.request(permission, 'app://anteroom/call')).toBe(true);
      expect(session.check(permission, 'app://anteroom/')).toBe(true);
    },
  );

  it.each([...ALLOWED_PERMISSIONS])('refuse %s to every other page', async (permission) => {
    for (const url of FOREIGN) {
      expect(await session.request(permission, url)).toBe(false);
      expect(session.check(permission, url)).toBe(false);
    }
    expect(session.check(permission, 'app://anteroom/', 'https://evil.example')).toBe(false);
  });

  it.each(['geolocation', 'clipboard-read', 'midi', 'usb', 'hid', 'serial', 'openExternal', 'unknown'])(
    'refuse %s even to the app',
    async (permission) => {
      expect(await session.request(permission, 'app://anteroom/')).toBe(false);
      expect(session.check(permission, 'app://anteroom/')).toBe(false);
      expect(isAllowedPermission(permission, 'app://anteroom/')).toBe(false);
    },
  );
});

describe('navigation', () => {
  const electron = createFakeElectron({ userData: '/nowhere' });
  secureContents(electron.app as unknown as ElectronParts['app']);
  const contents = new electron.BrowserWindow({}).webContents;
  contents.setURL('app://anteroom/waiting');

  const isRefused = (event: string, url: string, isMainFrame = true): boolean => {
    const details = preventable({ url, isMainFrame });
    contents.emit(event, details);
    return details.defaultPrevented;
  };

  it.each(['will-navigate', 'will-frame-navigate'])('by %s goes nowhere', (event) => {
    for (const url of [...FOREIGN, 'app://anteroom/', 'app://anteroom/other']) {
      expect(isRefused(event, url)).toBe(true);
    }
  });

  it('lets a page load itself again, but no frame inside it', () => {
    expect(isRefused('will-navigate', 'app://anteroom/waiting')).toBe(false);
    expect(isRefused('will-frame-navigate', 'app://anteroom/waiting')).toBe(false);
    expect(isRefused('will-frame-navigate', 'app://anteroom/waiting', false)).toBe(true);
    expect(isAllowedNavigation('https://evil.example/', 'https://evil.example/', true)).toBe(false);
  });

  it('by a redirect is refused', () => {
    expect(isRefused('will-redirect', 'app://anteroom/waiting')).toBe(true);
  });

  it('opens no window and attaches no webview', () => {
    expect(contents.openWindow('app://anteroom/waiting')).toBe('deny');
    expect(contents.openWindow('https://example.org/')).toBe('deny');
    expect(isRefused('will-attach-webview', 'app://anteroom/waiting')).toBe(true);
  });
});

describe('addresses that leave the app', () => {
  it.each(['https://example.org/', 'mailto:clinic@example.org'])('may be %s', (url) => {
    expect(isOutsideUrl(url)).toBe(true);
  });

  it.each([
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://server/share',
    'ms-msdt:/id',
    'app://anteroom/',
    'anteroom://join',
    'https',
    '',
  ])('may not be "%s"', (url) => {
    expect(isOutsideUrl(url)).toBe(false);
  });
});

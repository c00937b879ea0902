import type { Request } from 'express';
import type { DeviceRecord } from '../domain/records.ts';
import type { Browser, System } from '../protocol/index.ts';

/** In this order: most browsers name others beside themselves. */
const BROWSER_SIGNS: readonly [RegExp, Browser][] = [
  [/\bElectron\//, 'app'],
  [/\bEdg(e|A|iOS)?\//, 'edge'],
  [/\bOP(R|T)\//, 'opera'],
  [/\bSamsungBrowser\//, 'samsung'],
  [/\b(Firefox|FxiOS)\//, 'firefox'],
  [/\b(Chrome|Chromium|CriOS)\//, 'chrome'],
  [/\bSafari\//, 'safari'],
];

const SYSTEM_SIGNS: readonly [RegExp, System][] = [
  [/\b(iPhone|iPad|iPod)\b/, 'ios'],
  [/\bAndroid\b/, 'android'],
  [/\bCrOS\b/, 'chromeos'],
  [/\bWindows\b/, 'windows'],
  [/\bMacintosh\b/, 'macos'],
  [/\bLinux\b/, 'linux'],
];

const firstSign = <T>(signs: readonly [RegExp, T][], text: string): T | null =>
  signs.find(([sign]) => sign.test(text))?.[1] ?? null;

/** The families in the User-Agent header. The header itself is kept nowhere. */
export const deviceOf = (request: Request): DeviceRecord => {
  const text = (request.headers['user-agent'] ?? '').slice(0, 512);
  return { browser: firstSign(BROWSER_SIGNS, text), system: firstSign(SYSTEM_SIGNS, text) };
};

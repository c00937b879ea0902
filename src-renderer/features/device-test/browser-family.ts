/** Browsers whose permission settings are in different places. Edge and the other relatives of Chrome are alike. */
export type BrowserFamily = 'chrome' | 'firefox' | 'safari' | 'iphone';

/** Only help depends on this, never a feature: the user agent is often wrong. */
export const browserFamily = (userAgent: string): BrowserFamily => {
  if (/firefox|fxios/i.test(userAgent)) return 'firefox';
  if (!/safari/i.test(userAgent) || /chrome|chromium|crios|edg|android/i.test(userAgent)) return 'chrome';
  // An iPad says that it is a Mac; the words for Safari speak of both.
  return /iphone/i.test(userAgent) ? 'iphone' : 'safari';
};

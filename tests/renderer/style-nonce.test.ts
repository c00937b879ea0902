import { getNonce, setNonce } from 'get-nonce';
import { afterEach, describe, expect, it } from 'vitest';
import { readStyleNonce } from '../../src-renderer/ui/style-nonce.ts';

const pageWith = (nonce: string): Document =>
  new DOMParser().parseFromString(`<meta name="csp-nonce" content="${nonce}">`, 'text/html');

afterEach(() => setNonce(''));

describe('the nonce of the page', () => {
  it('reaches the style elements of modals, too (setNonce)', () => {
    setNonce('');
    expect(readStyleNonce(pageWith('bm9uY2U='))).toBe('bm9uY2U=');
    expect(getNonce()).toBe('bm9uY2U=');
  });

  it('is none where the page is served without a policy', () => {
    setNonce('');
    expect(readStyleNonce(pageWith('__CSP_NONCE__'))).toBe('');
    expect(readStyleNonce(new DOMParser().parseFromString('<p>', 'text/html'))).toBe('');
    expect(getNonce()).toBeFalsy();
  });
});

import { setNonce } from 'get-nonce';

/** What stands in the page until the server that serves it puts the nonce of its CSP there. */
const PLACEHOLDER = '__CSP_NONCE__';

/**
 * The nonce that the page's CSP asks of style elements, handed to the modals' scroll lock, too. Empty where the
 * page is served without a CSP.
 */
export const readStyleNonce = (document: Document): string => {
  const content = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
  const nonce = content === PLACEHOLDER ? '' : content;
  if (nonce !== '') setNonce(nonce);
  return nonce;
};

/**
 * Takes a secret from the address's fragment, where no server and no log sees it, and removes it from the address
 * bar and the history at once. Also when another link is opened in this window, which changes only the fragment.
 * @param path of the page that such links lead to
 * @param name of the secret in the fragment: `#name=secret`
 * @param onSecret gets what else stands in the fragment, too
 */
export const watchFragment = (
  window: Window,
  path: string,
  name: string,
  onSecret: (secret: string, fields: URLSearchParams) => void,
): void => {
  const take = (): void => {
    const { hash, pathname, search } = window.location;
    if (pathname !== path || hash === '') return;
    window.history.replaceState(window.history.state, '', `${pathname}${search}`);
    const fields = new URLSearchParams(hash.slice(1));
    const secret = fields.get(name);
    if (secret !== null && secret !== '') onSecret(secret, fields);
  };
  take();
  window.addEventListener('hashchange', take);
};

/** "(2) Anteroom": what the page's title begins with, unless it counts something itself. */
const withCount = (title: string, count: number): string =>
  title.startsWith('(') ? title : `(${count}) ${title}`;

/**
 * Puts the count of what is unread before the window's title, whatever page writes that.
 * @returns the function that ends it
 */
export const followTitle = (count: number): (() => void) => {
  const prefix = `(${count}) `;
  const write = (): void => {
    const wanted = withCount(document.title, count);
    if (document.title !== wanted) document.title = wanted;
  };
  const element = document.querySelector('title');
  write();
  if (element === null) return () => undefined;
  const changes = new MutationObserver(write);
  changes.observe(element, { childList: true });
  return () => {
    changes.disconnect();
    if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
  };
};

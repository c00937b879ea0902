import type { Page } from '@playwright/test';
import { keyBeginnings } from './words.ts';

/** What nobody may see on any page, found by looking at the page itself. */

type Look = { keyBeginnings: readonly string[] };

/** Runs in the page. */
const look = ({ keyBeginnings: beginnings }: Look): string[] => {
  const findings: string[] = [];
  const shorten = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
  const nameOf = (element: Element) => {
    const text = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return `<${element.tagName.toLowerCase()}> “${shorten(text.trim())}”`;
  };
  const isShown = (element: Element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
    element.closest('.visually-hidden') === null;
  const all = [...document.body.querySelectorAll<HTMLElement>('*')].filter(isShown);

  const LEAKS: [string, RegExp][] = [
    ['a value that is not there', /\bundefined\b|\bNaN\b|\[object |\{\{|\}\}/],
    ['an id', /\b[0-9a-f]{32}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i],
    ['a raw key', new RegExp(`(^|\\s)(${beginnings.join('|')})(\\.[a-zA-Z]\\w*)+(\\s|$)`)],
  ];
  const told = all.flatMap((element) => [
    ...[...element.childNodes].flatMap((node) =>
      node.nodeType === Node.TEXT_NODE ? [node.textContent] : [],
    ),
    ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name)),
  ]);
  for (const text of [document.title, ...told]) {
    for (const [what, pattern] of LEAKS) {
      if (pattern.test(text ?? '')) findings.push(`${what} is shown: “${shorten(text ?? '')}”`);
    }
  }

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    findings.push(`the page is ${root.scrollWidth - root.clientWidth} px wider than the window`);
  }
  const hasOwnText = (element: Element) =>
    [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
    );
  for (const element of all) {
    const style = getComputedStyle(element);
    const tooWide = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
    const tooHigh = element.scrollHeight > element.clientHeight + 2 && element.clientHeight > 0;
    if (['auto', 'scroll'].includes(style.overflowX) && tooWide) {
      findings.push(`a horizontal scroll bar in ${nameOf(element)}`);
    }
    if (!hasOwnText(element)) continue;
    const says = style.textOverflow === 'ellipsis' && element.closest('[title]') !== null;
    if (['hidden', 'clip'].includes(style.overflowX) && tooWide && !says) {
      findings.push(`cut off at the side: ${nameOf(element)}`);
    }
    if (['hidden', 'clip'].includes(style.overflowY) && tooHigh && style.webkitLineClamp === 'none') {
      findings.push(`cut off below: ${nameOf(element)}`);
    }
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1)) {
      findings.push(`outside the window: ${nameOf(element)}`);
    }
  }

  const CONTROLS =
    'button, a[href], input, select, textarea, [role="button"], [role="menuitem"], [role="tab"]';
  /** What is seen of it: lists that scroll cut off what is beyond their edges. */
  const seenPart = (element: Element): DOMRect => {
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (let outer = element.parentElement; outer !== null; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowY === 'visible') continue;
      const edge = outer.getBoundingClientRect();
      left = Math.max(left, edge.left);
      top = Math.max(top, edge.top);
      right = Math.min(right, edge.right);
      bottom = Math.min(bottom, edge.bottom);
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  const controls = all.flatMap((element) => {
    if (!element.matches(CONTROLS)) return [];
    const box = seenPart(element);
    if (box.width === 0 || box.height === 0) return [];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    // Covered by a dialog, or scrolled away.
    return top !== null && (element.contains(top) || top.contains(element)) ? [{ element, box }] : [];
  });
  const layerOf = (element: Element) => element.closest('[data-portal], [role="menu"], [role="dialog"]');
  const isInside = (inner: DOMRect, outer: DOMRect) =>
    inner.left >= outer.left - 1 &&
    inner.right <= outer.right + 1 &&
    inner.top >= outer.top - 1 &&
    inner.bottom <= outer.bottom + 1;
  controls.forEach((one, index) => {
    for (const other of controls.slice(index + 1)) {
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (width <= 2 || height <= 2) continue;
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      // A menu lies over the page, as it should.
      if (layerOf(one.element) !== layerOf(other.element)) continue;
      // The button inside a field, such as the one that shows a password.
      if (one.element.matches('input') && isInside(other.box, one.box)) continue;
      findings.push(`${nameOf(one.element)} and ${nameOf(other.element)} overlap`);
    }
  });
  return [...new Set(findings)];
};

/** Raw keys, ids, values that are not there, text that is cut off, and controls over each other; empty if all is well. */
export const findFlaws = (page: Page): Promise<string[]> =>
  page.evaluate(look, { keyBeginnings: keyBeginnings() });

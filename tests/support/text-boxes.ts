import type { Page } from 'playwright-core';

/** Returns every text and icon button of the page that another one overlaps, or that is covered or cut, as sentences. */
export function coveredTexts(page: Page): Promise<string[]> {
  return page.evaluate(findCovered);
}

/** Runs in the page. */
function findCovered(): string[] {
  interface Box {
    left: number;
    top: number;
    right: number;
    bottom: number;
  }
  /** In CSS pixels: antialiasing and rounding are no overlap. */
  const TOLERANCE = 1.5;
  const intersection = (a: Box, b: Box): Box => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const isSeen = ({ left, top, right, bottom }: Box) => right - left > TOLERANCE && bottom - top > TOLERANCE;
  /** Returns the part of a box that neither the window nor an element around it cuts off, and whether its width is cut. */
  const clipped = (box: Box, element: Element) => {
    let seen = intersection(box, { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    let isCut = false;
    for (let around: Element | null = element; around; around = around.parentElement) {
      const { overflow, textOverflow } = getComputedStyle(around);
      if (overflow === 'visible') continue;
      const { left, right } = around.getBoundingClientRect();
      isCut ||= textOverflow !== 'ellipsis' && Math.max(left - seen.left, seen.right - right) > TOLERANCE;
      seen = intersection(seen, around.getBoundingClientRect());
    }
    return { seen, isCut };
  };
  // a modal dialog makes the window behind it a backdrop
  const root = [...document.querySelectorAll('dialog')].find((dialog) => dialog.matches(':modal'));
  const texts: { text: string; element: Element; box: Box }[] = [];
  const found: string[] = [];
  const add = (text: string, element: Element, { left, top, right, bottom }: Box) => {
    // ascenders and descenders of two lines may share a strip
    const strip = (bottom - top) / 8;
    const { seen, isCut } = clipped({ left, top: top + strip, right, bottom: bottom - strip }, element);
    const isInRows = seen.bottom - seen.top > TOLERANCE;
    if (isCut && isInRows) found.push(`"${text}" is cut`);
    if (isSeen(seen)) texts.push({ text, element, box: seen });
  };
  const isShown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest('.hidden-text, select');
  const walker = document.createTreeWalker(root ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!element || text === '' || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) add(text, element, box);
  }
  for (const button of (root ?? document).querySelectorAll('button:has(> svg)')) {
    if (isShown(button) && button.textContent.trim() === '')
      add(button.ariaLabel ?? '', button, button.getBoundingClientRect());
  }
  texts.forEach(({ text, element, box }, i) => {
    for (const other of texts.slice(i + 1)) {
      // a shortened text has a box for its ellipsis too
      if (element !== other.element && isSeen(intersection(box, other.box)))
        found.push(`"${text}" and "${other.text}" overlap`);
    }
    if (getComputedStyle(element).pointerEvents === 'none') return;
    const y = (box.top + box.bottom) / 2;
    for (const x of [box.left + 1, (box.left + box.right) / 2, box.right - 1]) {
      const top = document.elementFromPoint(x, y);
      if (!top || top.contains(element) || element.contains(top)) continue;
      found.push(`"${text}" is covered by ${top.outerHTML.slice(0, 80)}`);
      break;
    }
  });
  return found;
}

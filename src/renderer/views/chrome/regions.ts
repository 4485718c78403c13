/** F6 moves the focus through the regions of the window: elements with `data-region`, in document order. */

const FOCUSABLE = 'button:enabled, input:enabled, select:enabled, summary, a[href], [tabindex="0"]';

/** The element that had the focus when a region was left. */
const lastFocused = new WeakMap<Element, HTMLElement>();

export function moveToRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.checkVisibility({ contentVisibilityAuto: true }) && !region.closest('[inert]'),
  );
  const active = document.activeElement;
  const at = regions.findLastIndex((region) => region.contains(active));
  const from = regions[at];
  if (from && active instanceof HTMLElement) lastFocused.set(from, active);
  const next = regions.at(at < 0 && by < 0 ? -1 : (at + by) % regions.length);
  if (next) focusIn(next);
}

function focusIn(region: HTMLElement): void {
  const last = lastFocused.get(region);
  const inside = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].find((one) => one.checkVisibility());
  const target = last?.isConnected && region.contains(last) ? last : inside;
  if (target) {
    target.focus();
    return;
  }
  // the region has no controls, but a screen reader can read it
  region.tabIndex = -1;
  region.focus();
}

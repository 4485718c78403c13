/** The parts of the window that F6 goes through: elements with `data-region`, from top to bottom. */

const CAN_HAVE_FOCUS = 'button:enabled, input:enabled, select:enabled, summary, a[href], [tabindex="0"]';

/** What had the focus when a part was left. */
const left = new WeakMap<Element, HTMLElement>();

export function moveToRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.checkVisibility({ contentVisibilityAuto: true }) && !region.closest('[inert]'),
  );
  const active = document.activeElement;
  const at = regions.findLastIndex((region) => region.contains(active));
  const from = regions[at];
  if (from && active instanceof HTMLElement) left.set(from, active);
  const next = regions.at(at < 0 && by < 0 ? -1 : (at + by) % regions.length);
  if (next) focusIn(next);
}

function focusIn(region: HTMLElement): void {
  const before = left.get(region);
  const inside = [...region.querySelectorAll<HTMLElement>(CAN_HAVE_FOCUS)].find((one) =>
    one.checkVisibility(),
  );
  const target = before?.isConnected && region.contains(before) ? before : inside;
  if (target) {
    target.focus();
    return;
  }
  // nothing in it can be operated, but it can be read
  region.tabIndex = -1;
  region.focus();
}

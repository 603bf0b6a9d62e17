/** Elements in short: text never becomes markup here. */

type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | EventListener | null | undefined>>;

/** An element; `onclick: f` listens, other attributes are set; false, null and undefined are not. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  fill(element, attributes, children);
  return element;
}

function fill(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) { continue; }
    if (typeof value === 'function') { element.addEventListener(name.slice(2), value); }
    else { element.setAttribute(name, value === true ? '' : String(value)); }
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
}

export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** A time from now as people say it: `10 min`, `3 days`, `2.5 mo`. */
export function span(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 60) { return `${Math.max(1, Math.round(minutes))} min`; }
  if (minutes < 1440) { return `${Math.round(minutes / 60)} h`; }
  const days = Math.round(minutes / 1440);
  if (days < 31) { return counted(days, 'day'); }
  if (days < 365) { return `${(days / 30.4).toFixed(1)} mo`; }
  return `${(days / 365.25).toFixed(1)} y`;
}

export function percent(share: { readonly known: number; readonly asked: number }): string {
  return share.asked ? `${Math.round(100 * share.known / share.asked)}\u00a0%` : '–';
}

/** Elements in short: text never becomes markup here. */

import { language, say } from './labels';

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

/** A picture with what it says in words. */
export function drawing(width: number, height: number, label: string, ...children: SVGElement[]): SVGElement {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label }, ...children);
}

/** So many `cards`, `notes`, `answers` or `days`. */
export function counted(number: number, what: string): string {
  return say(`quiz.${what}`, { n: number });
}

/** A text as a sentence begins. */
export function capital(text: string): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(language()) + rest.join('');
}

/** A time from now as people say it: `10 min`, `3 days`, `2.5 mo`. */
export function span(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 60) { return counted(Math.max(1, Math.round(minutes)), 'minutes'); }
  if (minutes < 1440) { return counted(Math.round(minutes / 60), 'hours'); }
  const days = Math.round(minutes / 1440);
  if (days < 31) { return counted(days, 'days'); }
  if (days < 365) { return say('quiz.months', { n: decimal(days / 30.4) }); }
  return say('quiz.years', { n: decimal(days / 365.25) });
}

function decimal(number: number): string {
  return number.toFixed(1).replace('.', say('quiz.decimal'));
}

export function percent(share: { readonly known: number; readonly asked: number }): string {
  return share.asked ? `${Math.round(100 * share.known / share.asked)}\u00a0%` : '–';
}

/** The forecast for the exam day as a picture, and what the day asks until then, in words. */

import { ahead, type Domain } from './ahead';
import type { Deck } from './deck';
import { counted, drawing, h, svg } from './dom';
import { say } from './labels';
import type { Progress } from './progress';

const BAR = 12;

/** New cards a day until the exam, or what the last day does; "" without an exam to come. */
export function paceOf(deck: Deck, progress: Progress): string {
  const found = ahead(deck, progress, Date.now());
  if (!found?.days) { return ''; }
  if (found.days === 1) { return say('exam.last-day'); }
  return say('exam.pace', { n: found.newADay, days: counted(found.days, 'days') });
}

/** By domain, how much will be known; null without an exam to come. */
export function forecastView(deck: Deck, progress: Progress, width: number): HTMLElement | null {
  const found = ahead(deck, progress, Date.now());
  if (!found) { return null; }
  return h('figure', {},
    h('figcaption', {}, h('h2', {}, say('exam.forecast', { day: progress.examDay }))),
    ...found.domains.map(domain => bar(domain, width)),
    h('p', {}, h('strong', {}, say('exam.by-weight', { share: Math.round(100 * found.known) }))),
    h('p', {}, paceOf(deck, progress)),
    h('p', { class: 'quiet' }, say('exam.forecast-about')));
}

/** A domain: what will be known, before what was seen, before all of it. */
function bar({ title, weight, cards, seen, known }: Domain, width: number): HTMLElement {
  const text = say('exam.of-domain', {
    domain: title, weight: Math.round(weight), share: Math.round(100 * known), seen, cards,
  });
  const part = (share: number, name: string): SVGElement =>
    svg('rect', { class: name, x: 0, y: 0, width: Math.round(width * share), height: BAR });
  return h('div', { class: 'share plot' }, h('p', {}, text),
    drawing(width, BAR, text, part(1, 'track'), part(cards ? seen / cards : 0, 'l1'), part(known, 'bar')));
}

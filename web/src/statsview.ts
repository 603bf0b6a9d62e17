/** Statistics on the page: numbers, and plots as SVG, each with its numbers as a table. */

import { forecastView } from './aheadview';
import type { Deck } from './deck';
import { counted, drawing, h, percent, svg } from './dom';
import { language, say } from './labels';
import type { Progress } from './progress';
import { DAYS, statistics, type DayCount, type Share } from './statistics';

/** The width of plots, in pixels, and what stands beside them on a narrow screen. */
const MIN_WIDTH = 240;
const MAX_WIDTH = 700;
const AROUND = 56;

export function statsView(deck: Deck, progress: Progress): HTMLElement {
  const found = statistics(deck, progress, Date.now());
  const width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, innerWidth - AROUND));
  return h('section', { class: 'stats' },
    h('h1', {}, say('site.statistics')),
    h('dl', { class: 'tiles' },
      ...tile(say('site.due-today'), String(found.dueToday)),
      ...tile(say('site.answered-today'), String(found.answeredToday)),
      ...tile(say('site.learned'), say('site.learned-of', { n: found.learned, cards: found.cards })),
      ...tile(say('site.known-when-due'), percent(found.retention)),
      ...tile(say('site.streak'), String(found.streak))),
    forecastView(deck, progress, width),
    plot(say('site.due-next', { days: DAYS }), forecastPlot(found.forecast, width),
      dayTable(found.forecast, say('site.column-cards'))),
    plot(say('site.known-last', { days: DAYS }), found.byTopic.length ? topicPlots(found.byTopic, width)
      : h('p', {}, say('site.nothing-was-due')),
      shareTable(found.byTopic)),
    plot(say('site.year'), yearPlot(found.year),
      dayTable(found.year.filter(day => day.count > 0), say('site.column-answers'))));
}

function tile(name: string, value: string): HTMLElement[] {
  return [h('div', {}, h('dt', {}, name), h('dd', {}, value))];
}

function plot(title: string, drawn: Element, table: HTMLElement | null): HTMLElement {
  const frame = h('div', { class: 'plot', tabindex: '0', role: 'group', 'aria-label': title }, drawn);
  // What is wider than the screen begins at its end: at today.
  requestAnimationFrame(() => { frame.scrollLeft = frame.scrollWidth; });
  return h('figure', {},
    h('figcaption', {}, h('h2', {}, title)), frame,
    table && h('details', {}, h('summary', {}, say('site.as-table')), table));
}

function dayTable(days: readonly DayCount[], what: string): HTMLElement | null {
  if (!days.length) { return null; }
  return h('table', {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, say('site.day')), h('th', { scope: 'col' }, what))),
    h('tbody', {}, ...days.map(({ day, count }) =>
      h('tr', {}, h('th', { scope: 'row' }, day), h('td', {}, String(count))))));
}

function shareTable(shares: readonly Share[]): HTMLElement | null {
  if (!shares.length) { return null; }
  return h('table', {},
    h('thead', {}, h('tr', {}, ...['topic', 'known', 'asked'].map(name => h('th', { scope: 'col' }, say(`site.column-${name}`))))),
    h('tbody', {}, ...shares.map(({ name, known, asked }) =>
      h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, String(known)), h('td', {}, String(asked))))));
}

function forecastPlot(days: readonly DayCount[], width: number): SVGElement {
  const [height, base] = [170, 140];
  const most = Math.max(1, ...days.map(day => day.count));
  const step = width / days.length;
  const total = days.reduce((sum, day) => sum + day.count, 0);
  const bars = days.flatMap(({ day, count }, at) => {
    const tall = Math.round((base - 20) * count / most);
    const bar = svg('rect', { class: 'bar', x: at * step + 1, y: base - tall, width: step - 2, height: tall },
      svg('title', {}, `${day}: ${counted(count, 'cards')}`));
    const number = svg('text', {
      class: 'small', x: at ? (at + 0.5) * step : 0, y: base - tall - 4,
      'text-anchor': at ? 'middle' : 'start',
    }, count ? String(count) : '');
    const label = at % (width < 400 ? 14 : 7) === 0
      ? [dayLabel(at === 0 ? say('site.today') : `+${at}`, at * step + 1, base + 20, width)] : [];
    return [bar, number, ...label];
  });
  const told = say('site.forecast', { cards: counted(total, 'cards'), days: DAYS, most });
  return drawing(width, height, told,
    svg('line', { class: 'axis', x1: 0, y1: base + 0.5, x2: width, y2: base + 0.5 }), ...bars);
}

/** A label under its bar; the last one ends where the plot does. */
function dayLabel(text: string, x: number, y: number, width: number): SVGElement {
  const last = x + 30 > width;
  return svg('text', { x: last ? width : x, y, 'text-anchor': last ? 'end' : 'start' }, text);
}

function topicPlots(shares: readonly Share[], width: number): HTMLElement {
  return h('div', {}, ...shares.map(share => {
    const text = say('site.topic-share', { topic: share.name, share: percent(share), asked: share.asked });
    const part = share.asked ? share.known / share.asked : 0;
    return h('div', { class: 'share' }, h('p', {}, text),
      drawing(width, 12, text,
        svg('rect', { class: 'track', x: 0, y: 0, width, height: 12 }),
        svg('rect', { class: 'bar', x: 0, y: 0, width: Math.round(width * part), height: 12 })));
  }));
}

const LEVELS = [1, 10, 25, 50];

/** A square per day, a column per week; how dark says how many, in four steps. */
function yearPlot(days: readonly DayCount[]): SVGElement {
  const [square, left, top] = [13, 34, 18];
  const lead = new Date(`${days[0]?.day}T12:00`).getDay();
  const squares: SVGElement[] = [];
  let month = '';
  days.forEach(({ day, count }, at) => {
    const column = Math.floor((at + lead) / 7);
    const level = LEVELS.filter(least => count >= least).length;
    squares.push(svg('rect', {
      class: `day l${level}`, x: left + column * square, y: top + ((at + lead) % 7) * square,
      width: square - 2, height: square - 2, rx: 2,
    }, svg('title', {}, `${day}: ${counted(count, 'answers')}`)));
    if (day.slice(5, 7) !== month && day.endsWith('-01')) {
      const name = new Date(`${day}T12:00`).toLocaleDateString(language(), { month: 'short' });
      squares.push(svg('text', { x: left + column * square, y: 12 }, name));
    }
    month = day.slice(5, 7);
  });
  [1, 3, 5].forEach(weekday => {
    const name = new Date(2024, 0, weekday).toLocaleDateString(language(), { weekday: 'short' });
    squares.push(svg('text', { x: 0, y: top + weekday * square + 10 }, name));
  });
  const total = days.reduce((sum, day) => sum + day.count, 0);
  const active = days.filter(day => day.count > 0).length;
  return drawing(left + 54 * square, top + 7 * square,
    say('site.active', { answers: counted(total, 'answers'), days: counted(active, 'days') }), ...squares);
}

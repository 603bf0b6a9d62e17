/** Statistics on the page: numbers, and plots as SVG, each with its numbers as a table. */

import type { Deck } from './deck';
import { counted, h, percent, svg } from './dom';
import type { Progress } from './progress';
import { statistics, type DayCount, type Share } from './statistics';

export function statsView(deck: Deck, progress: Progress): HTMLElement {
  const found = statistics(deck, progress, Date.now());
  return h('section', { class: 'stats' },
    h('h1', {}, 'Statistics'),
    h('dl', { class: 'tiles' },
      ...tile('Due today', String(found.dueToday)),
      ...tile('Answered today', String(found.answeredToday)),
      ...tile('Learned', `${found.learned} of ${found.cards}`),
      ...tile('Known at review', percent(found.retention)),
      ...tile('Days in a row', String(found.streak))),
    plot('Due in the next 30 days', forecastPlot(found.forecast),
      dayTable(found.forecast, 'cards')),
    plot('Known at review, by topic', found.byTopic.length ? topicPlot(found.byTopic)
      : h('p', {}, 'No card has come back for review yet.'),
      shareTable(found.byTopic)),
    plot('Answers in the last year', yearPlot(found.year),
      dayTable(found.year.filter(day => day.count > 0), 'answers')));
}

function tile(name: string, value: string): HTMLElement[] {
  return [h('div', {}, h('dt', {}, name), h('dd', {}, value))];
}

function plot(title: string, drawn: Element, table: HTMLElement | null): HTMLElement {
  return h('figure', {},
    h('figcaption', {}, h('h2', {}, title)),
    h('div', { class: 'plot', tabindex: '0', role: 'group', 'aria-label': title }, drawn),
    table && h('details', {}, h('summary', {}, 'As a table'), table));
}

function dayTable(days: readonly DayCount[], what: string): HTMLElement | null {
  if (!days.length) { return null; }
  return h('table', {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'day'), h('th', { scope: 'col' }, what))),
    h('tbody', {}, ...days.map(({ day, count }) =>
      h('tr', {}, h('th', { scope: 'row' }, day), h('td', {}, String(count))))));
}

function shareTable(shares: readonly Share[]): HTMLElement | null {
  if (!shares.length) { return null; }
  return h('table', {},
    h('thead', {}, h('tr', {}, ...['topic', 'known', 'asked'].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...shares.map(({ name, known, asked }) =>
      h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, String(known)), h('td', {}, String(asked))))));
}

function drawing(width: number, height: number, label: string, ...children: SVGElement[]): SVGElement {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label }, ...children);
}

function forecastPlot(days: readonly DayCount[]): SVGElement {
  const [width, height, base] = [600, 170, 140];
  const most = Math.max(1, ...days.map(day => day.count));
  const step = width / days.length;
  const total = days.reduce((sum, day) => sum + day.count, 0);
  const bars = days.flatMap(({ day, count }, at) => {
    const tall = Math.round((base - 20) * count / most);
    const bar = svg('rect', { class: 'bar', x: at * step + 2, y: base - tall, width: step - 4, height: tall },
      svg('title', {}, `${day}: ${counted(count, 'card')}`));
    const number = svg('text', { class: 'small', x: (at + 0.5) * step, y: base - tall - 4, 'text-anchor': 'middle' },
      count ? String(count) : '');
    const label = at % 7 === 0
      ? [svg('text', { x: at * step + 2, y: base + 20 }, at === 0 ? 'today' : `+${at} days`)] : [];
    return [bar, number, ...label];
  });
  return drawing(width, height, `${counted(total, 'card')} fall due in the next 30 days, at most ${most} on one day.`,
    svg('line', { class: 'axis', x1: 0, y1: base + 0.5, x2: width, y2: base + 0.5 }), ...bars);
}

function topicPlot(shares: readonly Share[]): SVGElement {
  const [width, row] = [600, 46];
  const rows = shares.flatMap((share, at) => {
    const y = at * row;
    const part = share.asked ? share.known / share.asked : 0;
    return [
      svg('text', { x: 0, y: y + 16 }, `${share.name}: ${percent(share)} of ${share.asked}`),
      svg('rect', { class: 'track', x: 0, y: y + 22, width, height: 12 }),
      svg('rect', { class: 'bar', x: 0, y: y + 22, width: Math.round(width * part), height: 12 }),
    ];
  });
  const label = shares.map(share => `${share.name}: ${percent(share)}`).join('; ');
  return drawing(width, shares.length * row, label, ...rows);
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
    }, svg('title', {}, `${day}: ${counted(count, 'answer')}`)));
    if (day.slice(5, 7) !== month && day.endsWith('-01')) {
      const name = new Date(`${day}T12:00`).toLocaleDateString('en', { month: 'short' });
      squares.push(svg('text', { x: left + column * square, y: 12 }, name));
    }
    month = day.slice(5, 7);
  });
  ['Mon', 'Wed', 'Fri'].forEach((name, at) =>
    squares.push(svg('text', { x: 0, y: top + (2 * at + 1) * square + 10 }, name)));
  const total = days.reduce((sum, day) => sum + day.count, 0);
  const active = days.filter(day => day.count > 0).length;
  return drawing(left + 54 * square, top + 7 * square,
    `${counted(total, 'answer')} on ${counted(active, 'day')} of the last year.`, ...squares);
}

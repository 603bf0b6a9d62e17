/** Numbers about a student's progress; the terminal's `stats` counts in the same way. */

import type { Deck } from './deck';
import type { Progress } from './progress';
import { cardsByName } from './queue';
import { dayBegins, isDue, studyDay, type State } from './schedule';

export interface Share {
  readonly name: string;
  readonly known: number;
  readonly asked: number;
}

export interface DayCount {
  readonly day: string;
  readonly count: number;
}

export interface Statistics {
  readonly cards: number;
  readonly dueToday: number;
  readonly learned: number;
  readonly answeredToday: number;
  readonly streak: number;
  /**
   * Of the last 30 days, answers to cards that had been seen on an earlier day: how many of them
   * were known. Of a day only the first answer to a card counts: the others come minutes later.
   */
  readonly retention: Share;
  readonly byTopic: readonly Share[];
  /** Cards that fall due on each of the next 30 days of study, today first. */
  readonly forecast: readonly DayCount[];
  /** Answers on each of the last 365 days of study, today last. */
  readonly year: readonly DayCount[];
}

/** Days of the forecast, and days back that count as recent. */
export const DAYS = 30;
const YEAR_DAYS = 365;

export function statistics(deck: Deck, progress: Progress, at: number): Statistics {
  const cards = deck.cards.filter(card => !progress.isSuspended(card));
  const standing = cards.flatMap(card => {
    const state = progress.state(card);
    return state ? [state] : [];
  });
  const tomorrow = dayBegins(at, 1);
  const known = cardsByName(deck);
  const days = progress.answers.flatMap(answer =>
    known.has(`${answer.card} ${answer.guid}`) ? [studyDay(answer.at)] : []);
  const perDay = new Map<string, number>();
  for (const day of days) { perDay.set(day, (perDay.get(day) ?? 0) + 1); }
  const shares = retention(deck, progress, at);
  return {
    cards: deck.cards.length,
    dueToday: standing.filter(state =>
      state.step === null ? isDue(state, at, tomorrow) : state.due < tomorrow).length,
    learned: standing.filter(state => state.step === null).length,
    answeredToday: perDay.get(studyDay(at)) ?? 0,
    streak: streak(perDay, at),
    retention: sum(shares, 'all topics'),
    byTopic: shares,
    forecast: forecast(standing, at),
    year: Array.from({ length: YEAR_DAYS }, (_, day) => {
      const name = studyDay(dayBegins(at, day - YEAR_DAYS + 1));
      return { day: name, count: perDay.get(name) ?? 0 };
    }),
  };
}

function sum(shares: readonly Share[], name: string): Share {
  const total = (part: 'known' | 'asked'): number => shares.reduce((all, share) => all + share[part], 0);
  return { name, known: total('known'), asked: total('asked') };
}

/** By topic in the deck's order, those with answers only. */
function retention(deck: Deck, progress: Progress, at: number): Share[] {
  const byName = cardsByName(deck);
  const [recently, today] = [studyDay(dayBegins(at, -DAYS)), studyDay(at)];
  const latest = new Map<string, string>();
  const counts = new Map<string, { known: number; asked: number }>();
  for (const { guid, card: number, grade, at: then, cram } of progress.answers) {
    const card = byName.get(`${number} ${guid}`);
    if (!card || cram) { continue; }
    const day = studyDay(then);
    if (recently < day && day <= today && (latest.get(card.name) ?? day) < day) {
      const count = counts.get(card.note.topic) ?? { known: 0, asked: 0 };
      counts.set(card.note.topic, { known: count.known + (grade > 1 ? 1 : 0), asked: count.asked + 1 });
    }
    latest.set(card.name, day);
  }
  return deck.topics.flatMap(name => {
    const count = counts.get(name);
    return count ? [{ name, ...count }] : [];
  });
}

/** Days of study in a row with an answer, up to today; today may still be without one. */
function streak(perDay: ReadonlyMap<string, number>, at: number): number {
  const has = (days: number): boolean => perDay.has(studyDay(dayBegins(at, -days)));
  let days = 0;
  while (has(days + (has(0) ? 0 : 1))) { days += 1; }
  return days;
}

function forecast(states: readonly State[], at: number): DayCount[] {
  const counts = new Map<string, number>();
  const today = studyDay(at);
  for (const { due } of states) {
    const day = studyDay(due);
    const from = day < today ? today : day;
    counts.set(from, (counts.get(from) ?? 0) + 1);
  }
  return Array.from({ length: DAYS }, (_, days) => {
    const day = studyDay(dayBegins(at, days));
    return { day, count: counts.get(day) ?? 0 };
  });
}

/** Numbers about a student's progress; the terminal's `stats` counts in the same way. */

import type { Card, Deck } from './deck';
import type { Progress } from './progress';
import { cardsByName } from './queue';
import { after, dayBegins, isDue, studyDay, type State } from './schedule';

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
  readonly begun: number;
  readonly answeredToday: number;
  readonly streak: number;
  /** Answers to cards that had left their steps: how many of them were known. */
  readonly retention: Share;
  readonly byTopic: readonly Share[];
  /** Cards that fall due on each of the next 30 days of study, today first. */
  readonly forecast: readonly DayCount[];
  /** Answers on each of the last 365 days of study, today last. */
  readonly year: readonly DayCount[];
}

const FORECAST_DAYS = 30;
const YEAR_DAYS = 365;

export function statistics(deck: Deck, progress: Progress, at: number): Statistics {
  const cards = deck.cards.filter(card => !progress.isSuspended(card));
  const stated = cards.flatMap(card => {
    const state = progress.state(card);
    return state ? [state] : [];
  });
  const tomorrow = dayBegins(at, 1);
  const perDay = new Map<string, number>();
  for (const answer of progress.answers) {
    const day = studyDay(answer.at);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  const shares = retention(deck, progress);
  return {
    cards: deck.cards.length,
    dueToday: stated.filter(state => isDue(state, at, tomorrow)).length,
    learned: stated.filter(state => state.step === null).length,
    begun: stated.length,
    answeredToday: perDay.get(studyDay(at)) ?? 0,
    streak: streak(perDay, at),
    retention: sum(shares, 'all topics'),
    byTopic: shares,
    forecast: forecast(stated, at),
    year: Array.from({ length: YEAR_DAYS }, (_, days) => {
      const day = studyDay(dayBegins(at, days - YEAR_DAYS + 1));
      return { day, count: perDay.get(day) ?? 0 };
    }),
  };
}

function sum(shares: readonly Share[], name: string): Share {
  const total = (part: 'known' | 'asked'): number => shares.reduce((all, share) => all + share[part], 0);
  return { name, known: total('known'), asked: total('asked') };
}

/** By topic in the deck's order, those with answers only. */
function retention(deck: Deck, progress: Progress): Share[] {
  const byName = cardsByName(deck);
  const states = new Map<string, State>();
  const counts = new Map<string, { known: number; asked: number }>();
  for (const { guid, card: number, grade, at, cram } of progress.answers) {
    const card: Card | undefined = byName.get(`${number} ${guid}`);
    if (!card || cram) { continue; }
    const before = states.get(card.name) ?? null;
    if (before && before.phase === 'review') {
      const count = counts.get(card.note.topic) ?? { known: 0, asked: 0 };
      counts.set(card.note.topic, { known: count.known + (grade > 1 ? 1 : 0), asked: count.asked + 1 });
    }
    states.set(card.name, after(before, guid, number, grade, at, progress.retention));
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
  return Array.from({ length: FORECAST_DAYS }, (_, days) => {
    const day = studyDay(dayBegins(at, days));
    return { day, count: counts.get(day) ?? 0 };
  });
}

/** The days before the real exam: how many new cards a day, and what will be known: as in the terminal. */

import type { Card, Deck } from './deck';
import { domainOf } from './paper';
import type { Progress } from './progress';
import { DAY, dayBegins, recall, studyDay } from './schedule';

/** From the beginning of a day of study to nine o'clock, when exams are taken. */
const HOURS = 5 * 60 * 60_000;

/** Days of study until the exam, 0 on its day; null without one, and after it. */
export function daysUntil(exam: string, at: number): number | null {
  const days = exam ? Math.round((Date.parse(exam) - Date.parse(studyDay(at))) / DAY) : -1;
  return days >= 0 ? days : null;
}

/** New cards a day, so that all are seen before the last day, which looks at all again. */
export function newADay(unseen: number, days: number): number {
  return days > 1 ? Math.ceil(unseen / (days - 1)) : 0;
}

/** Whether a card belongs to the exam: without a blueprint, all do. */
export function isAsked(deck: Deck, card: Card): boolean {
  return !deck.exam || domainOf(deck.exam, card.note.tags) !== null;
}

/** How many cards of the exam were never answered before today. */
export function unseen(deck: Deck, progress: Progress, at: number): number {
  const today = dayBegins(at, 0);
  return deck.cards.filter(card => isAsked(deck, card) && !progress.isSuspended(card)
    && (progress.state(card)?.first ?? today) >= today).length;
}

/** What is forecast of a domain: `weight` in percent; `known`: the mean chance; unseen ones are not. */
export interface Domain {
  readonly title: string;
  readonly weight: number;
  readonly cards: number;
  readonly seen: number;
  readonly known: number;
}

export interface Ahead {
  readonly days: number;
  readonly newADay: number;
  readonly domains: readonly Domain[];
  readonly known: number;
}

/** The forecast, if nothing more is answered until the exam; null where none is to come. */
export function ahead(deck: Deck, progress: Progress, now: number): Ahead | null {
  const days = daysUntil(progress.examDay, now);
  if (days === null) { return null; }
  const at = dayBegins(now, days) + HOURS;
  const parts = partsOf(deck);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const domains = parts.map(({ title, weight, cards }) => {
    const own = cards.filter(card => !progress.isSuspended(card));
    const chances = own.flatMap(card => {
      const state = progress.state(card);
      return state ? [recall(state, at)] : [];
    });
    const known = own.length ? chances.reduce((sum, chance) => sum + chance, 0) / own.length : 0;
    return { title, weight: 100 * weight / total, cards: own.length, seen: chances.length, known };
  });
  return {
    days, domains, newADay: newADay(unseen(deck, progress, now), days),
    known: domains.reduce((sum, { weight, known }) => sum + weight * known / 100, 0),
  };
}

interface Part {
  readonly title: string;
  readonly weight: number;
  readonly cards: readonly Card[];
}

/** The domains of the exam; without a blueprint the topics, by their number of cards. */
function partsOf(deck: Deck): Part[] {
  const { exam } = deck;
  if (exam) {
    return exam.domains.map(([, title, weight], at) => (
      { title, weight, cards: deck.cards.filter(card => domainOf(exam, card.note.tags) === at) }));
  }
  return deck.topics.map(title => {
    const cards = deck.cards.filter(card => card.note.topic === title);
    return { title, weight: cards.length, cards };
  });
}

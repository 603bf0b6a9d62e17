/**
 * What to ask, as in the terminal: due cards first, new ones in teaching order, one card of a note
 * in a session.
 */

import { daysUntil, isAsked, newADay, unseen } from './ahead';
import type { Card, Deck } from './deck';
import type { Progress } from './progress';
import { rank } from './ranking';
import { DAY, dayBegins, isDue, localDate, recall, studyDay, type State } from './schedule';
import type { Settings } from './store';

export interface Queue {
  /** The cards to ask, in their order. */
  readonly cards: readonly Card[];
  /** Cards in their steps, whatever their time. */
  readonly steps: readonly Card[];
}

export function isWanted(card: Card, topic: string): boolean {
  return !topic || card.note.topic === topic || card.note.topic.startsWith(`${topic} › `);
}

/**
 * The queue at a moment. New cards are as many as a day of study may bring, less those that it
 * brought already, and none of a note that was answered today. While cramming, every card of the
 * topic is asked, of a note the one that was seen longest ago.
 */
export function queueOf(deck: Deck, progress: Progress, settings: Settings, at: number): Queue {
  const cards = deck.cards.filter(card => isWanted(card, settings.topic) && !progress.isSuspended(card));
  if (settings.cram) { return { cards: crammed(cards, progress), steps: [] }; }
  if (isLastDay(progress, at)) { return lastDay(cards.filter(card => isAsked(deck, card)), progress, at); }
  const tomorrow = dayBegins(at, 1);
  const ofExam = daysUntil(progress.examDay, at) !== null;
  const due: Card[] = [];
  const inSteps: Card[] = [];
  const fresh: Card[] = [];
  for (const card of cards) {
    const state = progress.state(card);
    if (!state) { if (!ofExam || isAsked(deck, card)) { fresh.push(card); } }
    else if (state.step !== null) { inSteps.push(card); }
    else if (isDue(state, at, tomorrow)) { due.push(card); }
  }
  const dueOf = (card: Card): number => progress.state(card)?.due ?? 0;
  inSteps.sort((a, b) => dueOf(a) - dueOf(b));
  const steps = oneOfEach(inSteps, []);
  const asked = oneOfEach(mostUrgentFirst(due, dueOf, at, tomorrow), steps.map(card => card.note));
  const taken = [...steps, ...asked].map(card => card.note);
  const begin = oneOfEach(fresh, [...taken, ...answeredToday(deck, progress, at)]);
  return { cards: [...asked, ...begin.slice(0, newToday(deck, progress, settings, at))], steps };
}

/** Whether the exam is tomorrow, and every card is looked at once today. */
export function isLastDay(progress: Progress, at: number): boolean { return daysUntil(progress.examDay, at) === 1; }

/**
 * Every card that the exam may ask and that wasn't answered today: what is known least first, the
 * unseen at the end; of a note, a second card comes only after the first ones of all.
 */
function lastDay(cards: readonly Card[], progress: Progress, at: number): Queue {
  const [today, tomorrow] = [dayBegins(at, 0), dayBegins(at, 1)];
  const stateOf = (card: Card): State | null => progress.state(card);
  const steps = cards.filter(card => (stateOf(card)?.step ?? null) !== null);
  const left = cards.filter(card => (stateOf(card)?.last ?? 0) < today && !steps.includes(card));
  const known = new Map(left.map(card => {
    const state = stateOf(card);
    return [card, state ? recall(state, tomorrow) : 2];
  }));
  const ordered = [...left].sort((a, b) => (known.get(a) ?? 0) - (known.get(b) ?? 0));
  const first = new Set(oneOfEach(ordered, steps.map(card => card.note)));
  return { cards: [...first, ...ordered.filter(card => !first.has(card))], steps };
}

/** A queue of cards that a student picked, whenever they are due. */
export function queueOfThese(picked: readonly Card[], progress: Progress): Queue {
  const cards = picked.filter(card => !progress.isSuspended(card));
  const inSteps = (card: Card): boolean => (progress.state(card)?.step ?? null) !== null;
  return { cards: cards.filter(card => !inSteps(card)), steps: cards.filter(inSteps) };
}

/** Longest overdue first, by days; within a day by a rank, so that no lesson comes in order. */
function mostUrgentFirst(
  cards: readonly Card[], dueOf: (card: Card) => number, at: number, tomorrow: number,
): Card[] {
  const day = localDate(new Date(at));
  return cards
    .map(card => ({
      card, days: Math.floor((tomorrow - 1 - dueOf(card)) / DAY),
      rank: rank(`${card.note.guid}\0${card.number}\0${day}`),
    }))
    .sort((a, b) => b.days - a.days || a.rank - b.rank)
    .map(({ card }) => card);
}

/** How many new cards the day may still bring. */
function newToday(deck: Deck, progress: Progress, settings: Settings, at: number): number {
  const [today, tomorrow] = [dayBegins(at, 0), dayBegins(at, 1)];
  const begun = deck.cards.filter(card => {
    const first = progress.state(card)?.first ?? 0;
    return today <= first && first < tomorrow;
  }).length;
  const days = daysUntil(progress.examDay, at);
  const wanted = days === null ? settings.newCards : newADay(unseen(deck, progress, at), days);
  return Math.max(0, wanted - begun);
}

function answeredToday(deck: Deck, progress: Progress, at: number): Card['note'][] {
  const today = studyDay(at);
  const cards = cardsByName(deck);
  return progress.answers.flatMap(({ guid, card, at: then }) => {
    const note = studyDay(then) === today ? cards.get(`${card} ${guid}`)?.note : undefined;
    return note ? [note] : [];
  });
}

const byName = new WeakMap<Deck, Map<string, Card>>();

/** The cards of a deck by name. */
export function cardsByName(deck: Deck): Map<string, Card> {
  let known = byName.get(deck);
  if (!known) {
    known = new Map(deck.cards.map(card => [card.name, card]));
    byName.set(deck, known);
  }
  return known;
}

function crammed(cards: readonly Card[], progress: Progress): Card[] {
  const seen = new Map<string, number>();
  for (const { guid, card, at } of progress.answers) { seen.set(`${card} ${guid}`, at); }
  const last = (card: Card): number => seen.get(card.name) ?? 0;
  const longestAgo = [...cards].sort((a, b) => last(a) - last(b) || a.position - b.position);
  return oneOfEach(longestAgo, []).sort((a, b) => a.position - b.position);
}

/** The first card of each note that is not taken already. */
function oneOfEach(cards: readonly Card[], taken: readonly Card['note'][]): Card[] {
  const notes = new Set(taken);
  return cards.filter(card => !notes.has(card.note) && notes.add(card.note));
}

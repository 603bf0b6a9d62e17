/** What to ask: due cards first, new ones in teaching order, one card of a note in a session. */

import type { Card, Deck } from './deck';
import type { Progress } from './progress';
import { dayBegins, isDue, studyDay } from './schedule';
import type { Settings } from './store';

export interface Queue {
  /** The cards to ask, in their order. */
  readonly cards: readonly Card[];
  /** Cards in their steps whose time is still to come today. */
  readonly waiting: readonly Card[];
  readonly due: number;
  readonly fresh: number;
}

export function isWanted(card: Card, topic: string): boolean {
  return !topic || card.note.topic === topic || card.note.topic.startsWith(`${topic} › `);
}

/**
 * The queue at a moment. New cards are as many as a day of study may bring, less those that it
 * brought already. While cramming, every card of the topic is asked, those longest unseen first.
 */
export function queueOf(deck: Deck, progress: Progress, settings: Settings, at: number): Queue {
  const cards = deck.cards.filter(card => isWanted(card, settings.topic) && !progress.isSuspended(card));
  if (settings.cram) { return crammed(cards, progress); }
  const tomorrow = dayBegins(at, 1);
  const today = studyDay(at);
  const due: Card[] = [];
  const waiting: Card[] = [];
  const fresh: Card[] = [];
  let begun = 0;
  for (const card of cards) {
    const state = progress.state(card);
    if (!state) { fresh.push(card); continue; }
    if (studyDay(state.first) === today) { begun += 1; }
    if (isDue(state, at, tomorrow)) { due.push(card); }
    else if (state.step !== null && state.due < tomorrow) { waiting.push(card); }
  }
  const dueOf = (card: Card): number => progress.state(card)?.due ?? 0;
  due.sort((a, b) => dueOf(a) - dueOf(b) || a.position - b.position);
  const asked = oneOfEach(due, new Set());
  const notes = new Set([...asked, ...waiting].map(card => card.note));
  for (const { guid, card, at: then } of progress.answers) {
    if (studyDay(then) === today) {
      const note = noteOf(deck, guid, card);
      if (note) { notes.add(note); }
    }
  }
  const allowed = Math.max(0, settings.newCards - begun);
  const begin = oneOfEach(fresh, notes).slice(0, allowed);
  return { cards: [...asked, ...begin], waiting, due: asked.length, fresh: begin.length };
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

function noteOf(deck: Deck, guid: string, card: number): Card['note'] | undefined {
  return cardsByName(deck).get(`${card} ${guid}`)?.note;
}

function crammed(cards: readonly Card[], progress: Progress): Queue {
  const seen = new Map<string, number>();
  for (const { guid, card, at } of progress.answers) { seen.set(`${card} ${guid}`, at); }
  const last = (card: Card): number => seen.get(card.name) ?? 0;
  const asked = oneOfEach([...cards].sort((a, b) => last(a) - last(b) || a.position - b.position), new Set());
  return { cards: asked, waiting: [], due: asked.length, fresh: 0 };
}

/** The first card of each note that is not taken already. */
function oneOfEach(cards: readonly Card[], taken: ReadonlySet<Card['note']>): Card[] {
  const notes = new Set(taken);
  return cards.filter(card => !notes.has(card.note) && notes.add(card.note));
}

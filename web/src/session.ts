/** One sitting: which card comes next, and what can be taken back. Knows no page and no clock. */

import type { Card } from './deck';
import type { Queue } from './queue';
import type { Answer, StudyRecord } from './records';
import { MINUTE, type State } from './schedule';

/** How long before its time a card in its steps may be asked when nothing else is left. */
const AHEAD = 20 * MINUTE;

interface Done {
  readonly card: Card;
  readonly record: StudyRecord;
}

export class Session {
  #queue: Card[];
  #waiting: { card: Card; due: number }[];
  readonly #done: Done[];
  /** The card that an undo brought back: it comes before those whose time has come. */
  #undone: Card | null = null;

  /** `before`: a sitting that this one goes on with, on another day. */
  constructor(queue: Queue, due: (card: Card) => number, before: Session | null = null) {
    this.#done = before ? before.#done : [];
    this.#queue = [...queue.cards];
    this.#waiting = queue.steps.map(card => ({ card, due: due(card) }));
    this.#sort();
  }

  /** How many cards are still to come, the one that `next` gives among them. */
  get left(): number { return this.#queue.length + this.#waiting.length; }
  /** The answers of this sitting that stand. */
  get answers(): readonly Answer[] {
    return this.#done.flatMap(({ record }) => record.type === 'answer' ? [record] : []);
  }
  /** What `undo` would take back. */
  get last(): StudyRecord | null { return this.#done.at(-1)?.record ?? null; }

  /** The card to ask at a moment; null where none is left. */
  next(at: number): Card | null {
    if (this.#undone) { return this.#undone; }
    const [waiting] = this.#waiting;
    if (waiting && waiting.due <= at) { return waiting.card; }
    const [card] = this.#queue;
    return card ?? (waiting && waiting.due <= at + AHEAD ? waiting.card : null);
  }

  /** A card was answered; `state` is where it stands now. */
  answered(card: Card, record: Answer, state: State | null): void {
    this.#remove(card);
    if (record.cram) {
      if (record.grade === 1) { this.#queue.push(card); }
    } else if (state && state.step !== null) {
      this.#waiting.push({ card, due: state.due });
    }
    this.#sort();
    this.#done.push({ card, record });
  }

  suspended(card: Card, record: StudyRecord): void {
    this.#remove(card);
    this.#done.push({ card, record });
  }

  /** Another tab answered it: it is not asked here any more. */
  dropped(card: Card): void { this.#remove(card); }

  /** Take back the last thing done; its card comes next. */
  undo(): void {
    const done = this.#done.pop();
    if (!done) { return; }
    this.#remove(done.card);
    this.#queue.unshift(done.card);
    this.#undone = done.card;
  }

  #remove(card: Card): void {
    if (this.#undone === card) { this.#undone = null; }
    this.#queue = this.#queue.filter(one => one !== card);
    this.#waiting = this.#waiting.filter(one => one.card !== card);
  }

  #sort(): void { this.#waiting.sort((a, b) => a.due - b.due); }
}

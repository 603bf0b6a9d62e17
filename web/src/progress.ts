/** Where a student stands with a deck: computed from the records, kept up to date as they come. */

import type { Card, Deck } from './deck';
import {
  DEFAULT_RETENTION, LAST_MOMENT, cardName, inForce, newId, type Answer, type Grade, type StudyRecord,
} from './records';
import { DAY, after, replayAll, type State } from './schedule';
import { Behind, type Store } from './store';

/** Longer than ten minutes nobody looks at a card: the student was away. */
const LONGEST_LOOK = 600_000;

/** What a student did with a card: `took` milliseconds, and the name of an option if one was chosen. */
export interface Given {
  readonly grade: Grade;
  readonly took: number;
  readonly option?: string;
}

/** The card was answered in another tab since it was asked here; nothing was saved. */
export class Overtaken extends Error {}

export class Progress {
  readonly #deck: Deck;
  readonly #store: Store;
  #records = new Map<string, StudyRecord>();
  #answers: Answer[] = [];
  #states = new Map<string, State>();
  #suspended = new Set<string>();
  #retention = DEFAULT_RETENTION;
  #examDay = '';

  constructor(deck: Deck, store: Store) {
    this.#deck = deck;
    this.#store = store;
  }

  get lasting(): boolean { return this.#store.lasting; }
  get retention(): number { return this.#retention; }
  /** The day of the real exam, as 2027-05-14, or "". */
  get examDay(): string { return this.#examDay; }
  /** The answers to this deck that were not taken back, in order of time. */
  get answers(): readonly Answer[] { return this.#answers; }
  get size(): number { return this.#records.size; }
  get records(): Iterable<StudyRecord> { return this.#records.values(); }

  state(card: Card): State | null { return this.#states.get(card.name) ?? null; }
  isSuspended(card: Card): boolean { return this.#suspended.has(card.name); }

  /** Read what is saved. */
  async load(): Promise<void> { this.#take(await this.#store.records()); }

  /** Read again if another tab added something; says whether it did. */
  async refresh(): Promise<boolean> {
    if (await this.#store.count() === this.#records.size) { return false; }
    await this.load();
    return true;
  }

  /** Where a card would stand after a grade. */
  preview(card: Card, grade: Grade, at: number): State {
    return after(this.state(card), card.note.guid, card.number, grade, at, this.#retention);
  }

  /**
   * Save an answer; only then does it count. It comes after the card's last one even where a clock
   * was set back. Throws if it could not be saved; Overtaken where the card was answered elsewhere.
   */
  async answer(card: Card, given: Given, now: number, cram: boolean): Promise<Answer> {
    const { grade, took, option } = given;
    const made = this.#made(cram ? now : Math.max(now, (this.state(card)?.last ?? 0) + 1));
    const { at } = made;
    const record: Answer = {
      type: 'answer', ...made, ...this.#card(card), grade,
      took: Math.min(Math.max(0, Math.round(took)), LONGEST_LOOK), ...(cram ? { cram: true as const } : {}),
      ...(option ? { option } : {}),
    };
    await this.#save(card, record);
    this.#records.set(record.id, record);
    if (at < (this.#answers.at(-1)?.at ?? 0)) {
      this.#take(this.#records.values());
    } else {
      this.#answers.push(record);
      if (!cram) { this.#states.set(card.name, this.preview(card, grade, at)); }
    }
    return record;
  }

  /** Save an answer if the card still stands where it stood, whatever other tabs add meanwhile. */
  async #save(card: Card, record: Answer): Promise<void> {
    const before = this.state(card);
    try {
      await this.#store.add([record], this.#records.size);
    } catch (error) {
      if (!(error instanceof Behind)) { throw error; }
      await this.load();
      const now = this.state(card);
      if (now?.last !== before?.last || now?.answers !== before?.answers) { throw new Overtaken(); }
      await this.#save(card, record);
    }
  }

  async suspend(card: Card, at: number): Promise<StudyRecord> {
    const record: StudyRecord = { type: 'suspend', ...this.#made(at), ...this.#card(card) };
    await this.#add(record);
    return record;
  }

  async resume(card: Card, at: number): Promise<void> {
    await this.#add({ type: 'resume', ...this.#made(at), ...this.#card(card) });
  }

  /** Save records as they are; none of them moves the schedule. Throws if they could not be saved. */
  async save(records: readonly StudyRecord[]): Promise<void> {
    await this.#store.add(records);
    for (const record of records) {
      this.#records.set(record.id, record);
      if (record.type === 'answer') { this.#answers.push(record); }
    }
  }

  async setExamDay(day: string, at: number): Promise<void> {
    await this.#add({ type: 'exam-day', ...this.#made(at), deck: this.#deck.id, ...(day ? { day } : {}) });
  }

  async setRetention(value: number, at: number): Promise<void> {
    await this.#add({ type: 'retention', ...this.#made(at), deck: this.#deck.id, value });
  }

  /** Take records back. */
  async undo(records: readonly StudyRecord[], at: number): Promise<void> {
    await this.#add(...records.map((record): StudyRecord => ({ type: 'undo', ...this.#made(at), of: record.id })));
  }

  /** What is dated over a day after a moment: a clock was wrong when it was made. */
  ahead(now: number): StudyRecord[] {
    return inForce(this.#records.values()).filter(record => record.at > now + DAY);
  }

  /** Add the records of a file; returns how many of them were new. */
  async merge(records: readonly StudyRecord[]): Promise<number> {
    const fresh = records.filter(record => !this.#records.has(record.id));
    await this.#store.add(fresh);
    await this.load();
    return fresh.length;
  }

  async #add(...records: readonly StudyRecord[]): Promise<void> {
    await this.#store.add(records);
    for (const record of records) { this.#records.set(record.id, record); }
    this.#take(this.#records.values());
  }

  /** A clock that shows no year that can be meant stands at the end. */
  #made(at: number): { id: string; at: number } {
    return { id: newId(), at: Math.min(Math.max(1, Math.round(at)), LAST_MOMENT) };
  }

  #card(card: Card): { deck: string; guid: string; card: number; key: string } {
    return { deck: this.#deck.id, guid: card.note.guid, card: card.number, key: card.note.key };
  }

  #take(records: Iterable<StudyRecord>): void {
    this.#records = new Map(Array.from(records, record => [record.id, record]));
    this.#answers = [];
    this.#suspended = new Set();
    this.#retention = DEFAULT_RETENTION;
    this.#examDay = '';
    for (const record of inForce(this.#records.values())) {
      if (!('deck' in record) || record.deck !== this.#deck.id) { continue; }
      switch (record.type) {
        case 'answer': this.#answers.push(record); break;
        case 'suspend': this.#suspended.add(cardName(record.guid, record.card)); break;
        case 'resume': this.#suspended.delete(cardName(record.guid, record.card)); break;
        case 'retention': this.#retention = record.value; break;
        case 'exam-day': this.#examDay = record.day ?? ''; break;
      }
    }
    this.#states = replayAll(this.#answers, this.#retention);
  }
}

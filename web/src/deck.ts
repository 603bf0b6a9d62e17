/** The deck as sonodeck wrote it beside this script, its cards in pieces that are loaded on demand. */

import { contents } from './inside';
import type { Pool } from './paper';
import type { Right, Tables } from './typed';

/**
 * A note: guid, key, topic, tags (both as places in their lists), the numbers of its cards; in a
 * note type of the author's own the place of its styling.
 */
export type NoteRow =
  readonly [string, string, number, readonly number[], readonly number[], style?: number];

interface DeckData {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly author: string;
  readonly licence: string;
  readonly topics: readonly string[];
  readonly tags: readonly string[];
  readonly notes: readonly NoteRow[];
  /** The styling of the author's own note types. */
  readonly styles: readonly string[];
  /** Each piece's file and its number of notes, in the order of the notes. */
  readonly pieces: readonly (readonly [string, number])[];
  /** What browsing needs beside: the file with every note's words. */
  readonly words: string;
  /** What mock exams are drawn from; null without a blueprint. */
  readonly exam: Pool | null;
  /** What typing needs beside: the file with what is right on each card. */
  readonly typed: string;
  /** The script that sets formulas, or "" where there are none. */
  readonly math: string;
}

/**
 * A front, and what stands before and after it on the back; where the front is no part of the back,
 * the whole back and null. Then the names of the options, as they stand in the front.
 */
type CardSides = readonly [front: string, before: string, after: string | null, options?: readonly string[]];

export interface Card {
  /** Its place among all cards, in teaching order. */
  readonly position: number;
  readonly note: Note;
  readonly number: number;
  /** `number guid`: what records know it by. */
  readonly name: string;
}

export interface Note {
  readonly at: number;
  readonly guid: string;
  readonly key: string;
  readonly topic: string;
  readonly tags: readonly string[];
  readonly cards: readonly Card[];
  /** The styling of its note type, if that is the author's own. */
  readonly style: string | undefined;
}

/** Both sides of a card as HTML; `options`: what answers know its options by, variants included. */
export interface Sides {
  readonly front: string;
  readonly back: string;
  readonly options: readonly string[];
}

/** The name of the option that is right. */
export const RIGHT = '=';

/** For each card its note's place and its number, then what is right for each variant of the note. */
export interface TypedData extends Tables {
  readonly cards: readonly (readonly [note: number, card: number, right: readonly Right[]])[];
}

/** A file of the deck that can't be had: most often a newer release took its place. */
export class Gone extends Error {}

/** What the deck's files call when they arrive. */
interface Arrivals {
  sonodeckDeck?: DeckData;
  sonodeckArrived?: (name: string, content: unknown) => void;
}

const arrivals = globalThis as Arrivals;

export class Deck {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly credit: string;
  readonly topics: readonly string[];
  readonly tags: readonly string[];
  readonly notes: readonly Note[];
  readonly cards: readonly Card[];
  readonly math: string;
  readonly exam: Pool | null;
  readonly #words: string;
  readonly #typed: string;
  readonly #pieces: readonly { file: string; first: number; end: number }[];
  readonly #arrived = new Map<string, Promise<unknown>>();

  constructor(data: DeckData) {
    this.id = data.id;
    this.title = data.title;
    this.language = data.language;
    this.credit = [data.author, data.licence].filter(Boolean).join(', ');
    this.topics = data.topics;
    this.tags = data.tags;
    this.math = data.math;
    this.exam = data.exam;
    this.#words = data.words;
    this.#typed = data.typed;
    const cards: Card[] = [];
    this.notes = data.notes.map(([guid, key, topic, tags, numbers, style], at) => {
      const note = {
        at, guid, key, topic: data.topics[topic] ?? '', tags: tags.map(tag => data.tags[tag] ?? ''),
        cards: [] as Card[], style: style === undefined ? undefined : data.styles[style],
      };
      for (const number of numbers) {
        const card = { position: cards.length, note, number, name: `${number} ${guid}` };
        note.cards.push(card);
        cards.push(card);
      }
      return note;
    });
    this.cards = cards;
    let first = 0;
    this.#pieces = data.pieces.map(([file, count]) => ({ file, first, end: first += count }));
  }

  /** Both sides of a card. Throws Gone. */
  async sides(card: Card): Promise<Sides> {
    const piece = this.#pieces.find(({ end }) => card.note.at < end);
    if (!piece) { throw new Gone(card.note.key); }
    const notes = await this.#file(piece.file) as readonly (readonly CardSides[])[];
    const sides = notes[card.note.at - piece.first]?.[card.note.cards.indexOf(card)];
    if (!sides) { throw new Gone(piece.file); }
    const [front, before, after, options = []] = sides;
    return { front, back: after === null ? before : before + front + after, options };
  }

  /** For each note its question and its answer as plain text. Throws Gone. */
  async words(): Promise<readonly (readonly [question: string, answer: string])[]> {
    return await this.#file(this.#words) as readonly (readonly [string, string])[];
  }

  /** What is right where an answer can be typed. Throws Gone. */
  async typed(): Promise<TypedData> { return await this.#file(this.#typed) as TypedData; }

  /** The content of a file; scripts, and no requests, so that it works from a disk, too. */
  #file(name: string): Promise<unknown> {
    let known = this.#arrived.get(name);
    if (!known) {
      known = new Promise((resolve, reject) => {
        const file = withoutHash(name);
        const arriving = contents.has(file) ? Promise.resolve() : load(name);
        arriving.then(() => resolve(contents.get(file)), error => {
          this.#arrived.delete(name);
          reject(error);
        });
      });
      this.#arrived.set(name, known);
    }
    return known;
  }
}

function withoutHash(file: string): string { return file.replace(/-[0-9a-f]{12}\.js$/, ''); }

arrivals.sonodeckArrived = (name, content) => { contents.set(name, content); };

/** Run a script that lies beside the page. Throws Gone. */
export function load(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = name;
    script.onload = () => { script.remove(); resolve(); };
    script.onerror = () => { script.remove(); reject(new Gone(name)); };
    document.head.append(script);
  });
}

/** The deck that was loaded before this script. */
export function deckOfThisPage(): Deck {
  if (!arrivals.sonodeckDeck) { throw new Gone('the deck'); }
  return new Deck(arrivals.sonodeckDeck);
}

/** Typing an answer, and seeing it beside the right one. */

import type { Card, Deck } from './deck';
import { h } from './dom';
import { say } from './labels';
import { rank } from './ranking';
import { studyDay } from './schedule';
import { compare, folded, Numbers, type Part, type Right } from './typed';

const LONGEST = 200;

/** What can be typed in a deck, once it was loaded. */
export class Typing {
  readonly #right = new Map<string, readonly Right[]>();
  readonly #numbers: Numbers;

  private constructor(numbers: Numbers) { this.#numbers = numbers; }

  /** Throws Gone. */
  static async of(deck: Deck): Promise<Typing> {
    const data = await deck.typed();
    const made = new Typing(new Numbers(data));
    for (const [at, number, right] of data.cards) {
      const card = deck.notes[at]?.cards.find(one => one.number === number);
      if (card) { made.#right.set(card.name, right); }
    }
    return made;
  }

  /** What is right on a card today; null where nothing can be typed. */
  right(card: Card): Right | null {
    const variants = this.#right.get(card.name) ?? [];
    const at = rank(`${card.note.key}\0variant\0${studyDay(Date.now())}`) % Math.max(1, variants.length);
    return variants[at] ?? null;
  }

  /** What was typed beside what is right: the verdict in words, and both letter by letter. */
  shown(card: Card, right: Right, typed: string): { verdict: string; element: HTMLElement } {
    const others = new Set([...this.#right].flatMap(([name, variants]) =>
      name === card.name ? [] : variants.flatMap(([texts]) => texts.map(folded))));
    const found = compare(typed, right, others, this.#numbers);
    const verdict = say(`quiz.typed-${found.verdict}`);
    const style = found.verdict === 'same' || found.verdict === 'measure' ? 'verdict right' : 'verdict';
    return {
      verdict,
      element: h('div', { class: 'compared' }, h('p', { class: style }, verdict),
        h('p', { dir: 'auto' }, ...marked(found.parts, 0, 'del')),
        found.verdict !== 'same' && h('p', { dir: 'auto' }, ...marked(found.parts, 1, 'ins'))),
    };
  }
}

/** One of the two texts; where it differs from the other stands in an element. */
function marked(parts: readonly Part[], side: 0 | 1, tag: 'del' | 'ins'): (Node | string)[] {
  return parts.map(part => part[0].toLowerCase() === part[1].toLowerCase()
    ? part[side] : h(tag, {}, part[side] || '\u00a0'));
}

/** A box to type into; `submit` gets what was typed, `leave` is for the key Escape. */
export function typingForm(
  describedBy: string, language: string, submit: (typed: string) => void, leave: () => void,
): HTMLFormElement {
  const input = h('input', {
    id: 'typed', type: 'text', maxlength: LONGEST, lang: language, dir: 'auto', autocomplete: 'off',
    autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'done', 'aria-describedby': describedBy,
    onkeydown: event => { if ((event as KeyboardEvent).key === 'Escape') { leave(); } },
  });
  return h('form', {
    class: 'typing',
    onsubmit: event => { event.preventDefault(); submit(input.value.trim()); },
  }, h('label', { for: 'typed' }, say('site.typed')), input,
  h('button', { type: 'submit', class: 'main' }, say('site.show-answer')));
}

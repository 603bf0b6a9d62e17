/** A side of a card on the page: media by name, formulas set, options in the order of the day. */

import arrange from 'sonodeck:options';

import { load, type Card, type Deck } from './deck';
import { h } from './dom';

const MEDIA = 'media/';
const SOUND = /\[sound:(_sonodeck-[0-9a-f]{12}(?:\.[a-z0-9]+)?)\]/g;

interface Formulas {
  /** Set the formulas in an element's text. */
  sonodeckFormulas?: (element: HTMLElement) => void;
}

/** Put a side into an element that has Anki's class `card`. */
export async function show(element: HTMLElement, html: string, card: Card, deck: Deck): Promise<void> {
  const side = h('div');
  // The HTML is sonodeck's own, every text of a sheet escaped in it; the page's policy runs no
  // script and no handler that could be in it all the same.
  side.innerHTML = html.replace(SOUND, '<audio controls preload="none" src="$1"></audio>');
  for (const media of side.querySelectorAll('img, audio')) {
    media.setAttribute('src', MEDIA + (media.getAttribute('src') ?? ''));
  }
  for (const link of side.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noreferrer';
  }
  if (deck.math && html.includes('\\(')) {
    const formulas = globalThis as Formulas;
    if (!formulas.sonodeckFormulas) { await load(deck.math); }
    formulas.sonodeckFormulas?.(side);
  }
  arrange(side);
  element.className = `card card${card.note.cards.indexOf(card) + 1}`;
  element.lang = deck.language;
  element.replaceChildren(...side.childNodes);
}

/** The options of a multiple choice that an element shows, in their order. */
export function optionsIn(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('.options > * > li')];
}

/** The words of an option, as the two sides are compared by. */
export function words(option: HTMLElement): string {
  const bare = option.cloneNode(true) as HTMLElement;
  bare.querySelector('.why')?.remove();
  return (bare.textContent ?? '').replace(/\s+/g, ' ').trim();
}

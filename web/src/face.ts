/** A side of a card on the page: media by name, formulas set, options in the order of the day. */

import arrange from 'sonodeck:options';

import { load, type Card, type Deck, type Sides } from './deck';
import { h } from './dom';
import { mediaAddress } from './inside';

const SOUND = /\[sound:([^\]"<>]+)\]/g;
const ADDRESS = /^[a-z][a-z0-9+.-]*:/i;
/** The options in the order of their names: those of the card, then those of its variants. */
const OPTIONS = '.options > * > li, .variants > section > :is(ol, ul) > li';

interface Formulas {
  /** Set the formulas in an element's text. */
  sonodeckFormulas?: (element: HTMLElement) => void;
}

/** Put a side into an element that has Anki's class `card`. */
export async function show(
  element: HTMLElement, sides: Sides, which: 'front' | 'back', card: Card, deck: Deck,
): Promise<void> {
  const html = sides[which];
  const side = h('div');
  // The HTML is sonodeck's own, every text of a sheet escaped in it, or of a list of what is
  // allowed; the page's policy runs no script and no handler that could be in it all the same.
  side.innerHTML = html.replace(SOUND, '<audio controls preload="none" src="$1"></audio>');
  for (const media of side.querySelectorAll('img, audio')) {
    const name = media.getAttribute('src') ?? '';
    if (!ADDRESS.test(name)) { media.setAttribute('src', mediaAddress(name)); }
  }
  for (const styled of side.querySelectorAll<HTMLElement>('[data-style]')) {
    styled.style.cssText = styled.dataset['style'] ?? '';
  }
  for (const link of side.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noreferrer';
  }
  side.querySelectorAll<HTMLElement>(OPTIONS).forEach((option, at) => {
    option.dataset['option'] = sides.options[at];
  });
  arrange(side);
  // Afterwards, as in Anki: options rank by their text, that of a formula as it is written.
  if (deck.math && html.includes('\\(')) {
    const formulas = globalThis as Formulas;
    if (!formulas.sonodeckFormulas) { await load(deck.math); }
    formulas.sonodeckFormulas?.(side);
  }
  const name = `card card${card.note.cards.indexOf(card) + 1}`;
  element.lang = deck.language;
  if (card.note.style === undefined) {
    element.className = name;
    element.replaceChildren(...side.childNodes);
  } else {
    element.className = 'own';
    side.className = name;
    element.replaceChildren(apart(side, card.note.style));
  }
}

/** A card in a note type of the author's own, with no style but its own. */
function apart(side: HTMLElement, css: string): HTMLElement {
  const host = h('div');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const around = h('div');
  around.className = document.documentElement.className;
  around.append(side);
  root.append(around);
  return host;
}

/** The options of a multiple choice that an element shows, in their order. */
export function optionsIn(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('.options > * > li')];
}

/** What answers know an option by. */
export function nameOf(option: HTMLElement): string { return option.dataset['option'] ?? ''; }

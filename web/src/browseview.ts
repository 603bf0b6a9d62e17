/** All notes of the deck, to be searched, filtered and read; suspended cards are taken up again. */

import type { Card, Deck, Note } from './deck';
import { counted, h, span } from './dom';
import { show } from './face';
import { say } from './labels';
import type { Progress } from './progress';
import { topicChoice } from './topics';

const AT_ONCE = 50;

export function browseView(deck: Deck, progress: Progress, fail: (error: unknown) => void): HTMLElement {
  const search = h('input', { type: 'search', id: 'search', autocomplete: 'off' });
  const topic = topicChoice(deck, 'topic', '');
  const found = h('p', { role: 'status' });
  const list = h('div', { class: 'notes' });
  const more = h('button', { type: 'button', hidden: true }, say('site.more'));
  const paper = h('button', { type: 'button', onclick: () => { print().catch(fail); } }, say('site.print'));
  let notes: readonly Note[] = [];
  let views: NoteView[] = [];
  let texts: readonly (readonly [string, string])[] = [];
  let shown = 0;

  function showMore(): void {
    const next = notes.slice(shown, shown + AT_ONCE);
    const made = next.map(note => noteView(note, texts[note.at]?.[0] ?? note.key, deck, progress, fail));
    for (const view of made) {
      view.element.addEventListener('toggle', () => { if (view.element.open) { view.open().catch(fail); } });
    }
    views.push(...made);
    list.append(...made.map(view => view.element));
    shown += next.length;
    more.hidden = shown >= notes.length;
  }

  function filter(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const place = topic.value;
    notes = deck.notes.filter(note => {
      if (place && note.topic !== place && !note.topic.startsWith(`${place} › `)) { return false; }
      const text = `${(texts[note.at] ?? []).join(' ')} ${note.key} ${note.tags.join(' ')}`.toLowerCase();
      return words.every(word => text.includes(word));
    });
    found.textContent = counted(notes.length, 'notes');
    list.replaceChildren();
    views = [];
    shown = 0;
    showMore();
  }

  /** All notes that were found, opened, on paper. */
  async function print(): Promise<void> {
    await ready;
    while (!more.hidden) { showMore(); }
    await Promise.all(views.map(view => view.open()));
    await Promise.all([...list.querySelectorAll('img')].map(image => image.decode().catch(() => undefined)));
    window.print();
  }

  search.addEventListener('input', filter);
  topic.addEventListener('input', filter);
  more.addEventListener('click', showMore);
  const ready = deck.words().then(loaded => { texts = loaded; filter(); });
  ready.catch(fail);
  return h('section', { class: 'browse' },
    h('h1', {}, say('site.browse')),
    h('form', { role: 'search', onsubmit: event => event.preventDefault() },
      h('p', {}, h('label', { for: 'search' }, say('site.search')), search),
      h('p', {}, h('label', { for: 'topic' }, say('site.topic')), topic)),
    h('div', { class: 'found' }, found, paper), list, more);
}

interface NoteView {
  readonly element: HTMLDetailsElement;
  /** Show its cards; ready when they are there. */
  readonly open: () => Promise<void>;
}

function noteView(
  note: Note, question: string, deck: Deck, progress: Progress, fail: (error: unknown) => void,
): NoteView {
  const inside = h('div');
  const details = h('details', {}, h('summary', {}, question), inside);
  let ready: Promise<void> | undefined;
  async function load(): Promise<void> {
    const cards = await Promise.all(note.cards.map(card => cardView(card, deck, progress, fail)));
    inside.replaceChildren(...cards, h('p', { class: 'about' }, note.key, ' · ', note.tags.join(', ')));
  }
  return {
    element: details,
    open: () => {
      details.open = true;
      return ready ??= load();
    },
  };
}

async function cardView(
  card: Card, deck: Deck, progress: Progress, fail: (error: unknown) => void,
): Promise<HTMLElement> {
  const side = h('div', { class: 'card' });
  await show(side, await deck.sides(card), 'back', card, deck);
  const about = h('p', { class: 'about' });
  function tell(): void {
    const suspended = progress.isSuspended(card);
    about.replaceChildren(
      say('site.card', { n: card.number, standing: standing(card, progress) }), ' ',
      h('button', { type: 'button', onclick: () => {
        const change = suspended ? progress.resume(card, Date.now()) : progress.suspend(card, Date.now());
        change.then(tell, fail);
      } }, say(suspended ? 'site.ask-again' : 'site.suspend')));
  }
  tell();
  return h('div', { class: 'both' }, side, about);
}

function standing(card: Card, progress: Progress): string {
  const state = progress.state(card);
  if (progress.isSuspended(card)) { return say('site.is-suspended'); }
  if (!state) { return say('site.is-new'); }
  const wait = state.due - Date.now();
  const due = wait <= 0 ? say('site.due-now') : say('site.due-in', { time: span(wait) });
  return say('site.standing', { answers: counted(state.answers, 'answers'), due });
}

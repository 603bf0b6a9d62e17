/** The choice of a topic: each of the deck's and those above them. */

import type { Deck } from './deck';
import { h } from './dom';
import { say } from './labels';

export function topicChoice(deck: Deck, id: string, chosen: string): HTMLSelectElement {
  const names = new Set<string>();
  for (const topic of deck.topics) {
    const parts = topic.split(' › ');
    parts.forEach((_, at) => names.add(parts.slice(0, at + 1).join(' › ')));
  }
  return h('select', { id },
    h('option', { value: '' }, say('site.all-topics')),
    ...[...names].map(name => h('option', { value: name, selected: name === chosen }, name)));
}

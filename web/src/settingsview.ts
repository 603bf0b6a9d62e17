/** What a student chooses, the answers as a file, and the keys. */

import type { Deck } from './deck';
import { counted, h } from './dom';
import { read, Refused, write } from './exchange';
import type { Progress } from './progress';
import { LEAST_RETENTION, MOST_RETENTION } from './records';
import { localDate } from './schedule';
import type { Settings } from './store';
import { topicChoice } from './topics';

const KEYS: readonly (readonly [string, string])[] = [
  ['Space, Enter', 'show the answer; after a choice: next'],
  ['1 2 3 4', 'Again, Hard, Good, Easy'],
  ['A B C D', 'choose an option; it is graded immediately'],
  ['U', 'undo the last answer'],
  ['S', 'suspend the card: it isn’t asked until you unsuspend it in Browse'],
  ['Q', 'end the session'],
  ['?', 'this page'],
];

export interface Choices {
  readonly settings: () => Settings;
  readonly change: (settings: Settings) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

export function settingsView(deck: Deck, progress: Progress, choices: Choices): HTMLElement {
  const { settings, change, fail } = choices;
  const said = h('p', { role: 'status' });
  const topic = topicChoice(deck, 'topic', settings().topic);
  const fresh = h('input', { type: 'number', id: 'new', min: 0, max: 9999, value: settings().newCards });
  const cram = h('input', { type: 'checkbox', id: 'cram', checked: settings().cram });
  const shortcuts = h('input', { type: 'checkbox', id: 'shortcuts', checked: settings().shortcuts });
  const retention = h('input', {
    type: 'number', id: 'retention', min: LEAST_RETENTION * 100, max: MOST_RETENTION * 100, step: 1,
    value: Math.round(progress.retention * 100),
  });

  function chosen(): void {
    const newCards = fresh.valueAsNumber;
    if (!Number.isInteger(newCards) || newCards < 0) { return; }
    change({
      topic: topic.value, newCards, cram: cram.checked, shortcuts: shortcuts.checked,
    }).catch(fail);
  }
  for (const control of [topic, fresh, cram, shortcuts]) { control.addEventListener('change', chosen); }
  retention.addEventListener('change', () => {
    const value = retention.valueAsNumber / 100;
    if (!(value >= LEAST_RETENTION && value <= MOST_RETENTION)) {
      said.textContent = 'The desired retention must be between 70 and 99 percent.';
      return;
    }
    progress.setRetention(value, Date.now()).then(() => {
      said.textContent = `All cards of this deck were rescheduled for a desired retention of ${retention.value} %.`;
    }, fail);
  });

  const file = h('input', { type: 'file', id: 'import', accept: '.jsonl,.txt,.json' });
  file.addEventListener('change', () => {
    const [picked] = file.files ?? [];
    if (!picked) { return; }
    taken(picked, progress).then(text => { said.textContent = text; }, fail);
    file.value = '';
  });

  return h('section', { class: 'settings' },
    h('h1', {}, 'Settings'), said,
    h('h2', {}, 'Sessions'),
    field('Topic', topic), field('New cards/day', fresh),
    field('Desired retention, in percent', retention),
    check('Cram: ask all cards without rescheduling them', cram),
    check('Keyboard shortcuts', shortcuts),
    h('h2', {}, 'Your answers'),
    h('p', {}, progress.lasting
      ? 'They stay in this browser, on this device. Export a copy before you clear browser data or change devices; '
        + 'you can exchange the same file with sonodeck’s quiz in the terminal.'
      : 'This browser stores nothing for this page. Export your answers before you close it.'),
    h('p', {}, h('button', { type: 'button', onclick: () => save(deck, progress) }, 'Export answers')),
    field('Import answers', file),
    h('h2', {}, 'Keys'),
    h('table', {}, h('tbody', {}, ...KEYS.map(([key, does]) =>
      h('tr', {}, h('th', { scope: 'row' }, key), h('td', {}, does))))));
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h('p', {}, h('label', { for: control.id }, label), control);
}

function check(label: string, control: HTMLElement): HTMLElement {
  return h('p', { class: 'check' }, control, h('label', { for: control.id }, label));
}

function save(deck: Deck, progress: Progress): void {
  const address = URL.createObjectURL(new Blob([write(progress.records)], { type: 'application/jsonl' }));
  h('a', { href: address, download: `${deck.id}-answers-${localDate(new Date())}.jsonl` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function taken(file: File, progress: Progress): Promise<string> {
  try {
    const records = read(await file.text());
    const added = await progress.merge(records);
    return `${counted(added, 'record')} added, ${records.length - added} already known.`;
  } catch (error) {
    if (error instanceof Refused) { return `${file.name}: ${error.message}`; }
    throw error;
  }
}

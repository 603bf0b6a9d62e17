/** What a student chooses, the answers as a file, and the keys. */

import { paceOf } from './aheadview';
import type { Deck } from './deck';
import { h } from './dom';
import { read, Refused, write } from './exchange';
import { letters, say } from './labels';
import type { Progress } from './progress';
import { LEAST_RETENTION, MOST_RETENTION } from './records';
import { localDate } from './schedule';
import type { Settings } from './store';
import { topicChoice } from './topics';

/** Keys, each with what it does. */
function keys(): readonly (readonly [string, string])[] {
  const options = [...letters().slice(0, 4).toUpperCase()].join(' ');
  const shown = [options, 'U', 'S', 'Q', '?'].entries();
  const does = ['choose', 'undo', 'suspend', 'end', 'help'];
  return [
    [say('site.key-show'), say('site.help-show')],
    ['1 2 3 4', say('site.help-grade')],
    ...[...shown].map(([at, key]) => [key, say(`site.help-${does[at]}`)] as const),
  ];
}

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
  const typing = h('input', { type: 'checkbox', id: 'typing', checked: settings().typing });
  const retention = h('input', {
    type: 'number', id: 'retention', min: LEAST_RETENTION * 100, max: MOST_RETENTION * 100, step: 1,
    value: Math.round(progress.retention * 100),
  });

  function chosen(): void {
    const newCards = fresh.valueAsNumber;
    if (!Number.isInteger(newCards) || newCards < 0) { return; }
    change({
      topic: topic.value, newCards, cram: cram.checked, shortcuts: shortcuts.checked, typing: typing.checked,
    }).catch(fail);
  }
  for (const control of [topic, fresh, cram, shortcuts, typing]) { control.addEventListener('change', chosen); }
  retention.addEventListener('change', () => {
    const value = retention.valueAsNumber / 100;
    if (!(value >= LEAST_RETENTION && value <= MOST_RETENTION)) {
      said.textContent = say('site.share-limits');
      return;
    }
    progress.setRetention(value, Date.now()).then(() => {
      said.textContent = say('site.rescheduled', { share: retention.value });
    }, fail);
  });

  const exam = h('input', { type: 'date', id: 'exam-day', min: localDate(new Date()), value: progress.examDay });
  const tellPace = (): void => {
    said.textContent = paceOf(deck, progress);
    fresh.disabled = said.textContent !== '';
  };
  exam.addEventListener('change', () => {
    // While a year is being typed, its first digits are a date, too.
    if (exam.value && exam.value < exam.min) { return; }
    progress.setExamDay(exam.value, Date.now()).then(tellPace, fail);
  });
  tellPace();

  const file = h('input', { type: 'file', id: 'import', accept: '.jsonl,.txt,.json' });
  file.addEventListener('change', () => {
    const [picked] = file.files ?? [];
    if (!picked) { return; }
    taken(picked, progress).then(text => { said.textContent = text; }, fail);
    file.value = '';
  });

  return h('section', { class: 'settings' },
    h('h1', {}, say('site.settings')), said,
    h('h2', {}, say('site.sessions')),
    field(say('site.topic'), topic), field(say('site.new-a-day'), fresh), field(say('exam.day'), exam),
    field(say('site.share'), retention),
    check(say('site.cram'), cram),
    check(say('site.type'), typing),
    check(say('site.shortcuts'), shortcuts),
    h('h2', {}, say('site.your-answers')),
    h('p', {}, say(progress.lasting ? 'site.kept' : 'site.not-kept')),
    h('p', {}, h('button', { type: 'button', onclick: () => save(deck, progress) }, say('site.export'))),
    field(say('site.import'), file),
    h('h2', {}, say('site.keys')),
    h('table', {}, h('tbody', {}, ...keys().map(([key, does]) =>
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
    return say('site.added', { n: added, known: records.length - added });
  } catch (error) {
    if (error instanceof Refused) { return `${file.name}: ${error.message}`; }
    throw error;
  }
}

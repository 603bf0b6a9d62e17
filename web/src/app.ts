/** The page: its parts by the address behind `#`, the keyboard, light and dark. */

import './style.css';

import { browseView } from './browseview';
import { colors } from './colors';
import { deckOfThisPage, Gone } from './deck';
import { h } from './dom';
import { ExamView } from './examview';
import { form } from './inside';
import { meaning } from './keys';
import { say } from './labels';
import { keepForOffline } from './offline';
import { Platform, scoreOf } from './platform';
import { Progress } from './progress';
import { QuizView } from './quizview';
import { settingsView } from './settingsview';
import { statsView } from './statsview';
import { NotSaved, openStore, type Settings } from './store';

export { read, write } from './exchange';
export { drawn } from './paper';
export { rank } from './ranking';
export { replay } from './schedule';
export { score, sittings } from './sitting';
export { compare, Numbers } from './typed';

const PARTS = ['quiz', 'exam', 'browse', 'statistics', 'settings'] as const;
type Part = (typeof PARTS)[number];

function part(): Part {
  const named = location.hash.slice(1);
  return PARTS.find(one => one === named && (one !== 'exam' || document.querySelector('a[href="#exam"]'))) ?? 'quiz';
}

async function begin(): Promise<void> {
  const deck = deckOfThisPage();
  const platform = form() === 'package' ? Platform.find() : null;
  platform?.watch();
  const store = await openStore(deck.id, platform?.student);
  const progress = new Progress(deck, store);
  let [settings] = await Promise.all([store.settings(), progress.load()]);
  const main = element('main');
  const notices = element('notices');
  const failures = h('div');
  const warnings = h('div');
  notices.append(...(store.lasting ? [] : [forbidden()]), warnings, failures);

  function fail(error: unknown): void {
    failures.replaceChildren(h('p', { class: 'failure', role: 'alert' }, failure(error)));
    console.error(error);
  }
  const report = (): void => { platform?.tell(scoreOf(deck.cards, progress.answers)); };
  const mended = (): void => {
    failures.replaceChildren();
    report();
  };
  async function change(chosen: Settings): Promise<void> {
    settings = chosen;
    await store.set(chosen);
  }
  /** Answers of a clock that was ahead: said, with a way back. */
  function warn(): void {
    const ahead = progress.ahead(Date.now());
    const takeBack = (): void => {
      progress.undo(ahead, Date.now()).then(() => turn(false), fail);
    };
    warnings.replaceChildren(...(ahead.length ? [h('p', { class: 'failure' },
      say('site.ahead', { n: ahead.length }), ' ', h('button', { type: 'button', onclick: takeBack }, say('site.take-back')))] : []));
  }
  let quiz: QuizView | ExamView | null = null;
  const around = {
    deck, progress, fail, mended, settings: () => settings,
    say: (text: string) => { element('said').textContent = text; },
  };

  function view(): HTMLElement {
    switch (part()) {
      case 'browse': return browseView(deck, progress, fail);
      case 'statistics': return statsView(deck, progress);
      case 'settings': return settingsView(deck, progress, { settings: () => settings, change, fail });
      case 'exam': {
        quiz = new ExamView(around);
        quiz.begin();
        return quiz.element;
      }
      case 'quiz': {
        quiz = new QuizView(around);
        quiz.begin();
        return quiz.element;
      }
    }
  }
  function turn(moved: boolean): void {
    quiz = null;
    warn();
    report();
    main.replaceChildren(view());
    for (const link of document.querySelectorAll('nav a')) {
      if (link.getAttribute('href') === `#${part()}`) { link.setAttribute('aria-current', 'page'); }
      else { link.removeAttribute('aria-current'); }
    }
    if (moved) { main.focus({ preventScroll: true }); scrollTo(0, 0); }
  }

  addEventListener('hashchange', () => turn(true));
  addEventListener('keydown', event => {
    if (!settings.shortcuts || event.ctrlKey || event.altKey || event.metaKey || typing(event)) { return; }
    if (event.key === '?') { location.hash = '#settings'; event.preventDefault(); return; }
    if (quiz?.press(meaning(event))) { event.preventDefault(); }
  });
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') { quiz?.look(); }
  });
  turn(false);
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) { throw new Error(`the page has no #${id}`); }
  return found;
}

/** Whether a key goes into a control; a button takes Space and Enter for itself. */
function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.matches('button, a, summary')) { return event.key === ' ' || event.key === 'Enter'; }
  return target.matches('input, select, textarea');
}

function forbidden(): HTMLElement {
  return h('p', { class: 'failure' },
    say('site.forbidden'));
}

function failure(error: unknown): string {
  if (error instanceof Gone) {
    return say('site.part-gone');
  }
  if (error instanceof NotSaved) {
    const reason = error.message && ` (${error.message})`;
    return say('site.not-saved', { reason });
  }
  return say('site.wrong', { error: error instanceof Error ? error.message : String(error) });
}

colors();
element('skip').addEventListener('click', event => {
  event.preventDefault();
  element('main').focus();
});
if (form() === 'site') { keepForOffline(element('notices'), element('footer')); }
begin().catch(error => {
  element('notices').replaceChildren(h('p', { class: 'failure', role: 'alert' }, failure(error)));
});

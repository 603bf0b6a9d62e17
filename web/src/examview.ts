/** A mock exam on the page: its questions, its clock, and what it came to. */

import { RIGHT, type Note } from './deck';
import { capital, counted, drawing, h, svg } from './dom';
import { nameOf, optionsIn, show } from './face';
import { say } from './labels';
import { drawn, type Paper } from './paper';
import { button, place, QuizView, type Around } from './quizview';
import { newId, type Answer, type Choice, type Exam, type HandedIn, type StudyRecord } from './records';
import { marked, questionsOf, sittings, type Score, type Sitting } from './sitting';
import { MINUTE } from './schedule';

const TICK = 1000;
/** How many minutes before the end a screen reader is told; else the clock is silent. */
const TOLD = [10, 1];
const MAX_TOOK = 24 * 60 * MINUTE;
const BAR = 12;

export class ExamView {
  readonly element = h('section', { class: 'quiz exam' });
  readonly #around: Around;
  readonly #status = h('p');
  readonly #clock = h('p', { role: 'timer', 'aria-live': 'off' });
  readonly #card = h('div', { class: 'card', tabindex: '-1', role: 'group' });
  readonly #actions = h('div', { class: 'actions' });
  #sitting: Sitting | null = null;
  #paper: Paper | null = null;
  #questions = new Map<number, Note>();
  /** The number of the question in view; null where something else is. */
  #number: number | null = null;
  /** Whether the clock runs, and what it showed when it began to. */
  #since: number | null = null;
  #told = Infinity;
  #flagButton: HTMLElement | null = null;
  #quiz: QuizView | null = null;
  #busy = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(around: Around) {
    this.#around = around;
    const timer = setInterval(() => {
      if (this.element.isConnected) { this.#tick(); } else { clearInterval(timer); }
    }, TICK);
  }

  /** Show the exam in progress, else the last result, else a new one. */
  begin(): void {
    this.#do(async () => {
      const known = sittings(this.#around.progress.records, this.#around.deck.id);
      const going = known.filter(one => !one.ended).at(-1);
      const last = known.at(-1);
      if (going) { this.#open(going); this.#ready(going); }
      else if (last) { this.#open(last); await this.#result(); }
      else { this.#ready(null); }
    });
  }

  #open(sitting: Sitting): void {
    this.#sitting = sitting;
    this.#questions = questionsOf(sitting, this.#around.deck);
  }

  /** One thing after the other; what goes wrong is shown, and nothing is lost. */
  #do(action: () => Promise<void>): void {
    this.#busy += 1;
    this.element.setAttribute('aria-busy', 'true');
    this.#last = this.#last.then(action).then(this.#around.mended, this.#around.fail).finally(() => {
      this.#busy -= 1;
      if (!this.#busy) { this.element.removeAttribute('aria-busy'); }
    });
  }

  /** A key of the keyboard; says whether it may mean something here. */
  press(key: string): boolean {
    if (this.#quiz) { return this.#quiz.press(key); }
    const number = this.#number;
    if (number === null) { return false; }
    const pressed = key.toLowerCase();
    const chosen = place(pressed);
    if (chosen >= 0) { this.#do(() => this.#choose(number, optionsIn(this.#card)[chosen])); }
    else if (pressed === 'm') { this.#do(() => this.#flag(number)); }
    else if (pressed === 'p') { this.#do(() => this.#move(-1)); }
    else if (pressed === 'l') { this.#do(() => this.#overview()); }
    else if ([' ', 'enter', 'n'].includes(pressed)) { this.#do(() => this.#move(1)); }
    else { return false; }
    return true;
  }

  /** The page came back into view: another tab may have gone on. */
  look(): void {
    if (this.#quiz) { this.#quiz.look(); return; }
    this.#do(async () => {
      if (!await this.#around.progress.refresh() || this.#since === null) { return; }
      const { id } = this.#sitting?.exam ?? {};
      const now = sittings(this.#around.progress.records, this.#around.deck.id).find(one => one.exam.id === id);
      if (!now || now.ended) { this.#since = null; this.begin(); return; }
      this.#open(now);
      if (this.#number !== null) { await this.#question(this.#number); }
    });
  }

  // the clock

  #used(): number {
    const before = this.#sitting?.used ?? 0;
    return Math.round(this.#since === null ? before : Math.max(before, performance.now() - this.#since));
  }

  #minutesLeft(): number {
    return Math.max(0, Math.ceil(((this.#sitting?.exam.minutes ?? 0) * MINUTE - this.#used()) / MINUTE));
  }

  #tick(): void {
    if (this.#since === null || !this.#sitting) { return; }
    const minutes = this.#minutesLeft();
    const text = say('exam.left', { time: counted(minutes, 'minutes') });
    if (this.#clock.textContent !== text) { this.#clock.textContent = text; }
    const due = TOLD.find(one => minutes <= one && one < this.#told);
    if (due !== undefined && minutes > 0) { this.#told = due; this.#around.say(text); }
    if (minutes === 0) { this.#do(() => this.#handIn(say('exam.time-up'))); }
  }

  // before it begins

  #ready(going: Sitting | null): void {
    const { deck } = this.#around;
    const pool = deck.exam;
    if (!pool) { return; }
    this.#since = null;
    this.#number = null;
    this.#paper = going ? null : drawn(pool, deck.notes.map(note => note.key), newId().slice(0, 6));
    const minutes = going?.exam.minutes ?? this.#paper?.minutes ?? 0;
    const questions = say('exam.questions', { n: going ? this.#questions.size : this.#paper?.notes.length ?? 0 });
    const answered = going ? this.#answered().length : 0;
    const left = (going?.exam.minutes ?? 0) * MINUTE - (going?.used ?? 0);
    this.#show(
      h('h2', { tabindex: '-1' }, say('exam.title')),
      h('p', {}, say('exam.about', { questions, time: counted(minutes, 'minutes') })),
      ...(this.#paper?.lacking ?? []).map(lack => h('p', {}, say('exam.lacking', { ...lack }))),
      going && h('p', {}, say('exam.so-far', {
        answered, all: this.#questions.size, time: counted(Math.ceil(left / MINUTE), 'minutes'),
      })));
    const any = going ? this.#questions.size : this.#paper?.notes.length;
    this.#actions.replaceChildren(
      ...(any ? [this.#button(going ? 'exam.resume' : 'exam.begin', () => this.#start(going), 'main')] : []),
      ...(going ? [this.#discarding(going)] : []));
  }

  /** Pressed once it asks, pressed again it discards. */
  #discarding(going: Sitting): HTMLButtonElement {
    const first = this.#button('exam.discard', async () => {
      const sure = this.#button('exam.discard-sure', () => this.#discard(going));
      first.replaceWith(sure);
      sure.focus();
    });
    return first;
  }

  async #start(going: Sitting | null): Promise<void> {
    const { deck, progress } = this.#around;
    if (!going && this.#paper) {
      const exam: Exam = {
        type: 'exam', ...made(), deck: deck.id, seed: this.#paper.seed, minutes: this.#paper.minutes,
        questions: this.#paper.notes.map(at => deck.notes[at]?.guid ?? ''),
      };
      await progress.save([exam]);
      this.#open({ exam, choices: new Map(), used: 0, ended: false });
    }
    this.#since = performance.now() - (this.#sitting?.used ?? 0);
    this.#told = Infinity;
    const numbers = [...this.#questions.keys()];
    const answered = new Set(this.#answered());
    await this.#question(numbers.find(one => !answered.has(one)) ?? numbers[0] ?? 1);
  }

  async #discard(going: Sitting): Promise<void> {
    await this.#around.progress.undo([going.exam], Date.now());
    this.begin();
  }

  // its questions

  #answered(): number[] {
    return [...this.#questions.keys()].filter(one => this.#sitting?.choices.get(one)?.option);
  }

  #flagged(): number[] {
    return [...this.#questions.keys()].filter(one => this.#sitting?.choices.get(one)?.flagged);
  }

  async #question(number: number): Promise<void> {
    const card = this.#questions.get(number)?.cards[0];
    if (!card) { return; }
    const { deck } = this.#around;
    await show(this.#card, await deck.sides(card), 'front', card, deck);
    this.#number = number;
    this.#card.hidden = false;
    const all = this.#sitting?.exam.questions.length ?? 0;
    this.#card.setAttribute('aria-label', say('exam.question', { n: number, all }));
    for (const option of optionsIn(this.#card)) {
      option.replaceChildren(h('button', {
        type: 'button', onclick: () => this.#do(() => this.#choose(number, option)),
      }, ...option.childNodes));
    }
    this.element.replaceChildren(h('h1', { class: 'hidden' }, say('exam.title')),
      h('div', { class: 'where' }, this.#status, this.#clock), this.#card, this.#actions);
    this.#flagButton = this.#button('exam.flag', () => this.#flag(number), '', 'M');
    this.#actions.replaceChildren(
      this.#button('exam.next', () => this.#move(1), 'main', say('site.space')),
      this.#button('exam.previous', () => this.#move(-1), '', 'P'), this.#flagButton,
      this.#button('exam.overview', () => this.#overview(), '', 'L'));
    this.#mark(number);
    this.#tick();
    this.#card.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** What is chosen and flagged, as it stands now. */
  #mark(number: number): void {
    const choice = this.#sitting?.choices.get(number);
    for (const option of optionsIn(this.#card)) {
      const picked = choice?.option !== undefined && nameOf(option) === choice.option;
      option.classList.toggle('picked', picked);
      option.querySelector('button')?.setAttribute('aria-pressed', String(picked));
    }
    const flagged = choice?.flagged === true;
    const all = this.#sitting?.exam.questions.length ?? 0;
    const where = say('exam.question', { n: number, all });
    this.#status.textContent = flagged ? `${where} · ${say('exam.flagged')}` : where;
    this.#flagButton?.setAttribute('aria-pressed', String(flagged));
  }

  async #choose(number: number, option: HTMLElement | undefined): Promise<void> {
    if (!option) { return; }
    const before = this.#sitting?.choices.get(number);
    const name = nameOf(option);
    if (before?.option !== name) { await this.#save(number, name, before?.flagged === true); }
  }

  async #flag(number: number): Promise<void> {
    const before = this.#sitting?.choices.get(number);
    await this.#save(number, before?.option, !before?.flagged);
  }

  async #save(question: number, option: string | undefined, flagged: boolean): Promise<void> {
    const sitting = this.#sitting;
    if (!sitting || sitting.ended) { return; }
    const choice: Choice = {
      type: 'choice', ...made(), exam: sitting.exam.id, question, ...(option ? { option } : {}),
      ...(flagged ? { flagged: true as const } : {}), used: this.#used(),
    };
    await this.#around.progress.save([choice]);
    this.#sitting = { ...sitting, used: choice.used, choices: new Map([...sitting.choices, [question, choice]]) };
    if (this.#number === question) { this.#mark(question); }
  }

  async #move(by: number): Promise<void> {
    const numbers = [...this.#questions.keys()];
    const at = numbers.indexOf(this.#number ?? 0) + by;
    const number = numbers[Math.max(0, at)];
    if (number === undefined) { await this.#overview(); } else { await this.#question(number); }
  }

  async #overview(): Promise<void> {
    this.#number = null;
    const [answered, flagged] = [this.#answered(), this.#flagged()];
    const all = this.#sitting?.exam.questions.length ?? 0;
    const numbers = [...this.#questions.keys()].map(number => {
      const open = !answered.includes(number);
      const marks = [open && say('exam.open'), flagged.includes(number) && say('exam.flagged')].filter(Boolean);
      return h('li', {}, h('button', {
        type: 'button', class: open ? 'open' : 'answered', onclick: () => this.#do(() => this.#question(number)),
        'aria-label': [say('exam.question', { n: number, all }), ...marks].join(', '),
      }, String(number), flagged.includes(number) && ' ⚑'));
    });
    const missing = this.#questions.size - answered.length;
    this.#show(
      h('h2', { tabindex: '-1' }, capital(say('exam.overview'))), this.#clock,
      h('p', {}, say('exam.standing', { missing, flagged: flagged.length })), h('ol', { class: 'numbers' }, ...numbers));
    this.#actions.replaceChildren(this.#button('exam.hand-in', () => this.#handIn(''), 'main'));
  }

  // its end

  async #handIn(note: string): Promise<void> {
    const sitting = this.#sitting;
    if (!sitting || this.#since === null) { return; }
    const end: HandedIn = { type: 'handed-in', ...made(), exam: sitting.exam.id, used: this.#used() };
    const records: StudyRecord[] = [end, ...this.#answers(sitting)];
    await this.#around.progress.save(records);
    this.#since = null;
    this.#sitting = { ...sitting, used: end.used, ended: true };
    if (note) { this.#around.say(note); }
    await this.#result(note);
  }

  /** The answers that were handed in; they leave the schedule alone. */
  #answers(sitting: Sitting): Answer[] {
    let before = 0;
    return [...sitting.choices.values()].sort((a, b) => a.used - b.used).flatMap(({ question, option, used }) => {
      const took = Math.min(Math.max(0, used - before), MAX_TOOK);
      before = used;
      const note = this.#questions.get(question);
      if (!option || !note) { return []; }
      return [{
        type: 'answer' as const, ...made(), deck: this.#around.deck.id, guid: note.guid, card: 1, key: note.key,
        grade: option === RIGHT ? 3 as const : 1 as const, took, cram: true as const, option,
      }];
    });
  }

  async #result(note = ''): Promise<void> {
    const sitting = this.#sitting;
    if (!sitting) { return; }
    this.#number = null;
    const { deck } = this.#around;
    const { all, domains, wrong, guessed } = marked(sitting, deck);
    const texts = await deck.words();
    const gone = sitting.exam.questions.length - this.#questions.size;
    this.#show(
      note && h('p', { class: 'verdict' }, note),
      h('h2', { tabindex: '-1' }, say('exam.result', { right: all.right, asked: all.asked })),
      h('p', {}, interval(all)), h('p', {}, say('exam.by-guessing', { n: guessed })),
      ...domains.filter(one => one.asked).map(bar),
      h('p', { class: 'quiet' }, say('exam.interval-about')),
      gone > 0 && h('p', {}, say('exam.gone', { n: gone })),
      wrong.length > 0 && h('h2', {}, say('exam.wrong', { n: wrong.length })),
      this.#actions,
      h('div', { class: 'notes' }, ...wrong.map(number => this.#reasons(number, texts))));
    this.#actions.replaceChildren(
      ...(wrong.length ? [this.#button('exam.study', () => this.#study(wrong), 'main')] : []),
      this.#button('exam.another', async () => this.#ready(null), wrong.length ? '' : 'main'));
  }

  /** A question that was wrong, with its back once it is opened. */
  #reasons(number: number, texts: readonly (readonly [string, string])[]): HTMLElement {
    const { deck, fail } = this.#around;
    const note = this.#questions.get(number);
    const card = note?.cards[0];
    const option = this.#sitting?.choices.get(number)?.option;
    const side = h('div', { class: 'card' });
    const details = h('details', {},
      h('summary', {}, `${number}. ${(note && texts[note.at]?.[0]) ?? ''}${option ? '' : ` (${say('exam.open')})`}`), side);
    details.addEventListener('toggle', () => {
      if (!card || !details.open || side.hasChildNodes()) { return; }
      deck.sides(card).then(sides => show(side, sides, 'back', card, deck)).then(() => {
        const chosen = optionsIn(side).find(one => option !== undefined && nameOf(one) === option);
        chosen?.classList.add('chosen');
      }).catch(fail);
    });
    return details;
  }

  async #study(wrong: readonly number[]): Promise<void> {
    const cards = wrong.flatMap(number => this.#questions.get(number)?.cards.slice(0, 1) ?? []);
    const { settings } = this.#around;
    this.#quiz = new QuizView({ ...this.#around, settings: () => ({ ...settings(), cram: false }) }, cards);
    this.element.replaceChildren(this.#quiz.element);
    this.element.classList.remove('exam');
    this.#quiz.begin();
  }

  /** Something else than a question, with its heading in focus. */
  #show(...shown: (HTMLElement | string | false | null)[]): void {
    const children = shown.filter((one): one is HTMLElement => one instanceof HTMLElement);
    if (!children.includes(this.#actions)) { children.push(this.#actions); }
    this.element.replaceChildren(h('h1', { class: 'hidden' }, say('exam.title')), ...children);
    this.element.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  #button(name: string, action: () => Promise<void>, style = '', key = ''): HTMLButtonElement {
    return button(capital(say(name)), key, () => this.#do(action), style);
  }
}

function made(): { id: string; at: number } { return { id: newId(), at: Date.now() }; }

function interval({ right, asked, low, high }: Score): string {
  const [share, from, to] = [asked ? right / asked : 0, low, high].map(one => Math.round(100 * one));
  return say('exam.interval', { share: share ?? 0, low: from ?? 0, high: to ?? 0 });
}

/** The score of a domain: what was right, and a line over its interval. */
function bar(found: Score): HTMLElement {
  const text = `${found.title}: ${found.right} / ${found.asked}, ${interval(found)}`;
  const [width, middle] = [Math.max(240, Math.min(700, innerWidth - 56)), BAR];
  const x = (share: number): number => Math.round(width * share);
  return h('div', { class: 'share plot' }, h('p', {}, text), drawing(width, 2 * BAR, text,
    svg('rect', { class: 'track', x: 0, y: BAR / 2, width, height: BAR }),
    svg('rect', { class: 'bar', x: 0, y: BAR / 2, width: x(found.right / found.asked), height: BAR }),
    svg('path', {
      class: 'whisker', d: `M${x(found.low)} ${middle}H${x(found.high)}M${x(found.low)} 5V19M${x(found.high)} 5V19`,
    })));
}

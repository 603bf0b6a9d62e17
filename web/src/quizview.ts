/** The quiz on the page: a card, what can be done with it, and the end of a sitting. */

import { RIGHT, type Card, type Deck } from './deck';
import { counted, h, percent, span } from './dom';
import { nameOf, optionsIn, show } from './face';
import { letters, say } from './labels';
import { Overtaken, type Given, type Progress } from './progress';
import { isLastDay, queueOf, queueOfThese } from './queue';
import type { Grade } from './records';
import { dayBegins, GRADES, isDue, studyDay } from './schedule';
import { Session } from './session';
import type { Settings } from './store';
import type { Right } from './typed';
import { Typing, typingForm } from './typedview';

const GRADE_NAMES: Readonly<Record<Grade, string>> = {
  1: 'quiz.again', 2: 'quiz.hard', 3: 'quiz.good', 4: 'quiz.easy',
};
const KEYS = /^(?: |Enter|[1-4]|[a-h]|[usq])$/i;
const GO_ON: ReadonlySet<string> = new Set([' ', 'enter']);
const KNOWN: Grade = 3;
const NOT_KNOWN: Grade = 1;

/** What the quiz needs of the page around it. */
export interface Around {
  readonly deck: Deck;
  readonly progress: Progress;
  readonly settings: () => Settings;
  readonly say: (text: string) => void;
  readonly fail: (error: unknown) => void;
  /** What failed before is made good. */
  readonly mended: () => void;
}

export class QuizView {
  readonly element = h('section', { class: 'quiz' });
  readonly #around: Around;
  readonly #status = h('p');
  readonly #tools = h('div', { class: 'tools' });
  readonly #card = h('div', { class: 'card', tabindex: '-1', role: 'group' });
  readonly #actions = h('div', { class: 'actions' });
  #only: readonly Card[] | null;
  #typing: Typing | null = null;
  #session: Session;
  /** The day of study that the queue is of. */
  #day = '';
  #current: Card | null = null;
  #shownAt = 0;
  #back = false;
  #choice = false;
  /** Whether a choice was made and graded, and only "next" is left. */
  #told = false;
  /** How many things are being done, and the promise of the last of them. */
  #busy = 0;
  #last: Promise<void> = Promise.resolve();

  /** `only`: these cards, due or not, until there is none left of them. */
  constructor(around: Around, only: readonly Card[] | null = null) {
    this.#around = around;
    this.#only = only;
    this.#session = this.#newSession();
    this.element.append(
      h('h1', { class: 'hidden' }, say('site.quiz')), h('div', { class: 'where' }, this.#status, this.#tools),
      this.#card, this.#actions);
  }

  #newSession(before: Session | null = null): Session {
    const { deck, progress, settings } = this.#around;
    const now = Date.now();
    this.#day = studyDay(now);
    const queue = this.#only ? queueOfThese(this.#only, progress) : queueOf(deck, progress, settings(), now);
    return new Session(queue, card => progress.state(card)?.due ?? 0, before);
  }

  /** On another day than before, as on a page left open over night, other cards are asked. */
  #isNewDay(): boolean {
    if (this.#only || studyDay(Date.now()) === this.#day) { return false; }
    this.#session = this.#newSession(this.#session);
    return true;
  }

  /** Begin a sitting with the settings as they are now. */
  begin(): void {
    this.#do(async () => {
      this.#session = this.#newSession();
      await this.#next();
    });
  }

  /** Show the card that comes next, or the end. */
  async #next(): Promise<void> {
    this.#isNewDay();
    const card = this.#session.next(Date.now());
    this.#current = card;
    this.#back = false;
    this.#choice = false;
    this.#told = false;
    if (!card) { this.#end(); return; }
    const sides = await this.#around.deck.sides(card);
    if (this.#current !== card) { return; }
    await show(this.#card, sides, 'front', card, this.#around.deck);
    this.#card.hidden = false;
    this.#card.setAttribute('aria-label', say('site.question'));
    this.#shownAt = performance.now();
    const options = optionsIn(this.#card);
    this.#choice = options.length > 0;
    options.forEach(option => {
      option.replaceChildren(
        h('button', { type: 'button', onclick: () => this.#do(() => this.#choose(option)) }, ...option.childNodes));
    });
    this.#where();
    const right = await this.#typed(card);
    if (this.#current !== card) { return; }
    if (right) { this.#ask(card, right); } else { this.#offerAnswer(); }
    scrollTo(0, 0);
  }

  #offerAnswer(): void {
    this.#offer(button(say('site.show-answer'), say('site.space'), () => this.press(' '), this.#choice ? '' : 'main'));
    this.#card.focus({ preventScroll: true });
  }

  /** What is right where the student wants to type and can. */
  async #typed(card: Card): Promise<Right | null> {
    if (!this.#around.settings().typing) { return null; }
    this.#typing ??= await Typing.of(this.#around.deck);
    return this.#typing.right(card);
  }

  /** Ask for an answer to be typed; options, which would give it away, come when that is left. */
  #ask(card: Card, right: Right): void {
    const asked = this.#card.querySelector('.question, .text');
    if (asked) { asked.id = 'asked'; }
    const options = this.#card.querySelector<HTMLElement>('.options');
    const hide = (hidden: boolean): void => { if (options) { options.hidden = hidden; } };
    hide(true);
    const leave = (): void => { hide(false); this.#offerAnswer(); };
    const submit = (typed: string): void => this.#do(async () => {
      if (this.#current !== card || this.#back) { return; }
      await this.#turn();
      if (!typed || !this.#typing) { return; }
      const { verdict, element } = this.#typing.shown(card, right, typed);
      this.#actions.prepend(element);
      this.#around.say(verdict);
    });
    this.#offer(typingForm('asked', this.#around.deck.language, submit, leave));
    this.#actions.querySelector('input')?.focus({ preventScroll: true });
  }

  #where(): void {
    const { left } = this.#session;
    const cram = this.#around.settings().cram ? say('site.cramming') : '';
    this.#status.textContent = say('site.to-go', { cards: counted(left, 'cards') }) + cram;
  }

  /** What can be done now; what can be done on every card stands above it. */
  #offer(...actions: HTMLElement[]): void {
    this.#actions.replaceChildren(...actions);
    const undo = this.#session.last && button(say('site.undo'), 'U', () => this.press('u'));
    const suspend = this.#current && button(say('site.suspend'), 'S', () => this.press('s'));
    this.#tools.replaceChildren(...[undo, suspend].filter(tool => tool !== null));
  }

  /** A key of the keyboard; says whether it may mean something here. */
  press(key: string): boolean {
    const known = KEYS.test(key) || (key.length === 1 && letters().includes(key.toLowerCase()));
    if (!known || (!this.#current && !this.#busy && !/^u$/i.test(key))) { return false; }
    this.#do(() => this.#pressed(key.toLowerCase()));
    return true;
  }

  /** What a key does now that everything before it is done. */
  async #pressed(key: string): Promise<void> {
    if (key === 'u') { await this.#undo(); return; }
    if (!this.#current) { return; }
    if (key === 'q') { this.#end(); }
    else if (key === 's') { await this.#suspend(); }
    else if (this.#back) { await this.#pressedAtBack(key); }
    else { await this.#pressedAtFront(key); }
  }

  async #pressedAtFront(key: string): Promise<void> {
    if (GO_ON.has(key)) { await this.#turn(); return; }
    const option = this.#choice ? optionsIn(this.#card)[place(key)] : undefined;
    if (option) { await this.#choose(option); }
  }

  async #pressedAtBack(key: string): Promise<void> {
    if (this.#told) {
      if (GO_ON.has(key)) { await this.#next(); }
      return;
    }
    const grade = GRADES.find(one => String(one) === key);
    if (grade) { await this.#grade(grade); }
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

  async #showBack(): Promise<void> {
    const card = this.#current;
    if (!card) { return; }
    const sides = await this.#around.deck.sides(card);
    await show(this.#card, sides, 'back', card, this.#around.deck);
    this.#card.setAttribute('aria-label', say('site.answer'));
    this.#back = true;
    this.#card.focus({ preventScroll: true });
    const answer = ['.options', '.answer', '.cloze'].map(name => this.#card.querySelector(name)).find(Boolean);
    answer?.scrollIntoView({ block: 'nearest' });
  }

  /** The answer; the student says how it went. */
  async #turn(): Promise<void> {
    const card = this.#current;
    if (!card) { return; }
    await this.#showBack();
    const now = Date.now();
    const { cram } = this.#around.settings();
    const grades = GRADES.map(grade => {
      const wait = cram ? '' : span(this.#around.progress.preview(card, grade, now).due - now);
      return button(say(GRADE_NAMES[grade]), String(grade), () => this.press(String(grade)), `grade g${grade}`, wait);
    });
    this.#offer(...grades);
  }

  /** A multiple choice is graded by what was chosen, at once. */
  async #choose(option: HTMLElement): Promise<void> {
    const card = this.#current;
    if (!card) { return; }
    const chosen = nameOf(option);
    const right = chosen === RIGHT;
    if (!await this.#save(card, { ...this.#given(right ? KNOWN : NOT_KNOWN), option: chosen })) { return; }
    this.#told = true;
    await this.#showBack();
    for (const one of optionsIn(this.#card)) {
      if (nameOf(one) === chosen && !right) { one.classList.add('chosen'); }
    }
    const verdict = say(right ? 'site.right' : 'site.not-right');
    this.#around.say(verdict);
    this.#where();
    this.#offer(
      h('p', { class: right ? 'verdict right' : 'verdict wrong' }, verdict),
      button(say('site.next'), say('site.space'), () => this.press(' '), 'main'));
  }

  async #grade(grade: Grade): Promise<void> {
    const card = this.#current;
    if (!card) { return; }
    if (!await this.#save(card, this.#given(grade))) { return; }
    this.#around.say(say(GRADE_NAMES[grade]));
    await this.#next();
  }

  /** A grade for the card in view. */
  #given(grade: Grade): Given { return { grade, took: performance.now() - this.#shownAt }; }

  /** Save an answer; false, and the next card, where the card was answered in another tab. */
  async #save(card: Card, given: Given): Promise<boolean> {
    const { progress, settings } = this.#around;
    const { size } = progress;
    try {
      const record = await progress.answer(card, given, Date.now(), settings().cram);
      this.#session.answered(card, record, progress.state(card));
    } catch (error) {
      if (!(error instanceof Overtaken)) { throw error; }
      this.#session.dropped(card);
      this.#dropWhatOthersAnswered();
      this.#around.say(say('site.overtaken'));
      await this.#next();
      return false;
    }
    if (progress.size > size + 1) { this.#dropWhatOthersAnswered(); }
    return true;
  }

  /** Another tab added answers: what is not due any more is not asked here again. */
  #dropWhatOthersAnswered(): void {
    const { deck, progress, settings } = this.#around;
    if (this.#only || settings().cram) { return; }
    const now = Date.now();
    const [today, tomorrow] = [dayBegins(now, 0), dayBegins(now, 1)];
    const isLast = isLastDay(progress, now);
    for (const card of deck.cards) {
      const state = progress.state(card);
      const isDone = state?.step === null && (isLast ? state.last >= today : !isDue(state, now, tomorrow));
      if (progress.isSuspended(card) || isDone) {
        this.#session.dropped(card);
      }
    }
  }

  /** The page came back into view: another tab may have gone on in the meantime. */
  look(): void {
    this.#do(async () => {
      const others = await this.#around.progress.refresh();
      if (this.#isNewDay()) {
        if (!this.#back) { await this.#next(); }
        return;
      }
      if (!others) { return; }
      this.#dropWhatOthersAnswered();
      if (!this.#back && this.#session.next(Date.now()) !== this.#current) { await this.#next(); }
    });
  }

  async #suspend(): Promise<void> {
    const card = this.#current;
    if (!card) { return; }
    const record = await this.#around.progress.suspend(card, Date.now());
    this.#session.suspended(card, record);
    this.#around.say(say('site.suspended'));
    await this.#next();
  }

  async #undo(): Promise<void> {
    const { last } = this.#session;
    if (!last) { return; }
    await this.#around.progress.undo([last], Date.now());
    this.#session.undo();
    this.#around.say(say('site.taken-back'));
    await this.#next();
  }

  #end(): void {
    this.#current = null;
    this.#only = null;
    this.#card.hidden = true;
    this.#status.textContent = '';
    this.#offer(
      h('div', { class: 'end' }, ...this.#summary()),
      button(say(this.#session.left ? 'site.go-on' : 'site.look-again'), '', () => this.begin(), 'main'));
    this.#actions.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }

  /** What was done in this sitting, and what is to come. */
  #summary(): HTMLElement[] {
    const { deck, progress, settings } = this.#around;
    const { answers, left } = this.#session;
    const known = answers.filter(answer => answer.grade > 1).length;
    const tomorrow = dayBegins(Date.now(), 2);
    const coming = deck.cards.filter(card => {
      const state = progress.state(card);
      return state && !progress.isSuspended(card) && state.due < tomorrow;
    }).length;
    const { topic } = settings();
    const nothing = topic ? say('site.nothing-of', { topic }) : say('site.nothing');
    const share = percent({ known, asked: answers.length });
    return [
      h('h2', { tabindex: '-1' },
        say(left ? 'site.stopped' : answers.length ? 'site.done' : 'site.nothing-due')),
      h('p', {}, answers.length
        ? say('site.known', { answers: counted(answers.length, 'answers'), share })
        : left ? say('site.nothing-answered') : nothing),
      h('p', {}, say('site.until-tomorrow', { cards: counted(coming, 'cards') })),
    ];
  }
}

/** The place of the option that a key stands for: by its letter, or a to h. */
export function place(key: string): number {
  return Math.max(letters().indexOf(key), 'abcdefgh'.indexOf(key));
}

export function button(name: string, key: string, action: () => void, style = '', more = ''): HTMLButtonElement {
  return h('button', { type: 'button', class: style, onclick: action },
    h('span', {}, name), more && h('small', {}, more), key && h('kbd', { 'aria-hidden': 'true' }, key));
}

/**
 * A learning platform that opened this page, and what it is told: the run-time calls of SCORM 1.2
 * (ADL, "SCORM Run-Time Environment", version 1.2, 2001, 3.3 and 3.4).
 */

import type { Card } from './deck';
import type { Answer } from './records';

interface Api {
  LMSInitialize(nothing: ''): unknown;
  LMSGetValue(name: string): unknown;
  LMSSetValue(name: string, value: string): unknown;
  LMSCommit(nothing: ''): unknown;
  LMSFinish(nothing: ''): unknown;
}

/** What a platform shows of a student: whole percents, and whether every card was answered. */
export interface Score {
  readonly raw: number;
  readonly isComplete: boolean;
}

/** The share of the cards whose newest answer is not "Again"; 100 only where that is true of all. */
export function scoreOf(cards: readonly Card[], answers: Iterable<Answer>): Score {
  const newest = new Map<string, number>();
  for (const { card, guid, grade } of answers) { newest.set(`${card} ${guid}`, grade); }
  const grades = cards.map(card => newest.get(card.name) ?? 0);
  const known = grades.filter(grade => grade > 1).length;
  return {
    raw: cards.length ? Math.floor(100 * known / cards.length) : 0,
    isComplete: cards.length > 0 && grades.every(grade => grade > 0),
  };
}

const MOST_FRAMES = 20;
const DONE: ReadonlySet<string> = new Set(['completed', 'passed', 'failed']);

/** What the platform put into a frame around this page, or into the window that opened it. */
function found(): Api | null {
  for (const start of [window, window.opener as Window | null]) {
    let frame = start;
    for (let at = 0; frame && at < MOST_FRAMES; at += 1) {
      try {
        const { API } = frame as { API?: Api };
        if (API) { return API; }
      } catch { /* a frame of another origin: one around it may be ours */ }
      frame = frame.parent === frame ? null : frame.parent;
    }
  }
  return null;
}

export class Platform {
  readonly #api: Api;
  #opened = Date.now();
  #isOpen = false;
  /** The best score that it knows: on a new device, where no answers are, none is taken away. */
  #raw = -1;
  #status = '';

  private constructor(api: Api) { this.#api = api; }

  /** The platform that opened this page; null where there is none, or it doesn't answer. */
  static find(): Platform | null {
    const api = found();
    if (!api) { return null; }
    const platform = new Platform(api);
    return platform.#begin() ? platform : null;
  }

  /** Whom it knows the student by; "" where it doesn't say. */
  get student(): string { return this.#get('cmi.core.student_id'); }

  #begin(): boolean {
    this.#opened = Date.now();
    this.#isOpen = this.#call(api => api.LMSInitialize('')) === 'true';
    return this.#isOpen;
  }

  /** Tell it a score, if it is news. */
  tell(score: Score): void {
    if (!this.#isOpen) { return; }
    if (!this.#status) { this.#look(); }
    const raw = Math.max(score.raw, this.#raw);
    const status = DONE.has(this.#status) ? this.#status : score.isComplete ? 'completed' : 'incomplete';
    if (raw === this.#raw && status === this.#status) { return; }
    this.#set('cmi.core.score.min', '0');
    this.#set('cmi.core.score.max', '100');
    this.#set('cmi.core.score.raw', String(raw));
    if (status !== this.#status) { this.#set('cmi.core.lesson_status', status); }
    this.#call(api => api.LMSCommit(''));
    this.#raw = raw;
    this.#status = status;
  }

  /** What it knows from earlier sittings. */
  #look(): void {
    const raw = this.#get('cmi.core.score.raw');
    this.#raw = raw !== '' && Number(raw) >= 0 && Number(raw) <= 100 ? Number(raw) : -1;
    this.#status = this.#get('cmi.core.lesson_status');
  }

  /** The page is left; a browser that brings it back goes on where it was. */
  watch(): void {
    addEventListener('pagehide', () => this.#finish());
    addEventListener('pageshow', event => { if (event.persisted && !this.#isOpen) { this.#begin(); } });
  }

  #finish(): void {
    if (!this.#isOpen) { return; }
    this.#set('cmi.core.session_time', timespan(Date.now() - this.#opened));
    this.#set('cmi.core.exit', 'suspend');
    this.#call(api => api.LMSCommit(''));
    this.#call(api => api.LMSFinish(''));
    this.#isOpen = false;
  }

  #get(name: string): string { return this.#call(api => api.LMSGetValue(name)); }
  #set(name: string, value: string): void { this.#call(api => api.LMSSetValue(name, value)); }

  /** What the platform answers, as text; "" where it fails: that is no reason to stop the quiz. */
  #call(call: (api: Api) => unknown): string {
    try {
      return String(call(this.#api) ?? '');
    } catch (error) {
      console.warn(error);
      return '';
    }
  }
}

/** A time as SCORM writes it: `0001:05:30`. */
function timespan(milliseconds: number): string {
  const seconds = Math.min(Math.max(0, Math.round(milliseconds / 1000)), 9999 * 3600);
  const parts = [[Math.floor(seconds / 3600), 4], [Math.floor(seconds / 60) % 60, 2], [seconds % 60, 2]] as const;
  return parts.map(([part, digits]) => String(part).padStart(digits, '0')).join(':');
}

/**
 * When a card is due: its answers, replayed through FSRS-6. The rules stand in docs/quiz.md; the
 * terminal follows the same, and a test holds the two against each other.
 *
 * ts-fsrs computes stability and difficulty. The steps are here because its own scheduler counts
 * calendar days between answers where the terminal's counts whole days of 24 hours.
 */

import { FSRSAlgorithm } from 'ts-fsrs';

import { rank } from './ranking';
import { cardName, type Answer, type Grade } from './records';

export type Phase = 'learning' | 'review' | 'relearning';

/**
 * Where a card stands after its answers. Moments are milliseconds since 1970 (UTC); `step` is null
 * once it has left its steps; `stability` is in days.
 */
export interface State {
  readonly phase: Phase;
  readonly step: number | null;
  readonly stability: number;
  readonly difficulty: number;
  readonly due: number;
  readonly first: number;
  readonly last: number;
  readonly answers: number;
}

export const GRADES: readonly Grade[] = [1, 2, 3, 4];
export const MINUTE = 60_000;
export const DAY = 86_400_000;
const MAX_DAYS = 36500;
const DAY_BEGINS = 4;
const LEARNING = [MINUTE, 10 * MINUTE];
const RELEARNING = [10 * MINUTE];

const schedulers = new Map<number, FSRSAlgorithm>();

function scheduler(retention: number): FSRSAlgorithm {
  let known = schedulers.get(retention);
  if (!known) {
    known = new FSRSAlgorithm({
      request_retention: retention, maximum_interval: MAX_DAYS, enable_fuzz: false,
      learning_steps: ['1m', '10m'], relearning_steps: ['10m'],
    });
    schedulers.set(retention, known);
  }
  return known;
}

/** Where a card stands after one more answer; `at` must not lie before the last one. */
export function after(
  state: State | null, guid: string, card: number, grade: Grade, at: number, retention: number,
): State {
  const fsrs = scheduler(retention);
  const elapsed = state ? Math.max(0, Math.floor((at - state.last) / DAY)) : 0;
  const memory = state && { stability: state.stability, difficulty: state.difficulty };
  const { stability, difficulty } = fsrs.next_state(memory, elapsed, grade);
  const answers = (state?.answers ?? 0) + 1;
  const { phase, step, wait } = stepped(state?.phase ?? 'learning', state ? state.step : 0, grade);
  const interval = wait ?? spread(fsrs.next_interval(stability, elapsed), guid, card, answers) * DAY;
  return {
    phase, step, stability, difficulty, due: at + interval, first: state?.first ?? at, last: at,
    answers,
  };
}

interface Stepped {
  readonly phase: Phase;
  readonly step: number | null;
  /** Milliseconds, or null where stability says how long. */
  readonly wait: number | null;
}

function stepped(phase: Phase, step: number | null, grade: Grade): Stepped {
  const learned: Stepped = { phase: 'review', step: null, wait: null };
  if (phase === 'review') {
    return grade === 1 ? { phase: 'relearning', step: 0, wait: RELEARNING[0] ?? null } : learned;
  }
  const steps = phase === 'learning' ? LEARNING : RELEARNING;
  const now = step ?? 0;
  if (grade === 4 || (grade === 3 && now + 1 >= steps.length)) { return learned; }
  if (grade === 2) { return { phase, step: now, wait: hardWait(steps, now) }; }
  const next = grade === 1 ? 0 : now + 1;
  return { phase, step: next, wait: steps[next] ?? null };
}

/** Between the first step and the next; on later steps the same again. */
function hardWait(steps: readonly number[], now: number): number | null {
  const [first = 0, second] = steps;
  if (now > 0) { return steps[now] ?? null; }
  return second === undefined ? first * 1.5 : (first + second) / 2;
}

/** Where a card stands after all its answers, in order of time; those of cramming don't count. */
export function replay(answers: Iterable<Answer>, retention: number): State | null {
  let state: State | null = null;
  for (const { guid, card, grade, at, cram } of answers) {
    if (!cram) { state = after(state, guid, card, grade, at, retention); }
  }
  return state;
}

/** Where the cards of a deck stand, by name, from its answers in order of time. */
export function replayAll(answers: Iterable<Answer>, retention: number): Map<string, State> {
  const states = new Map<string, State>();
  for (const { guid, card, grade, at, cram } of answers) {
    if (cram) { continue; }
    const name = cardName(guid, card);
    states.set(name, after(states.get(name) ?? null, guid, card, grade, at, retention));
  }
  return states;
}

/** The chance that a card is known at a moment, by its forgetting curve. */
export function recall(state: State, at: number): number {
  return scheduler(0.9).forgetting_curve(Math.max(0, Math.floor((at - state.last) / DAY)), state.stability);
}

const SPREADS = [[2.5, 7, 0.15], [7, 20, 0.1], [20, MAX_DAYS, 0.05]] as const;

/** An interval made a little shorter or longer, by the card and the number of its answers. */
export function spread(days: number, guid: string, card: number, answers: number): number {
  if (days < 3) { return days; }
  let delta = 1;
  for (const [start, end, factor] of SPREADS) { delta += factor * Math.max(Math.min(days, end) - start, 0); }
  const most = Math.min(MAX_DAYS, rounded(days + delta));
  const least = Math.min(Math.max(2, rounded(days - delta)), most);
  return least + rank(`${guid}\0${card}\0${answers}`) % (most - least + 1);
}

/** The nearest whole number; of two equally near the even one, as Python rounds. */
function rounded(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) { return rest < 0.5 ? below : below + 1; }
  return below % 2 === 0 ? below : below + 1;
}

/** The day of study that a moment belongs to, as 2026-01-31; it begins at 4, local time. */
export function studyDay(at: number): string {
  const moment = new Date(at);
  moment.setHours(moment.getHours() - DAY_BEGINS);
  return localDate(moment);
}

/** A date by the clock of this machine, as 2026-01-31. */
export function localDate(moment: Date): string {
  const [month, day] = [moment.getMonth() + 1, moment.getDate()].map(part => String(part).padStart(2, '0'));
  return `${moment.getFullYear()}-${month}-${day}`;
}

/** The moment at which the day of study `days` after that of a moment begins. */
export function dayBegins(at: number, days: number): number {
  const moment = new Date(at);
  moment.setHours(moment.getHours() - DAY_BEGINS);
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + days, DAY_BEGINS).getTime();
}

/** Whether a card is to be asked; `tomorrow` is when the next day of study begins. */
export function isDue(state: State, at: number, tomorrow: number): boolean {
  return state.step === null ? state.due < tomorrow : state.due <= at;
}

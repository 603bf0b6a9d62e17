/**
 * What a student did, as records that are only ever added; everything else is computed from them.
 * The file of records and the rules that follow from them are described in docs/quiz.md.
 */

export type Grade = 1 | 2 | 3 | 4;

export interface CardId {
  readonly deck: string;
  readonly guid: string;
  readonly card: number;
}

interface Made {
  readonly id: string;
  /** Milliseconds since 1970 (UTC). */
  readonly at: number;
}

/**
 * `key` is the note's key then, shown to people; `took` the milliseconds the card was in view;
 * `option` the name of the option that was chosen.
 */
export interface Answer extends Made, CardId {
  readonly type: 'answer';
  readonly key: string;
  readonly grade: Grade;
  readonly took: number;
  readonly cram?: true;
  readonly option?: string;
}

export interface Suspension extends Made, CardId {
  readonly type: 'suspend' | 'resume';
  readonly key: string;
}

/** The share of answers that a student wants to know; the newest holds for the whole deck. */
export interface Retention extends Made {
  readonly type: 'retention';
  readonly deck: string;
  readonly value: number;
}

/** The day of the real exam, as 2027-05-14; none without one. The newest holds. */
export interface ExamDay extends Made {
  readonly type: 'exam-day';
  readonly deck: string;
  readonly day?: string;
}

/** A mock exam began: its questions by the guids of their notes, each asked as its first card. */
export interface Exam extends Made {
  readonly type: 'exam';
  readonly deck: string;
  readonly seed: string;
  readonly minutes: number;
  readonly questions: readonly string[];
}

/** What stands at a question of an exam, by its number from 1; `used`: what its clock had run. */
export interface Choice extends Made {
  readonly type: 'choice';
  readonly exam: string;
  readonly question: number;
  readonly option?: string;
  readonly flagged?: true;
  readonly used: number;
}

/** An exam is over. */
export interface HandedIn extends Made {
  readonly type: 'handed-in';
  readonly exam: string;
  readonly used: number;
}

/** The record named by `of` counts as never written. */
export interface Undo extends Made {
  readonly type: 'undo';
  readonly of: string;
}

export type Done = Answer | Suspension | Retention | ExamDay | Exam | Choice | HandedIn;
export type StudyRecord = Done | Undo;

/** The year 2200, in milliseconds: beyond it no date is meant. */
export const LAST_MOMENT = 7_258_118_400_000;

export const DEFAULT_RETENTION = 0.9;
export const LEAST_RETENTION = 0.7;
export const MOST_RETENTION = 0.99;

/** An id that no other record has. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** The name of a card within its deck. */
export function cardName(guid: string, card: number): string {
  return `${card} ${guid}`;
}

function inOrder(a: Made, b: Made): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The records that were not taken back, in order of time. */
export function inForce(records: Iterable<StudyRecord>): Done[] {
  const undone = new Set<string>();
  const kept: Done[] = [];
  for (const record of records) {
    if (record.type === 'undo') { undone.add(record.of); } else { kept.push(record); }
  }
  return kept.filter(record => !undone.has(record.id)).sort(inOrder);
}

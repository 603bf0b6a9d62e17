/** The exams of a student as the records tell them, and how they are marked: as in the terminal. */

import { RIGHT, type Deck, type Note } from './deck';
import { inForce, type Choice, type Exam, type HandedIn, type StudyRecord } from './records';

/** An exam as it stands: what was chosen by number, and the milliseconds that its clock ran. */
export interface Sitting {
  readonly exam: Exam;
  readonly choices: ReadonlyMap<number, Choice>;
  readonly used: number;
  readonly ended: boolean;
}

/** The exams of a deck, in order of time. What was chosen after one was handed in changes nothing. */
export function sittings(records: Iterable<StudyRecord>, deck: string): Sitting[] {
  const done = inForce(records);
  const ends = new Map<string, HandedIn>();
  for (const one of done) {
    if (one.type === 'handed-in' && !ends.has(one.exam)) { ends.set(one.exam, one); }
  }
  return done.filter(one => one.type === 'exam').filter(exam => exam.deck === deck).map(exam => {
    const end = ends.get(exam.id);
    const choices = done.filter(one => one.type === 'choice')
      .filter(one => one.exam === exam.id && (!end || one.at <= end.at));
    return {
      exam, ended: end !== undefined, used: Math.max(0, end?.used ?? 0, ...choices.map(one => one.used)),
      choices: new Map(choices.map(one => [one.question, one])),
    };
  });
}

/** The questions of an exam that the deck still has, by number. */
export function questionsOf(sitting: Sitting, deck: Deck): Map<number, Note> {
  const asked = new Set(deck.exam?.candidates.map(([note]) => note));
  const byGuid = new Map(deck.notes.filter(note => asked.has(note.at)).map(note => [note.guid, note]));
  return new Map(sitting.exam.questions.flatMap((guid, at) => {
    const note = byGuid.get(guid);
    return note ? [[at + 1, note] as const] : [];
  }));
}

/** How many were right, and between which shares that may lie by luck: 95 %, by Wilson (1927). */
export interface Score {
  readonly title: string;
  readonly right: number;
  readonly asked: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

export function score(title: string, right: number, asked: number): Score {
  if (!asked) { return { title, right: 0, asked: 0, low: 0, high: 1 }; }
  const [share, spread] = [right / asked, Z * Z / asked];
  const middle = (share + spread / 2) / (1 + spread);
  const half = Z / (1 + spread) * Math.sqrt(share * (1 - share) / asked + spread / 4 / asked);
  return { title, right, asked, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * A result: by domain and in all, and the numbers of what was wrong or not answered; `guessed`: how
 * many would be right by guessing.
 */
export interface Marked {
  readonly domains: readonly Score[];
  readonly all: Score;
  readonly wrong: readonly number[];
  readonly guessed: number;
}

export function marked(sitting: Sitting, deck: Deck): Marked {
  const known = new Map(deck.exam?.candidates.map(one => [one[0], one]));
  const asked = [...questionsOf(sitting, deck)].map(([number, note]) => ({
    number, domain: known.get(note.at)?.[1], options: known.get(note.at)?.[3] ?? 1, right: sitting.choices.get(number)?.option === RIGHT,
  }));
  const right = asked.filter(one => one.right);
  return {
    domains: (deck.exam?.domains ?? []).map(([, title], at) => score(
      title, right.filter(one => one.domain === at).length, asked.filter(one => one.domain === at).length)),
    all: score('', right.length, asked.length),
    guessed: Math.round(asked.reduce((sum, { options }) => sum + 1 / options, 0)),
    wrong: asked.filter(one => !one.right).map(one => one.number),
  };
}

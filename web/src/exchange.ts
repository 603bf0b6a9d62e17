/** Records as a file that the terminal and the site exchange: JSON, one record per line. */

import {
  LAST_MOMENT, LEAST_RETENTION, MOST_RETENTION,
  type Answer, type CardId, type Choice, type Exam, type ExamDay, type Grade, type HandedIn, type Retention,
  type StudyRecord, type Suspension, type Undo,
} from './records';

const HEAD = 'sonodeck-reviews';
const VERSION = 1;
const LONGEST_LINE = 20_000;
const LAST_CARD = 1000;
const MOST_QUESTIONS = 500;
const LONGEST_EXAM = 999_999 * 60_000;
const LONGEST_LOOK = 24 * 60 * 60 * 1000;

/** A file that can't be taken, and why; nothing of it is to be used. */
export class Refused extends Error {}

/** The whole text of a file. */
export function write(records: Iterable<StudyRecord>): string {
  const lines = [JSON.stringify({ [HEAD]: VERSION })];
  for (const record of records) { lines.push(JSON.stringify(record)); }
  return lines.join('\n') + '\n';
}

/** The records of a file, each once. Throws Refused. */
export function read(text: string): StudyRecord[] {
  const [first = '', ...lines] = text.replace(/^\ufeff/, '').split('\n');
  checkHead(first);
  const records = new Map<string, StudyRecord>();
  lines.forEach((line, at) => {
    if (!line.trim()) { return; }
    try {
      add(records, record(object(line)));
    } catch (error) {
      if (!(error instanceof Refused)) { throw error; }
      throw new Refused(`Line ${at + 2} is not a record: ${error.message}. Nothing was imported.`);
    }
  });
  return [...records.values()];
}

function add(records: Map<string, StudyRecord>, one: StudyRecord): void {
  const known = records.get(one.id);
  if (known && JSON.stringify(known) !== JSON.stringify(one)) {
    throw new Refused(`another record has the same id, ${one.id}`);
  }
  records.set(one.id, one);
}

type Plain = Readonly<Record<string, unknown>>;

function checkHead(line: string): void {
  let version: unknown;
  try { version = object(line)[HEAD]; } catch { version = undefined; }
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) {
    throw new Refused('This is not a review file exported by sonodeck. Nothing was imported.');
  }
  if (version > VERSION) {
    throw new Refused('This file was exported by a newer sonodeck. Nothing was imported.');
  }
}

function object(line: string): Plain {
  if (new TextEncoder().encode(line).length > LONGEST_LINE) { throw new Refused('the line is too long'); }
  let plain: unknown;
  try { plain = JSON.parse(line); } catch { throw new Refused('the line is damaged or cut off'); }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new Refused('it should be a JSON object');
  }
  return plain as Plain;
}

function record(plain: Plain): StudyRecord {
  const made = { id: id(plain, 'id'), at: whole(plain, 'at', 1, LAST_MOMENT) };
  switch (plain['type']) {
    case 'answer': return answer(plain, made);
    case 'suspend': case 'resume': {
      const suspension: Suspension =
        { type: plain['type'], ...made, ...cardId(plain), key: text(plain, 'key') };
      return suspension;
    }
    case 'retention': {
      const value = plain['value'];
      if (typeof value !== 'number' || !(value >= LEAST_RETENTION && value <= MOST_RETENTION)) {
        throw new Refused(`'value' should be a number from ${LEAST_RETENTION} to ${MOST_RETENTION}`);
      }
      const retention: Retention = { type: 'retention', ...made, deck: text(plain, 'deck'), value };
      return retention;
    }
    case 'exam-day': {
      const day = 'day' in plain ? { day: date(plain, 'day') } : {};
      const named: ExamDay = { type: 'exam-day', ...made, deck: text(plain, 'deck'), ...day };
      return named;
    }
    case 'exam': return exam(plain, made);
    case 'choice': return choice(plain, made);
    case 'handed-in': {
      const end: HandedIn =
        { type: 'handed-in', ...made, exam: id(plain, 'exam'), used: whole(plain, 'used', 0, LONGEST_EXAM) };
      return end;
    }
    case 'undo': {
      const undo: Undo = { type: 'undo', ...made, of: id(plain, 'of') };
      return undo;
    }
    default: throw new Refused(`unknown type '${String(plain['type'])}'`);
  }
}

function exam(plain: Plain, made: { id: string; at: number }): Exam {
  const { questions } = plain;
  if (!Array.isArray(questions) || questions.length < 1 || questions.length > MOST_QUESTIONS) {
    throw new Refused(`'questions' should be a list of 1 to ${MOST_QUESTIONS} guids`);
  }
  return {
    type: 'exam', ...made, deck: text(plain, 'deck'), seed: text(plain, 'seed'),
    minutes: whole(plain, 'minutes', 1, LONGEST_EXAM / 60_000),
    questions: questions.map(guid => text({ questions: guid }, 'questions')),
  };
}

function choice(plain: Plain, made: { id: string; at: number }): Choice {
  const { flagged = false } = plain;
  if (typeof flagged !== 'boolean') { throw new Refused("'flagged' should be true or false"); }
  return {
    type: 'choice', ...made, exam: id(plain, 'exam'), question: whole(plain, 'question', 1, MOST_QUESTIONS),
    ...('option' in plain ? { option: text(plain, 'option') } : {}),
    ...(flagged ? { flagged: true as const } : {}), used: whole(plain, 'used', 0, LONGEST_EXAM),
  };
}

function date(plain: Plain, name: string): string {
  const value = text(plain, name);
  const day = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value) {
    throw new Refused(`'${name}' should be a date like 2027-05-14`);
  }
  return value;
}

function answer(plain: Plain, made: { id: string; at: number }): Answer {
  const { cram = false } = plain;
  if (typeof cram !== 'boolean') { throw new Refused("'cram' should be true or false"); }
  return {
    type: 'answer', ...made, ...cardId(plain), key: text(plain, 'key'),
    grade: whole(plain, 'grade', 1, 4) as Grade, took: whole(plain, 'took', 0, LONGEST_LOOK),
    ...(cram ? { cram: true as const } : {}),
    ...('option' in plain ? { option: text(plain, 'option') } : {}),
  };
}

function cardId(plain: Plain): CardId {
  return {
    deck: text(plain, 'deck'), guid: text(plain, 'guid'), card: whole(plain, 'card', 1, LAST_CARD),
  };
}

function id(plain: Plain, name: string): string {
  const value = text(plain, name);
  if (!/^[0-9a-f]{16}$/.test(value)) {
    throw new Refused(`'${name}' should be 16 lowercase hexadecimal digits`);
  }
  return value;
}

function text(plain: Plain, name: string): string {
  const value = plain[name];
  if (typeof value !== 'string' || !/^[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,4000}$/u.test(value)) {
    throw new Refused(`'${name}' should be a text`);
  }
  return value;
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function whole(plain: Plain, name: string, least: number, most: number): number {
  const value = plain[name];
  if (!isWhole(value, least, most)) {
    throw new Refused(`'${name}' should be a whole number from ${least} to ${most}`);
  }
  return value;
}

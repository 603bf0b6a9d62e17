/** Which questions a mock exam asks, of a blueprint and a seed: as `common/exams.py` draws them. */

import { rank } from './ranking';

/**
 * `domains`: tag, title, weight; `candidates`: the place of a note, of its domain, and of its wording,
 * and how many options it has.
 */
export interface Pool {
  readonly questions: number;
  readonly minutes: number;
  readonly domains: readonly (readonly [tag: string, title: string, weight: number])[];
  readonly candidates: readonly (readonly [note: number, domain: number, words: number, options: number])[];
}

/** A domain that has fewer questions than the exam wants of it. */
export interface Lack {
  readonly domain: string;
  readonly wanted: number;
  readonly there: number;
}

/** An exam: its notes in their order. */
export interface Paper {
  readonly seed: string;
  readonly notes: readonly number[];
  readonly minutes: number;
  readonly lacking: readonly Lack[];
}

/** The place of the domain that a note with these tags belongs to; the deck's root may be left out. */
export function domainOf(pool: Pool, tags: readonly string[]): number | null {
  const isUnder = (full: string, tag: string): boolean =>
    [full, full.slice(full.indexOf('::') + 2)].some(one => `${one}::`.startsWith(`${tag}::`));
  const at = pool.domains.findIndex(([tag]) => tags.some(full => isUnder(full, tag)));
  return at < 0 ? null : at;
}

/** How many questions each domain gets: by weight, what is left by largest remainder. */
export function quotas(pool: Pool, questions: number): number[] {
  const total = pool.domains.reduce((sum, [, , weight]) => sum + weight, 0);
  const shares = pool.domains.map(([, , weight], at) => {
    const share = weight * questions;
    return { at, whole: Math.floor(share / total), rest: share % total };
  });
  const left = questions - shares.reduce((sum, { whole }) => sum + whole, 0);
  const more = new Set([...shares].sort((a, b) => b.rest - a.rest || a.at - b.at).slice(0, left).map(({ at }) => at));
  return shares.map(({ at, whole }) => whole + (more.has(at) ? 1 : 0));
}

/** The exam of a seed; `keys` are those of the deck's notes. */
export function drawn(pool: Pool, keys: readonly string[], seed: string, questions = pool.questions): Paper {
  const ranked = pool.candidates
    .map(([note, domain, words]) => ({ note, domain, words, key: keys[note] ?? '' }))
    .map(one => ({ ...one, first: rank(`${seed}\0${one.key}`), place: rank(`${seed}\0order\0${one.key}`) }))
    .sort((a, b) => a.first - b.first || (a.key < b.key ? -1 : 1));
  const lacking: Lack[] = [];
  const chosen = quotas(pool, questions).flatMap((quota, domain) => {
    const own = spread(ranked.filter(one => one.domain === domain));
    if (own.length < quota) {
      lacking.push({ domain: pool.domains[domain]?.[1] ?? '', wanted: quota, there: own.length });
    }
    return own.slice(0, quota);
  });
  chosen.sort((a, b) => a.place - b.place || (a.key < b.key ? -1 : 1));
  const minutes = Math.ceil(pool.minutes * chosen.length / pool.questions);
  return { seed, notes: chosen.map(({ note }) => note), minutes, lacking };
}

/** Those first whose fact and wording come for the first time, then the second. */
function spread<T extends { readonly key: string; readonly words: number }>(ranked: readonly T[]): T[] {
  const seen = new Map<string, number>();
  const count = (name: string): number => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before;
  };
  return ranked
    .map(one => ({ one, round: Math.max(count(fact(one.key)), count(String(one.words))) }))
    .sort((a, b) => a.round - b.round)
    .map(({ one }) => one);
}

/** What is the same for all questions about one fact; it holds a dot, so it is no number. */
function fact(key: string): string {
  const [kind, name] = key.split('.');
  return name === '-' ? key : `${kind}.${name}`;
}

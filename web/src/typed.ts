/**
 * A typed answer beside the right one: what it comes to, and where the two differ. As in
 * study/quiz/typed.py; tests/typed.json holds both to it. Units come with the deck, from the table
 * that the program reads sheets by.
 */

export type Verdict = 'same' | 'measure' | 'unit' | 'almost' | 'other' | 'different';

/** What was typed, and what stands there in the right answer: equal, or either may be empty. */
export type Part = readonly [typed: string, right: string];

export interface Compared {
  readonly verdict: Verdict;
  readonly parts: readonly Part[];
}

type Ends = readonly [low: number | null, high: number | null];

/** A number: what it measures, whether its end belongs to it, its ends in the base and as written. */
export type Measure = readonly [quantity: string, strict: boolean, base: Ends, written: Ends, unit: string];

/** What is right on a card: texts, as it is shown first; the number that it is. */
export type Right = readonly [texts: readonly string[], number: Measure | null];

/** A unit: its size and start in its base, the powers of its bases, all ways to write it. */
export type UnitRow = readonly [size: number, start: number, powers: Readonly<Record<string, number>>, names: string];

/** What numbers are read by: units, words for a bound with their signs, English numbers in words. */
export interface Tables {
  readonly units: readonly UnitRow[];
  readonly bounds: Readonly<Record<string, string>>;
  readonly spelled: Readonly<Record<string, number>>;
}

interface Unit {
  readonly size: number;
  readonly start: number;
  readonly powers: Readonly<Record<string, number>>;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const DASHES = /[\u2010-\u2015\u2212\u2043\u2796]/g;
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [DASHES, '-'], [/[×✕⨯]/g, 'x'], [/[≤⩽]/g, '<='], [/[≥⩾]/g, '>='], [/→/g, '->'],
  [/[’‘′ʼ´]/g, "'"], [/[•∙⋅‧]/g, '·'], [/[∼〜˜]/g, '~'], [/[º˚]/g, '°'], [/μ|µ/g, 'μ'], [/\u2044/g, '/'],
];

/** A text as it is seen: signs that look alike are one; a raised digit behind a digit is a power. */
function seen(text: string): string {
  let shown = text.normalize('NFC').replace(/º/g, '°')
    .replace(new RegExp(`(?<=[0-9])[⁺⁻]?[${RAISED}]+`, 'g'), '^$&');
  for (const [sign, meant] of LOOKS) { shown = shown.replace(sign, meant); }
  shown = shown.normalize('NFKC').replace(DASHES, '-');
  return shown.replace(/(?<=[A-Za-z)])\^(?=[-+]?[0-9])/g, '');
}

const TOKEN = /[\p{L}\p{N}]+|[<>=+%/]|-(?=[0-9])|(?<=[0-9])[.,](?=[0-9])/gu;

/** The words, numbers, and signs of a text, apart from what nobody types alike. */
export function folded(text: string): string {
  const small = seen(text).toLowerCase();
  return (small.match(TOKEN) ?? []).join(' ').replace(/^(?:an?|the) (?=.)/, '');
}

/** Reads numbers with their units. */
export class Numbers {
  readonly #spelled: Readonly<Record<string, number>>;
  readonly #bounds: readonly (readonly [word: string, sign: string])[];
  readonly #named = new Map<string, Unit>();
  readonly #small = new Map<string, Unit[]>();

  constructor({ units, bounds, spelled }: Tables) {
    this.#spelled = spelled;
    this.#bounds = Object.entries(bounds).sort(([a], [b]) => b.length - a.length);
    for (const [size, start, powers, names] of units) {
      const unit = { size, start, powers };
      for (const name of names.split(' ')) { this.#named.set(name, unit); }
    }
    for (const [name, unit] of this.#named) {
      if (name.length < 2) { continue; }
      const alike = this.#small.get(name.toLowerCase()) ?? [];
      if (!alike.includes(unit)) { this.#small.set(name.toLowerCase(), [...alike, unit]); }
    }
  }

  /** The number that a text is; null where it is none, or not plainly written. */
  read(text: string): Measure | null {
    const found = NUMBER.exec(this.#inSigns(seen(text).trim().replace(/\s+/g, ' ')));
    if (!found) { return null; }
    const { bound = '', first = '', last, written = '' } = found.groups ?? {};
    const [low, high] = [figure(first), figure(last ?? first)];
    const unit = this.#unit(written);
    if (low === null || high === null || high < low || !unit) { return null; }
    const ends: Ends = [bound.startsWith('<') ? null : low, bound.startsWith('>') ? null : high];
    const based = ends.map(end => end === null ? null : end * unit.size - unit.start);
    return [quantity(unit), bound === '<' || bound === '>', [based[0] ?? null, based[1] ?? null], ends, written];
  }

  /** A text with a sign for the words of its bound, and with digits for a number in words. */
  #inSigns(text: string): string {
    const small = text.toLowerCase();
    const [word = '', sign = ''] = this.#bounds.find(([one]) =>
      small.startsWith(one) && !(/\p{L}$/u.test(one) && /^\p{L}/u.test(small.slice(one.length)))) ?? [];
    const rest = text.slice(word.length).trim();
    const [spelled = ''] = /^[a-z]+(?:[- ][a-z]+)?/.exec(rest.toLowerCase()) ?? [];
    const known = [spelled, spelled.split(/[- ]/)[0] ?? ''].find(one => one in this.#spelled);
    return sign + (known === undefined ? rest : `${this.#spelled[known]}${rest.slice(known.length)}`);
  }

  /** The unit that a text is, compound ones worked out; null where it is unknown. */
  #unit(text: string): Unit | null {
    if (TWO_MEANINGS.has(text)) { return null; }
    const powers: Record<string, number> = {};
    const sides: [Set<string>, Set<string>] = [new Set(), new Set()];
    let [size, start, at, below] = [1, 0, 0, false];
    while (at < text.length) {
      FACTOR.lastIndex = at;
      const found = FACTOR.exec(text);
      const { joint = '', symbol = '', power = '1' } = found?.groups ?? {};
      const unit = found && (at > 0 || !joint) && (joint || at === 0) ? this.#called(symbol) : undefined;
      if (!found || !unit) { return null; }
      below ||= joint.includes('/') || joint.includes('per');
      const times = Number(power) * (below ? -1 : 1);
      size *= unit.size ** times;
      for (const [base, own] of Object.entries(unit.powers)) {
        powers[base] = (powers[base] ?? 0) + own * times;
        if (Object.keys(unit.powers).length === 1) { sides[times > 0 ? 1 : 0].add(base); }
      }
      if (found[0].length === text.length && times === 1) { start = unit.start; }
      at = FACTOR.lastIndex;
    }
    for (const [base, power] of Object.entries(powers)) {
      if (!power && !(sides[0].has(base) && sides[1].has(base))) { delete powers[base]; }
    }
    return { size, start, powers };
  }

  #called(symbol: string): Unit | undefined {
    const bare = symbol.replace(/[. ]/g, '');
    const known = this.#named.get(symbol) ?? this.#named.get(bare);
    if (known || symbol.length === 1) { return known; }
    const word = symbol.length > 3 ? this.#named.get(symbol.toLowerCase()) : undefined;
    const alike = NO_SYMBOLS.has(symbol.toLowerCase()) ? [] : this.#small.get(symbol.toLowerCase()) ?? [];
    return word ?? (alike.length === 1 ? alike[0] : undefined);
  }
}

const DIGITS = '[-+]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?|\\.[0-9]+)(?: ?(?:[x*·] ?10\\^|e)-?[0-9]{1,2})?';
const NUMBER = new RegExp(
  `^(?<bound><=|>=|<|>)? ?(?<first>${DIGITS})`
  + `(?: ?(?:-|to) ?(?<last>${DIGITS}))? ?(?<written>.*)$`);
const FACTOR = /(?<joint> ?\/ ?\(?| per | ?[·*] ?| )?(?<symbol>mm ?Hg|cm ?H2O|° ?[CF]|\p{L}+|[°%‰])(?<power>-?[1-9](?![0-9]))?\)?/uy;
const NO_SYMBOLS: ReadonlySet<string> = new Set(['in', 'st', 'nd', 'rd', 'th', 'us', 'as', 'val']);
const TWO_MEANINGS: ReadonlySet<string> = new Set(['C', 'F', 'rad', 'pm']);

function figure(text: string): number | null {
  const [, digits = '', ten] = /^(.*?)(?: ?(?:[x*·] ?10\^|e)(-?[0-9]+))?$/.exec(text) ?? [];
  const plain = /^[-+]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$/.test(digits) ? digits.replace(/,/g, '') : digits.replace(',', '.');
  const value = Number(plain) * 10 ** Number(ten ?? 0);
  return Number.isFinite(value) ? value : null;
}

function quantity(unit: Unit): string {
  return Object.keys(unit.powers).sort().map(base => `${base}${unit.powers[base]}`).join('');
}

function equal(one: Ends, other: Ends): boolean {
  return one.every((end, at) => {
    const own = other[at] ?? null;
    if (end === null || own === null) { return end === own; }
    return Math.abs(end - own) <= 1e-9 * Math.max(Math.abs(end), Math.abs(own));
  });
}

/** What was typed beside all that is right; `others`: the answers to other cards, folded. */
export function compare(
  typed: string, [texts, number]: Right, others: ReadonlySet<string>, numbers: Numbers,
): Compared {
  const said = folded(typed);
  const exact = texts.find(one => folded(one) === said);
  const own = numbers.read(typed);
  const near = texts.map(one => [aligned(folded(one), said).distance, aligned(one, typed).distance, one] as const);
  const nearest = near.reduce((a, b) => b[0] < a[0] || (b[0] === a[0] && b[1] < a[1]) ? b : a)[2];
  const parts = aligned(typed.trim().replace(/\s+/g, ' '), exact ?? nearest).parts;
  return { verdict: verdict(), parts };

  function verdict(): Verdict {
    if (exact !== undefined) { return 'same'; }
    if (own && number && own[1] === number[1]) {
      if (own[0] === number[0] && equal(own[2], number[2])) { return 'measure'; }
      if (!own[4] && number[4] && equal(own[3], number[3])) { return 'unit'; }
    }
    if (others.has(said)) { return 'other'; }
    return isAlmost(said, folded(nearest)) ? 'almost' : 'different';
  }
}

const OPPOSITES = ['hyper', 'hypo', 'inter', 'intra', 'ante', 'anti'];

/** Whether letters alone, few, and not the first of a word, make the difference. */
function isAlmost(one: string, other: string): boolean {
  const figures = (text: string): string => (text.match(/[0-9<>=+%/.,-]+/g) ?? []).join(' ');
  const begin = (word: string): string => OPPOSITES.find(first => word.startsWith(first)) ?? [...word].slice(0, 3).join('');
  const words = other.split(' ');
  if (figures(one) !== figures(other)) { return false; }
  if (one.split(' ').some((word, at) => at < words.length && begin(word) !== begin(words[at] ?? ''))) { return false; }
  const length = Math.max([...one].length, [...other].length);
  return aligned(one, other).distance <= (length < 4 ? 0 : length < 8 ? 1 : 2);
}

/**
 * Two texts letter by letter, capitals aside, and how many steps lie between them: a letter more,
 * less, or another one, two that changed places (optimal string alignment).
 */
function aligned(typed: string, right: string): { parts: Part[]; distance: number } {
  const [a, b] = [[...typed], [...right]];
  const same = (i: number, j: number): boolean => a[i]?.toLowerCase() === b[j]?.toLowerCase();
  const steps = [...a, ''].map(() => [...b, ''].map(() => 0));
  const step = (i: number, j: number): number => steps[i]?.[j] ?? 0;
  const swapped = (i: number, j: number): boolean =>
    i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1) && !same(i - 1, j - 1);
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 0; j <= b.length; j += 1) {
      const ways = [
        ...(i && j ? [step(i - 1, j - 1) + Number(!same(i - 1, j - 1))] : []),
        ...(i ? [step(i - 1, j) + 1] : []), ...(j ? [step(i, j - 1) + 1] : []),
        ...(swapped(i, j) ? [step(i - 2, j - 2) + 1] : []),
      ];
      const row = steps[i];
      if (row && ways.length) { row[j] = Math.min(...ways); }
    }
  }
  const parts: Part[] = [];
  for (let [i, j] = [a.length, b.length]; i || j;) {
    const now = step(i, j);
    const by: readonly [number, number] =
      i && j && step(i - 1, j - 1) + Number(!same(i - 1, j - 1)) === now ? [1, 1]
        : swapped(i, j) && step(i - 2, j - 2) + 1 === now ? [2, 2]
          : i && step(i - 1, j) + 1 === now ? [1, 0] : [0, 1];
    parts.unshift([a.slice(i - by[0], i).join(''), b.slice(j - by[1], j).join('')]);
    i -= by[0];
    j -= by[1];
  }
  return { parts, distance: step(a.length, b.length) };
}

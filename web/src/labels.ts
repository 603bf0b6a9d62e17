/** What the page itself says, in the language of the deck; the words stand in the page. */

type Label = string | { readonly one: string; readonly other: string };
interface Words {
  readonly language: string;
  readonly texts: Readonly<Record<string, Label>>;
}

const NOUGHT_IS_ONE = /^(?:fr|pt)\b/i;
let known: Words | null = null;

function words(): Words {
  known ??= JSON.parse(document.getElementById('labels')?.textContent ?? '') as Words;
  return known;
}

/** A label with its gaps filled; `n` is the number in it, and decides its form. */
export function say(name: string, parts: Readonly<Record<string, string | number>> = {}): string {
  const { language, texts } = words();
  const label = texts[name];
  if (label === undefined) { throw new Error(`no label ${name}`); }
  const n = String(parts['n']);
  const one = n === '1' || (n === '0' && NOUGHT_IS_ONE.test(language));
  const text = typeof label === 'string' ? label : one ? label.one : label.other;
  return text.replace(/\{([a-z]+)\}/g, (gap, part: string) => String(parts[part] ?? gap));
}

export function language(): string { return words().language; }

/** The letters of options, in small; those of the deck's language. */
export function letters(): string { return say('card.letters').toLowerCase(); }

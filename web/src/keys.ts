/** What a key means on any keyboard: the site's letters and digits stand on all of them. */

/**
 * The key that is meant: what it writes; where that is no Latin letter (Cyrillic, Greek, Arabic …)
 * what its place on the keyboard is called. Digits by their place, too: unshifted they write `&` or
 * `é` in France, and Arabic or Persian digits elsewhere.
 */
export function meaning({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  const [, place = '', name = ''] = /^(Key|Digit|Numpad)([A-Z0-9])$/.exec(code) ?? [];
  const writes = [...key].length === 1;
  if (place === 'Key') { return writes && OTHER_SCRIPT.test(key) ? name.toLowerCase() : key; }
  return place && writes && !shiftKey && !/[a-z0-9]/i.test(key) ? name : key;
}

const OTHER_SCRIPT = /^(?!\p{Script=Latin})\p{L}/u;

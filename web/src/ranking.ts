/**
 * A number below 2**32 for a text: the order among equals, as in Python and in a card's script.
 * FNV-1a over the two bytes of each UTF-16 unit, finished so that what differs late in the text
 * (the number of an answer, say) is spread over all bits.
 */
export function rank(text: string): number {
  let hash = 2166136261;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 255), 16777619);
    hash = Math.imul(hash ^ (unit >>> 8), 16777619);
  }
  hash += hash << 13;
  hash ^= hash >>> 7;
  hash += hash << 3;
  hash ^= hash >>> 17;
  hash += hash << 5;
  return hash >>> 0;
}

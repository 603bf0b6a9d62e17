/** The page to start from where there are several decks: it is stored for use without a network. */

import { colors } from './colors';

colors();
if (location.protocol.startsWith('http') && isSecureContext) {
  // A browser or a host that allows no worker is reported by the page of each deck.
  navigator.serviceWorker.register('sw.js').catch((error: unknown) => console.warn(error));
}

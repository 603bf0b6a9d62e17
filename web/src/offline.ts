/** Use without a network: the service worker, and in words what is not stored for it. */

import { h } from './dom';

/** What a worker says of its release: the files in its page, and those it lacks, each with why. */
interface Report {
  readonly inPage: readonly string[];
  readonly isReady: boolean;
  readonly missing: readonly (readonly [file: string, why: string])[];
}

const LISTED = 3;

/** Store the site for use without a network; what is missing then is said where a student sees it. */
export function keepForOffline(notices: HTMLElement, footer: HTMLElement): void {
  if (!location.protocol.startsWith('http')) { return; }
  const line = h('p');
  function say(text: string, isLack: boolean): void {
    line.className = isLack ? 'failure' : '';
    line.textContent = text;
    (isLack ? notices : footer).append(line);
  }
  register(say).catch((error: unknown) => {
    console.warn(error);
    say('Not stored for use without a network: this browser or the host doesn’t allow it.', false);
  });
}

async function register(say: (text: string, isLack: boolean) => void): Promise<void> {
  if (!isSecureContext) {
    say('Not stored for use without a network: browsers do that only for addresses that begin with https.', false);
    return;
  }
  const mine = [...document.scripts].map(script => script.getAttribute('src')).filter(src => src !== null);
  const workers = navigator.serviceWorker;
  workers.onmessage = ({ data }: MessageEvent<Report>) => {
    // Other decks and other releases of this one have workers, too.
    if (mine.every(file => data.inPage.includes(file))) { say(...words(data)); }
  };
  const ask = async (): Promise<void> => { (await workers.ready).active?.postMessage('missing'); };
  workers.oncontrollerchange = ask;
  say('Storing the deck for use without a network…', false);
  await workers.register('sw.js');
  await ask();
}

function words({ isReady, missing }: Report): [text: string, isLack: boolean] {
  const again = 'The browser tries again whenever you open this page.';
  if (!isReady) {
    return [`This release of the deck can’t be used without a network yet. Not stored: ${listed(missing)}. ${again}`,
      true];
  }
  const media = missing.filter(([file]) => file.startsWith('media/'));
  if (media.length) {
      return [`Without a network, cards will lack pictures or sounds. Not stored: ${listed(media)}. ${again}`, true];
  }
  const except = missing.length ? `, except ${listed(missing)}` : '';
  return [`Stored for use without a network${except}.`, false];
}

function listed(missing: Report['missing']): string {
  const first = missing.slice(0, LISTED).map(([file, why]) => `${file} (${reason(why)})`);
  const more = missing.length - first.length;
  return first.join(', ') + (more ? `, and ${more} more` : '');
}

function reason(why: string): string {
  switch (why) {
    case 'silent': return 'the host didn’t answer in time';
    case 'other': return 'the host sent something else';
    case 'QuotaExceededError': return 'no space left in this browser';
    case 'TypeError': return 'the host can’t be reached';
    default: return /^\d+$/.test(why) ? `the host answered ${why}` : why;
  }
}

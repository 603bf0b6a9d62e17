/** Use without a network: the service worker, and in words what is not stored for it. */

import { h } from './dom';
import { say } from './labels';

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
  function tell(text: string, isLack: boolean): void {
    line.className = isLack ? 'failure' : '';
    line.textContent = text;
    (isLack ? notices : footer).append(line);
  }
  register(tell).catch((error: unknown) => {
    console.warn(error);
    tell(say('site.offline-refused'), false);
  });
}

async function register(tell: (text: string, isLack: boolean) => void): Promise<void> {
  if (!isSecureContext) {
    tell(say('site.offline-https'), false);
    return;
  }
  const mine = [...document.scripts].map(script => script.getAttribute('src')).filter(src => src !== null);
  const workers = navigator.serviceWorker;
  workers.onmessage = ({ data }: MessageEvent<Report>) => {
    // Other decks and other releases of this one have workers, too.
    if (mine.every(file => data.inPage.includes(file))) { tell(...words(data)); }
  };
  const ask = async (): Promise<void> => { (await workers.ready).active?.postMessage('missing'); };
  workers.oncontrollerchange = ask;
  tell(say('site.offline-storing'), false);
  await workers.register('sw.js');
  await ask();
}

function words({ isReady, missing }: Report): [text: string, isLack: boolean] {
  if (!isReady) { return [say('site.offline-release', { files: listed(missing) }), true]; }
  const media = missing.filter(([file]) => file.startsWith('media/'));
  if (media.length) { return [say('site.offline-media', { files: listed(media) }), true]; }
  if (missing.length) { return [say('site.offline-but', { files: listed(missing) }), false]; }
  return [say('site.offline-stored'), false];
}

function listed(missing: Report['missing']): string {
  const first = missing.slice(0, LISTED).map(([file, why]) => `${file} (${reason(why)})`);
  const more = missing.length - first.length;
  return [...first, ...(more ? [say('site.offline-more', { n: more })] : [])].join(', ');
}

function reason(why: string): string {
  switch (why) {
    case 'silent': return say('site.offline-silent');
    case 'other': return say('site.offline-other');
    case 'QuotaExceededError': return say('site.offline-full');
    case 'TypeError': return say('site.offline-unreachable');
    default: return /^\d+$/.test(why) ? say('site.offline-status', { status: why }) : why;
  }
}

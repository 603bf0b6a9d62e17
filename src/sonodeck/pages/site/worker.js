// Everything is kept at the first visit. The page itself comes from the network where there is
// one, so that a new release shows at the next visit; its files have a name of their own each.
// A host may refuse, hang, or fail for any file. What the quiz can't do without ends the
// installation, which the browser repeats at the next visit; the rest is tried again then.
const PAGE = './';
const { scope } = self.registration;
const own = `sonodeck ${scope} `;
const cacheName = own + release;
const needed = [...inPage, ...cards];
const known = new Set([...needed, ...extras]);

/** How long a host may be silent, in milliseconds: before the kept page is shown, and for a file. */
const PAGE_SILENCE = 4000;
const FILE_SILENCE = 10000;
/** How many files are fetched at once, and how many silences there may be before it is given up. */
const AT_ONCE = 6;

/** A file that is not to be had, and why: a status, `silent`, `other`, or the name of an error. */
class Missing extends Error {
  constructor(name, why) { super(`${name} ${why}`); this.entry = [name, why]; }
}

/** An answer with all of its body. Throws when the host is silent for too long. */
async function answerOf(request, silence) {
  const stop = new AbortController();
  let timer = 0;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(new DOMException('', 'TimeoutError')), silence);
  };
  heard();
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (!answer.body) { return answer; }
    const chunks = [];
    const reader = answer.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value);
      heard();
    }
    const headers = new Headers(answer.headers);
    for (const name of ['vary', 'content-encoding', 'content-length']) { headers.delete(name); }
    return new Response(new Blob(chunks), { status: answer.status, statusText: answer.statusText, headers });
  } finally {
    clearTimeout(timer);
  }
}

// keeping

const isNamedByContent = name => /-[0-9a-f]{12}(?:\.\w+)?$/.test(name);
const isPage = answer => /^text\/html\b/i.test(answer.headers.get('content-type') ?? '');

/**
 * A file as the host gives it now: the browser may still have an old page, or what was said when
 * the file was missing. A redirect or a page in its place is a host's way to say no.
 */
async function fetched(name) {
  let answer;
  try {
    answer = await answerOf(new Request(name, { cache: 'reload', redirect: 'error' }), FILE_SILENCE);
  } catch (error) {
    throw new Missing(name, error.name === 'TimeoutError' ? 'silent' : error.name);
  }
  if (answer.status !== 200) { throw new Missing(name, String(answer.status)); }
  return answer;
}

/** What an earlier release kept under a name that says its content is not fetched again. */
async function fetchedFile(name) {
  const before = isNamedByContent(name) ? await caches.match(name) : undefined;
  if (before) { return before; }
  const answer = await fetched(name);
  if (isPage(answer)) { throw new Missing(name, 'other'); }
  return answer;
}

/** The page of this release: under some hosts its folder gives it, under others its name only. */
async function fetchedPage() {
  let missing;
  for (const name of [PAGE, 'index.html']) {
    try {
      const answer = await fetched(name);
      const text = await answer.clone().text();
      if (inPage.every(file => text.includes(file))) { return answer; }
      throw new Missing(name, 'other');
    } catch (error) {
      missing ??= error;
    }
  }
  throw missing;
}

/** Keep what is not kept yet of some files; returns what is missing then, and why. */
async function keep(names) {
  const cache = await caches.open(cacheName);
  const kept = new Set((await cache.keys()).map(request => request.url));
  const left = names.filter(name => !kept.has(new URL(name, scope).href));
  const missing = [];
  let silences = 0;
  async function one(name) {
    try {
      if (silences >= AT_ONCE) { throw new Missing(name, 'silent'); }
      await cache.put(name, await (name === PAGE ? fetchedPage() : fetchedFile(name)));
    } catch (error) {
      const entry = error.entry ?? [name, error.name];
      missing.push(entry);
      if (entry[1] === 'silent') { silences += 1; }
    }
  }
  async function several() {
    for (let name = left.shift(); name !== undefined; name = left.shift()) { await one(name); }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, several));
  return missing;
}

/** What the installation could not get, for the page that waits for it. */
let justMissing = null;

async function install() {
  const missing = await keep([PAGE, ...needed]).catch(error => [[PAGE, error.name]]);
  if (missing.length) {
    for (const page of await self.clients.matchAll({ includeUncontrolled: true })) {
      page.postMessage({ inPage, isReady: false, missing });
    }
    throw new Error(missing.join('; '));
  }
  justMissing = await keep(extras);
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(own) && name !== cacheName)
    .map(name => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('install', event => event.waitUntil(install()));
self.addEventListener('activate', event => event.waitUntil(activate()));

/** A page asks what it will be without when there is no network; what is missing is tried again. */
self.addEventListener('message', event => {
  event.waitUntil((async () => {
    const missing = justMissing ?? await keep([PAGE, ...needed, ...extras]);
    justMissing = null;
    const isReady = !missing.some(([name]) => !extras.includes(name));
    event.source?.postMessage({ inPage, isReady, missing });
  })());
});

// answering

const keptFile = name => caches.match(name, { cacheName }).catch(() => undefined);

async function page(request) {
  const asked = new Request(request.url, { cache: 'no-cache', redirect: 'manual' });
  const kept = await keptFile(PAGE);
  if (!kept) { return fetch(asked); }
  try {
    const answer = await answerOf(asked, PAGE_SILENCE);
    return answer.ok || answer.type === 'opaqueredirect' ? answer : kept;
  } catch {
    return kept;
  }
}

async function file(request, name) {
  const kept = await keptFile(name);
  if (!kept) { return fetch(request); }
  const range = /^bytes=(?=.*\d)(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
  return range ? part(await kept.blob(), range[1], range[2], kept.headers) : kept;
}

/** A part of a body, as players of sound ask for it: its first and last byte, or its last bytes. */
function part(body, first, last, kept) {
  const { size } = body;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  const headers = new Headers(kept);
  headers.set('accept-ranges', 'bytes');
  if (from > to) {
    headers.set('content-range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set('content-range', `bytes ${from}-${to}/${size}`);
  headers.set('content-length', String(to - from + 1));
  return new Response(body.slice(from, to + 1), { status: 206, statusText: 'Partial Content', headers });
}

// What is not ours, a teacher's own page or another deck in a folder below, is left to the browser.
self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) { return; }
  const [name] = request.url.slice(scope.length).split(/[?#]/);
  if (known.has(name)) { event.respondWith(file(request, name)); }
  else if (request.mode === 'navigate' && (name === '' || name === 'index.html')) {
    event.respondWith(page(request));
  }
});

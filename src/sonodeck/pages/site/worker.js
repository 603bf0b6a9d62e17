// Everything is kept at the first visit. The page itself comes from the network where there is
// one, so that a new release shows at the next visit; its files have a name of their own each.
const own = `sonodeck ${self.registration.scope} `;
const cacheName = own + release;

self.addEventListener('install', event => {
  event.waitUntil(caches.open(cacheName).then(cache => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter(name => name.startsWith(own) && name !== cacheName)
      .map(name => caches.delete(name)));
    await self.clients.claim();
  })());
});

async function fromNetwork(request) {
  try {
    return await fetch(new Request(request.url, { cache: 'no-cache', redirect: 'manual' }));
  } catch (error) {
    const kept = await caches.match('./', { cacheName });
    if (kept) { return kept; }
    throw error;
  }
}

self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) { return; }
  event.respondWith(request.mode === 'navigate'
    ? fromNetwork(request)
    : caches.match(request, { cacheName }).then(kept => kept ?? fetch(request)));
});

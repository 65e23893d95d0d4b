// Keeps the door's page while there is no network. It answers for that page and its files only, and never for a POST.
const SHELF = "door-1";
const PAGE = /^\/summits\/\d+\/check-in$/;
const FILES = /^\/static\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(request, key) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    // A page that asks to sign in is not the door.
    if (answer.ok && !answer.redirected) await shelf.put(key, answer.clone());
    return answer;
  } catch (gone) {
    const found = await shelf.match(key);
    if (found) return found;
    throw gone;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  // Whatever was searched for, it is the same page: the list lies on the device.
  if (PAGE.test(url.pathname)) event.respondWith(kept(event.request, url.pathname));
  else if (FILES.test(url.pathname)) event.respondWith(kept(event.request, url.pathname));
});

// The first visit was drawn before this worker listened: the page names what it is made of.
async function keepAll(addresses, page) {
  const shelf = await caches.open(SHELF);
  await shelf.addAll(addresses);
  page.postMessage("kept");
}

self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.delete(SHELF));
  else if (event.data.keep) event.waitUntil(keepAll(event.data.keep, event.source));
});

// The door on a device: the list lies here, each press is kept here first and told to the server when there is one.
// A press carries an id of its own, so that telling it twice stores it once; the server's answer brings what other
// devices noted. Nothing is dropped before the server has said what became of it.

const door = document.querySelector("[data-door]");
const part = (name) => door.querySelector(`[data-${name}]`);
const LIST = `door-list-${door.dataset.door}`;
const PRESS = `door-press-${door.dataset.door}-`;
const MAY_CHANGE = door.dataset.mayChange === "yes";
const MOST_SHOWN = 30;
const EVERY = 15000;
const PATIENCE = 8000;
const ARRIVALS = ["arrived", "walk-in", "substitute"];

let list = { people: [], rooms: [], csrf: "", closed: false };
let trouble = "";
let isTelling = false;
let isKept = false;
let network = "there";

const device = localStorage.getItem("door-device") || crypto.randomUUID().slice(0, 8);
localStorage.setItem("door-device", device);

function make(tag, facts = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...inside.filter((each) => each !== ""));
  return made;
}

// As the server folds: no marks, no case, no punctuation.
function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/['’`.\-]/g, (mark) => (mark === "-" ? " " : ""));
}

// What a search looks through.
function describe(person) {
  person.called = fold(person.name);
  person.text = fold(`${person.name} ${person.role} ${person.organisation}`);
}

function clock(instant) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London", hour: "numeric", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(instant);
  const [hour, minute] = ["hour", "minute"].map((type) => Number(parts.find((each) => each.type === type).value));
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""}${hour < 12 ? "am" : "pm"}`;
}

// ---- what is kept on the device

function pressesKept() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PRESS));
  return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((one, two) => one.at.localeCompare(two.at));
}

function keep(press) {
  localStorage.setItem(PRESS + press.id, JSON.stringify(press));
}

function take(fresh) {
  list = fresh;
  for (const person of list.people) describe(person);
  // Once the day is closed nobody's name stays here.
  if (list.closed) forget();
  else localStorage.setItem(LIST, JSON.stringify(fresh));
  for (const press of pressesKept()) apply(press);
}

// ---- what a press does to the list here, before the server has heard of it

function personOf(press) {
  if (press.attendee_id) return list.people.find((each) => each.id === press.attendee_id);
  const madeBy = press.walk_in || press.id;
  return list.people.find((each) => each.made_by === madeBy);
}

function apply(press) {
  let person = personOf(press);
  if (!person && press.kind === "walk-in") {
    person = {
      id: null, made_by: press.id, name: press.name, role: press.role, organisation: press.organisation, table: "",
      workshops: "", standing: "walk-in", expected: false, kind: "walk-in", there: false, room: null,
    };
    describe(person);
    list.people.push(person);
  }
  if (!person) return;
  if (press.kind === "substitute") {
    Object.assign(person, { name: press.name, role: press.role });
    describe(person);
  }
  if (press.kind === "in room") Object.assign(person, { there: true, room: press.room_id });
  else if (ARRIVALS.includes(press.kind)) Object.assign(person, { there: true, left: false, since: clock(new Date(press.at)) });
  else Object.assign(person, { there: false, room: null, left: press.kind === "left" });
}

function note(kind, person, more = {}) {
  const about = person ? (person.id ? { attendee_id: person.id } : { walk_in: person.made_by }) : {};
  const press = { id: crypto.randomUUID(), kind, at: new Date().toISOString(), ...about, ...more };
  keep(press);
  apply(press);
  show();
  tell();
}

// ---- telling the server

async function ask(path, options = {}) {
  const answer = await fetch(`${door.dataset.page}/${path}`, { signal: AbortSignal.timeout(PATIENCE), redirect: "manual", ...options });
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw new Error("sign in");
  return answer;
}

// What the server took, had already, or refused for good need not be kept; a refusal is said.
function settle(told) {
  for (const id of [...told.stored, ...told.known, ...Object.keys(told.refused)]) localStorage.removeItem(PRESS + id);
  trouble = Object.values(told.refused)[0] || "";
}

async function fetchList() {
  const answer = await ask("roster.json");
  if (answer.ok) take(await answer.json());
}

async function send(presses) {
  const body = JSON.stringify({ presses, device, sent_at: new Date().toISOString() });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": list.csrf };
  return ask("sync", { method: "POST", body, headers });
}

async function sendKept() {
  const presses = pressesKept();
  if (!presses.length || !MAY_CHANGE) return fetchList();
  let answer = await send(presses);
  if (answer.status === 400) {
    // Signed in anew since the list was fetched: the form's secret is another one.
    await fetchList();
    answer = await send(presses);
  }
  const told = await answer.json();
  if (!answer.ok) { trouble = told.trouble || ""; return undefined; }
  settle(told);
  return take(told);
}

async function tell() {
  if (isTelling) return;
  isTelling = true;
  const waiting = pressesKept().length;
  try {
    trouble = "";
    await sendKept();
    network = "there";
  } catch (problem) {
    network = problem.message === "sign in" ? "signed-out" : "gone";
  }
  isTelling = false;
  show();
  if (pressesKept().length && pressesKept().length !== waiting && network === "there") tell();
}

// ---- what is seen

function networkWords() {
  const waiting = pressesKept().length;
  const kept = waiting ? ` ${waiting} kept on this device.` : "";
  if (trouble) return `${trouble}${kept}`;
  if (network === "gone") return `No network: go on, nothing is lost.${kept}`;
  if (network === "signed-out") return `Sign in again on this device to send what is kept.${kept}`;
  if (waiting) return `Sending ${waiting}.`;
  return isKept ? "Ready to go on without a network." : "";
}

function standing(person) {
  if (person.there) return ["held", "●", `Here${person.since ? ` since ${person.since}` : ""}`];
  if (person.left) return ["quiet", "○", "Has left"];
  return person.expected ? ["quiet", "○", "Expected"] : ["alarm", "▲", `Not expected: ${person.standing.toLowerCase()}`];
}

function seatWords(person) {
  const room = list.rooms.find((each) => each.id === person.room);
  return [person.table && `Table ${person.table}`, person.workshops && `Workshops ${person.workshops}`, room && room.name].filter(Boolean).join(". ");
}

function row(person) {
  const [look, shape, word] = standing(person);
  const state = make("span", { class: `state state--${look}` }, make("span", { "aria-hidden": "true", class: "state__shape" }, shape), ` ${word}`);
  const where = make("small", {}, [person.role, person.organisation].filter(Boolean).join(", "));
  const inside = [make("strong", {}, person.name), where, make("small", {}, state, " ", seatWords(person))];
  const tag = MAY_CHANGE && !list.closed ? "button" : "div";
  const facts = tag === "button" ? { type: "button", class: "door__who", onclick: () => openPerson(person) } : { class: "door__who" };
  return make("li", {}, make(tag, facts, ...inside));
}

function search(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = list.people.filter((person) => words.every((word) => person.text.includes(word)));
  // A name that is meant comes before an organisation that contains the same letters.
  const isNamed = (person) => words.every((word) => person.called.includes(word));
  return [...found.filter(isNamed), ...found.filter((person) => !isNamed(person))];
}

function show() {
  const sought = part("search").elements.q.value.trim();
  const found = search(sought);
  part("there").textContent = list.people.filter((each) => each.there).length;
  part("expected").textContent = list.people.filter((each) => each.expected).length;
  part("network").textContent = networkWords();
  part("count").textContent = sought ? `${found.length} found` : "";
  const rows = found.slice(0, MOST_SHOWN).map(row);
  if (found.length > MOST_SHOWN) rows.push(make("li", {}, `${found.length - MOST_SHOWN} more: type another letter.`));
  if (sought && !found.length) rows.push(make("li", {}, `Nobody on the list is called “${sought}”. Try a part of the name, or of the organisation.`));
  part("found").replaceChildren(...rows);
  part("forget").hidden = pressesKept().length > 0;
}

// ---- the second tap

function close() {
  part("dialog").close();
  const box = part("search").elements.q;
  box.focus();
  box.select();
}

function button(text, act, look = "govuk-button--secondary") {
  return make("button", { type: "button", class: `govuk-button ${look}`, onclick: () => { act(); close(); } }, text);
}

function openDialog(title, ...inside) {
  const dialog = part("dialog");
  const away = make("button", { type: "button", class: "govuk-button govuk-button--secondary", onclick: close }, "Back");
  dialog.replaceChildren(make("h2", { id: "door-dialog-title", class: "govuk-heading-m" }, title), ...inside, away);
  dialog.showModal();
}

function roomChoice(person) {
  if (!list.rooms.length) return "";
  const choice = make("select", { class: "govuk-select", id: "door-room" }, ...list.rooms.map((room) => make("option", { value: room.id }, room.name)));
  const label = make("label", { class: "govuk-label", for: "door-room" }, "Room");
  return make("p", {}, label, choice, " ", button("Is in this room", () => note("in room", person, { room_id: Number(choice.value) })));
}

function openPerson(person) {
  const about = make("p", {}, [person.role, person.organisation, seatWords(person)].filter(Boolean).join(". "));
  const ways = person.there
    ? [button("Has left", () => note("left", person)), button("Not here after all", () => note("not arrived", person)), roomChoice(person)]
    : [button("Arrived", () => note("arrived", person), "door__main")];
  if (person.kind === "invitee" && person.id) {
    ways.push(make("button", { type: "button", class: "govuk-button govuk-button--secondary", onclick: () => { part("dialog").close(); openStandIn(person); } }, "Somebody else came instead"));
  }
  openDialog(person.name, about, ...ways);
  part("dialog").querySelector("button").focus();
}

function typed(name, label, facts = {}) {
  return make("p", {}, make("label", { class: "govuk-label", for: `door-${name}` }, label),
    make("input", { class: "govuk-input", id: `door-${name}`, name, autocomplete: "off", maxlength: "200", ...facts }));
}

function chosen(name, label, choices, usual) {
  const options = choices.map(([value, text]) => make("option", { value, selected: value === usual ? "" : undefined }, text));
  return make("p", {}, make("label", { class: "govuk-label", for: `door-${name}` }, label),
    make("select", { class: "govuk-select", id: `door-${name}`, name }, ...options));
}

function openForm(title, words, fields, done) {
  const form = make("form", { novalidate: "" }, make("p", {}, words), ...fields, make("button", { class: "govuk-button door__main" }, "They are here"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    const missing = [...form.querySelectorAll("[required]")].find((each) => !each.value.trim());
    if (missing) {
      missing.setAttribute("aria-invalid", "true");
      form.querySelector(".govuk-error-message")?.remove();
      missing.before(make("span", { class: "govuk-error-message", role: "alert" }, "Enter this first."));
      missing.focus();
      return;
    }
    done(said);
    // Whoever was named is shown, not the one who was sought before.
    part("search").elements.q.value = said.name;
    show();
    close();
  });
  openDialog(title, form);
  form.querySelector("input").focus();
}

function openStandIn(person) {
  const bands = [["1", "Elected or statutory head"], ["2", "Chief officer or director"], ["3", "Head of service or superintendent"], ["4", "Manager"], ["5", "Officer or observer"]];
  const authority = [["none", "No, to listen"], ["limited", "Within limits"], ["full", "Yes"]];
  const fields = [typed("name", "Name", { required: "" }), typed("role", "Role", { required: "" }),
    chosen("band", "How senior are they?", bands, "5"), chosen("authority", "Can they commit their organisation?", authority, "none")];
  openForm("Who came instead?", `Instead of ${person.name}, ${person.organisation}`, fields,
    (said) => note("substitute", person, { ...said, band: Number(said.band) }));
}

function openWalkIn() {
  const fields = [typed("name", "Name", { required: "" }), typed("role", "Role"), typed("organisation", "Organisation")];
  openForm("Somebody who is not on the list", "They take nobody’s place.", fields, (said) => note("walk-in", null, said));
}

// ---- taking the list off the device again

function forget() {
  localStorage.removeItem(LIST);
  navigator.serviceWorker?.controller?.postMessage("forget");
}

async function finish() {
  forget();
  for (const each of await navigator.serviceWorker?.getRegistrations() ?? []) await each.unregister();
  window.location.assign(door.dataset.page.replace(/check-in$/, "day"));
}

function begin() {
  const before = localStorage.getItem(LIST);
  if (before) take(JSON.parse(before));
  const form = part("search");
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.elements.q.addEventListener("input", show);
  part("find").remove();
  part("walk-in")?.addEventListener("click", (event) => { event.preventDefault(); openWalkIn(); });
  part("forget").querySelector("button").addEventListener("click", finish);
  window.addEventListener("online", tell);
  window.addEventListener("offline", () => { network = "gone"; show(); });
  setInterval(tell, EVERY);
  if (list.people.length) show(); // else what the server drew stands until the list is here
  tell().then(() => {
    const wanted = Number(new URLSearchParams(window.location.search).get("attendee"));
    const person = list.people.find((each) => each.id === wanted);
    if (person && MAY_CHANGE) openPerson(person);
  });
}

// The page and its files are kept at once, so that it opens without a network too; then it says so.
async function prepare() {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("message", ({ data }) => { if (data === "kept") { isKept = true; show(); } });
  await serviceWorker.register(door.dataset.worker, { scope: "/summits/" });
  const made = performance.getEntriesByType("resource").map((each) => new URL(each.name).pathname);
  const keep = [door.dataset.page, ...new Set(made.filter((path) => path.startsWith("/static/")))];
  (await serviceWorker.ready).active.postMessage({ keep });
}

if ("serviceWorker" in navigator) prepare().catch(() => {}); // offline the page lies here already
begin();

'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const controls = Object.fromEntries(
  ['search', 'sheet', 'tag', 'width', 'colors'].map(id => [id, document.getElementById(id)]));
const frame = document.getElementById('cards');

/** What is searched of a note: its words, key, tags and place, in small letters. */
const haystacks = data.notes.map(note => {
  const sides = note.cards.map(card => card.back).join(' ');
  const words = new DOMParser().parseFromString(sides, 'text/html');
  return [note.key, note.place, ...note.tags, words.body.textContent].join(' ').toLowerCase();
});

/** What stands around the cards of the author's own note types, which learns of night mode so. */
const looks = [];

/** The window that cards are made for: that of the frame, or this one while it is printed. */
let home = frame.contentWindow;

function element(tag, name, ...children) {
  const made = home.document.createElement(tag);
  made.className = name;
  made.append(...children);
  return made;
}

function sheets(styles) {
  return styles.map(css => {
    const sheet = new home.CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  });
}

/** A card in a note type of the author's own, with no style but its own. */
function apart(shown, own) {
  const host = element('div', 'own');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = sheets([data.own[own]]);
  const around = element('div', home === window ? '' : home.document.documentElement.className, shown);
  looks.push(around);
  root.append(around);
  return host;
}

/** One side; media come out of this file, the options get their order as Anki's script gives it. */
function side(html, number, own) {
  const shown = element('div', `card card${number}`);
  shown.lang = data.language;
  shown.innerHTML = html
    .replace(/\[sound:([^\]]*)\]/g, (_, name) => `<audio controls src="${data.media[name] ?? ''}"></audio>`);
  for (const styled of shown.querySelectorAll('[data-style]')) {
    styled.style.cssText = styled.dataset.style;
  }
  for (const image of shown.querySelectorAll('img')) {
    image.src = data.media[image.getAttribute('src')] ?? '';
  }
  for (const link of shown.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noreferrer';
  }
  arrange(shown);
  // Afterwards, as in Anki: options rank by their text, that of a formula as it is written.
  globalThis.sonodeckFormulas?.(shown);
  return own ? apart(shown, own) : shown;
}

function cardRow(card, at, own) {
  const figure = (what, html) =>
    element('figure', '', element('figcaption', '', `${card.name}, ${what}`), side(html, at + 1, own));
  return element('div', 'row', figure('front', card.front), figure('back', card.back));
}

function article(note) {
  const about = element('p', 'about', element('b', '', note.key));
  for (const text of [note.place, ...note.tags]) { about.append(element('span', '', text)); }
  const [first, ...others] = note.cards.map((card, at) => cardRow(card, at, note.own));
  const made = element('article', '', element('div', 'first', about, first ?? ''), ...others);
  made.id = note.key;
  return made;
}

function wanted() {
  const words = controls.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const { sheet, tag } = { sheet: controls.sheet.value, tag: controls.tag.value };
  return data.notes.filter((note, at) =>
    (!sheet || note.sheet === sheet) &&
    (!tag || note.tags.some(one => one === tag || one.startsWith(`${tag}::`))) &&
    words.every(word => haystacks[at].includes(word)));
}

function heading(note) {
  return element('h2', '', note.sheet);
}

const made = new Map();
let showing = 0;

/** The cards that are wanted, some at a time, so that a large deck doesn't stop the page. */
function showCards() {
  const notes = wanted();
  const body = frame.contentDocument.body;
  const turn = showing += 1;
  let sheet = '';
  let next = 0;
  body.replaceChildren();
  document.getElementById('shown').textContent =
    notes.length === data.notes.length ? '' : `${notes.length} shown`;
  function some() {
    if (turn !== showing) { return; }
    for (const end = next + 100; next < Math.min(end, notes.length); next += 1) {
      const note = notes[next];
      if (note.sheet !== sheet) { body.append(heading(note)); sheet = note.sheet; }
      if (!made.has(note)) { made.set(note, article(note)); }
      body.append(made.get(note));
    }
    if (next < notes.length) { setTimeout(some); } else { body.dataset.complete = ''; restored(); }
  }
  delete body.dataset.complete;
  some();
}

const dark = matchMedia('(prefers-color-scheme: dark)');

function showLook() {
  const night = controls.colors.value ? controls.colors.value === 'night' : dark.matches;
  document.documentElement.classList.toggle('night', night);
  const inner = frame.contentDocument;
  inner.documentElement.className = night ? 'night night-mode nightMode night_mode' : '';
  for (const look of looks) { look.className = inner.documentElement.className; }
  frame.style.width = controls.width.value ? `${controls.width.value}px` : '100%';
}

/** What is chosen stands in the address, so that a reload keeps it. */
function remember() {
  const chosen = Object.entries(controls).map(([id, control]) => [id, control.value]);
  const address = new URLSearchParams(chosen.filter(([, value]) => value));
  location.replace(`#${address}`);
}

function recall() {
  const address = new URLSearchParams(location.hash.slice(1));
  for (const [id, control] of Object.entries(controls)) {
    const value = address.get(id) ?? '';
    control.value = value;
    if (control.value !== value) { control.value = ''; }
  }
}

// A frame prints as much as it shows. So the cards that are wanted stand on paper in this page, by day.

const onPaper = document.createElement('div');
onPaper.id = 'paper';
onPaper.attachShadow({ mode: 'open' });

window.addEventListener('beforeprint', () => {
  const known = looks.length;
  home = window;
  onPaper.shadowRoot.adoptedStyleSheets = sheets(data.styles);
  const columns = element('div', 'columns');
  let sheet = '';
  for (const note of wanted()) {
    if (note.sheet !== sheet) { columns.append(heading(note)); sheet = note.sheet; }
    columns.append(article(note));
  }
  onPaper.shadowRoot.append(columns);
  document.body.append(onPaper);
  home = frame.contentWindow;
  looks.length = known;
});
window.addEventListener('afterprint', () => {
  onPaper.shadowRoot.replaceChildren();
  onPaper.remove();
});

// A watched page looks for a newer version of itself, and comes back where it was.

const PLACE = 'sonodeck-preview-scroll';
let restored = () => {
  restored = () => {};
  if (!data.watched) { return; }
  frame.contentWindow.scrollTo(0, Number(sessionStorage.getItem(PLACE)));
};

window.newest = stamp => {
  if (stamp === data.stamp) { return; }
  sessionStorage.setItem(PLACE, frame.contentWindow.scrollY);
  location.reload();
};

function look() {
  const script = document.createElement('script');
  script.src = `${data.watched}?${Date.now()}`;
  script.onload = script.onerror = () => {
    script.remove();
    setTimeout(look, 500);
  };
  document.head.append(script);
}

function begin() {
  const inner = frame.contentDocument;
  inner.documentElement.lang = 'en';
  home = frame.contentWindow;
  inner.adoptedStyleSheets = sheets(data.styles);
  recall();
  showLook();
  showCards();
  document.getElementById('controls').addEventListener('submit', event => event.preventDefault());
  for (const id of ['search', 'sheet', 'tag']) {
    controls[id].addEventListener('input', () => { showCards(); remember(); });
  }
  for (const id of ['width', 'colors']) {
    controls[id].addEventListener('input', () => { showLook(); remember(); });
  }
  dark.addEventListener('change', showLook);
  if (data.watched) { look(); }
}

frame.addEventListener('load', begin, { once: true });
frame.srcdoc = '<!doctype html><title>The cards</title><body></body>';

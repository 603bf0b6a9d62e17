/** Formulas as MathML: what the browser draws by itself, with no font from elsewhere. */

import temml from 'temml';
import 'temml/dist/Temml-Local.css';

const FORMULA = /\\\(([^]*?)\\\)/;

(globalThis as { sonodeckFormulas?: (element: HTMLElement) => void }).sonodeckFormulas = element => {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { texts.push(walker.currentNode as Text); }
  for (const text of texts) {
    if (!text.parentElement?.closest('code, .tex2jax_ignore')) { setFormulas(text); }
  }
};

function setFormulas(text: Text): void {
  const parts = text.data.split(FORMULA);
  if (parts.length > 1) { text.replaceWith(...parts.map((part, at) => at % 2 ? drawn(part) : part)); }
}

/** A formula; one that Temml stumbles over is shown as it is written. */
function drawn(formula: string): HTMLElement {
  const shown = document.createElement('span');
  try {
    temml.render(formula, shown, { throwOnError: false, trust: false });
  } catch {
    shown.replaceChildren(Object.assign(document.createElement('code'), { textContent: formula }));
  }
  return shown;
}

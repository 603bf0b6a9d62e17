/** Formulas as MathML: what the browser draws by itself, with no font from elsewhere. */

import temml from 'temml';
import 'temml/dist/Temml-Local.css';

const FORMULA = /\\\(([^]*?)\\\)/;

(globalThis as { sonodeckFormulas?: (element: HTMLElement) => void }).sonodeckFormulas = element => {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { texts.push(walker.currentNode as Text); }
  for (const text of texts) { setFormulas(text); }
};

function setFormulas(text: Text): void {
  const [before = '', formula, ...rest] = text.data.split(FORMULA);
  if (formula === undefined) { return; }
  const shown = document.createElement('span');
  temml.render(formula, shown, { throwOnError: false, trust: false });
  const after = new Text(rest.length > 1 ? text.data.slice(`${before}\\(${formula}\\)`.length) : rest[0] ?? '');
  text.replaceWith(before, shown, after);
  setFormulas(after);
}

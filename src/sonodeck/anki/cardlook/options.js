(function () {
  'use strict';
  function find(path) { return document.querySelector('.sonodeck ' + path); }
  function words(node) {
    return node ? node.textContent.replace(/\s+/g, ' ').replace(/^ | $/g, '') : '';
  }
  // An option without the reason that this script may have put under it.
  function option(node) {
    var bare = node.cloneNode(true), reason = bare.querySelector('.why');
    if (reason) { reason.parentNode.removeChild(reason); }
    return words(bare);
  }
  function each(nodes, visit) { Array.prototype.forEach.call(nodes, visit); }

  // FNV-1a, 32 bit, over the two bytes of each UTF-16 unit; the last lines spread what
  // differs late in the text (the day) over all bits.
  function rank(text) {
    var hash = 2166136261, i, unit;
    function take(part) {
      hash ^= part;
      hash = (hash + (hash << 1) + (hash << 4) + (hash << 7) + (hash << 8) + (hash << 24)) >>> 0;
    }
    for (i = 0; i < text.length; i += 1) {
      unit = text.charCodeAt(i);
      take(unit & 255);
      take(unit >>> 8);
    }
    hash += hash << 13;
    hash ^= hash >>> 7;
    hash += hash << 3;
    hash ^= hash >>> 17;
    hash += hash << 5;
    return hash >>> 0;
  }
  // A day of study begins at 4 o'clock.
  function today() {
    var now = new Date(), month, day;
    now.setHours(now.getHours() - 4);
    month = now.getMonth() + 1;
    day = now.getDate();
    return now.getFullYear() + (month < 10 ? '-0' : '-') + month + (day < 10 ? '-0' : '-') + day;
  }

  var options = [], accepted = [], hits = [], seed = words(find('.key')), date = today(), falling, letters;
  var variants = document.querySelectorAll('.sonodeck .variants > section'), shown, list, answer, reasons;

  // A question with several sets of numbers shows one of them a day; the first one stands in its
  // fields. The script runs twice on a back, the first time perhaps before the answer is there:
  // each place takes its part once.
  function put(path, part, whole) {
    var place = find(path), node = part ? part.cloneNode(true) : null;
    if (!place || place.hasAttribute('data-variant')) { return; }
    place.setAttribute('data-variant', '');
    while (place.firstChild) { place.removeChild(place.firstChild); }
    if (node && whole) { place.appendChild(node); }
    while (node && !whole && node.firstChild) { place.appendChild(node.firstChild); }
  }
  function vary(variant) {
    function part(name) { return variant.querySelector(name); }
    put('.question', part('h2'), false);
    put('.options', part('h2 ~ ol, h2 ~ ul'), true);
    put('.answer', part('p'), false);
    put('.why-not', part('h2 ~ dl'), true);
    put('.details', part('aside'), false);
  }
  if (variants.length) {
    shown = rank(seed + '\u0000variant\u0000' + date) % (variants.length + 1);
    if (shown > 0) { vary(variants[shown - 1]); }
  }

  list = find('.options > *');
  answer = find('.answer');
  reasons = find('.why-not');
  if (!list) { return; }
  each(list.children, function (node) {
    var text = option(node);
    options.push({ node: node, text: text, rank: rank(seed + '\u0000' + text + '\u0000' + date) });
  });
  // Numbers stand in a numbered list, in order of size: rising, or on other days falling. The
  // script runs twice on a back: a list that it has turned over says so.
  if (list.nodeName === 'OL') {
    falling = (rank(seed + '\u0000' + date) & 1) === 1;
    if (falling !== list.hasAttribute('reversed')) { options.reverse(); }
    if (falling) { list.setAttribute('reversed', ''); } else { list.removeAttribute('reversed'); }
  } else {
    // Letters point to places in a picture, so they stand as in the alphabet: A never is option B.
    letters = options.every(function (option) { return /^[A-Z]$/.test(option.text); });
    if (letters) { list.className = 'letters'; }
    options.sort(function (a, b) {
      return (letters ? 0 : a.rank - b.rank) || (a.text < b.text ? -1 : 1);
    });
  }
  options.forEach(function (option) { list.appendChild(option.node); });

  // On the back: mark the option that the answer names, and let the list stand for the answer.
  if (!answer) { return; }
  accepted.push(words(answer));
  each(answer.querySelectorAll('li'), function (item) { accepted.push(words(item)); });
  hits = options.filter(function (option) { return accepted.indexOf(option.text) >= 0; });
  if (hits.length !== 1) { return; }
  options.forEach(function (option) {
    option.node.className = option === hits[0] ? 'right' : 'wrong';
  });
  answer.parentNode.insertBefore(list.parentNode, answer);
  if (hits[0].text === accepted[0]) { answer.style.display = 'none'; }

  // Under each wrong option why it is wrong; what finds no option stays in its own list.
  if (!reasons) { return; }
  each(reasons.querySelectorAll('dt'), function (term) {
    var reason = term.nextElementSibling, said = words(term), small;
    options.forEach(function (option) {
      if (option === hits[0] || option.text !== said || !reason || reason.nodeName !== 'DD') { return; }
      small = reasons.ownerDocument.createElement('small');
      small.className = 'why';
      while (reason.firstChild) { small.appendChild(reason.firstChild); }
      option.node.appendChild(small);
      term.parentNode.removeChild(reason);
      term.parentNode.removeChild(term);
      reason = null;
    });
  });
  if (!reasons.querySelector('dt')) { reasons.style.display = 'none'; }
}());

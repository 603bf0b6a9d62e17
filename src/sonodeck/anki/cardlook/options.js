(function () {
  'use strict';
  var list = document.querySelector('.sonodeck .options ul');
  var key = document.querySelector('.sonodeck .key');
  var answer = document.querySelector('.sonodeck .answer');
  if (!list) { return; }

  function words(node) {
    return node ? node.textContent.replace(/\s+/g, ' ').replace(/^ | $/g, '') : '';
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
  function today() {
    var now = new Date(), month = now.getMonth() + 1, day = now.getDate();
    return now.getFullYear() + (month < 10 ? '-0' : '-') + month + (day < 10 ? '-0' : '-') + day;
  }

  var options = [], accepted = [], hits = [], seed = words(key), date = today();
  each(list.children, function (node) {
    var text = words(node);
    options.push({ node: node, text: text, rank: rank(seed + '\u0000' + text + '\u0000' + date) });
  });
  options.sort(function (a, b) { return a.rank - b.rank || (a.text < b.text ? -1 : 1); });
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
}());

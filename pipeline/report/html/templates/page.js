"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const toRange = (written) => written.split("-").map(Number);
  const text = document.getElementById("text");
  const rows = document.getElementById("rows");
  const cards = all(".card");
  const pieces = all("[data-piece]").map((element) => {
    const [start, end] = toRange(element.dataset.piece);
    return { element, start, end };
  });
  document.documentElement.classList.add("js");

  // Passages of the text

  const piecesOf = ([start, end]) => pieces.filter((piece) => piece.start >= start && piece.end <= end);
  const rangesOf = (cell) => cell.dataset.spans.split(" ").filter(Boolean).map(toRange);
  const nameOf = (cell) => (cell.querySelector("dt") || { textContent: "" }).textContent;

  const clear = () => {
    for (const { element } of pieces) {
      delete element.dataset.on;
      delete element.dataset.name;
    }
  };

  // Colours the words of every cell; where cells share words, those of the shortest passage win.
  const colour = (cells) => {
    clear();
    const passages = cells.flatMap((cell) => rangesOf(cell).map((range) => ({ cell, range })));
    passages.sort((one, other) => other.range[1] - other.range[0] - (one.range[1] - one.range[0]));
    for (const { cell, range } of passages) {
      const found = piecesOf(range);
      for (const { element } of found) element.dataset.on = cell.dataset.kind;
      const name = nameOf(cell);
      if (found.length && name) {
        const first = found[0].element;
        first.dataset.name = first.dataset.name ? `${first.dataset.name}, ${name}` : name;
      }
    }
  };

  const own = (cell) => {
    for (const { element } of pieces) element.classList.remove("own");
    if (cell) for (const range of rangesOf(cell)) for (const { element } of piecesOf(range)) element.classList.add("own");
  };

  const isSideBySide = matchMedia("(min-width: 60rem)"); // as in the style
  const reveal = (element) => {
    const pane = element.closest(".pane").getBoundingClientRect();
    const box = element.getBoundingClientRect();
    if (box.top < Math.max(pane.top, 0) || box.bottom > Math.min(pane.bottom, innerHeight)) {
      element.scrollIntoView({ block: "center" }); // at once: browsers give up a smooth one when another pane scrolls
    }
  };

  // The current event

  let current = null;
  const sentencesOf = (number) => all(`.sentence[data-sentence="${number}"]`);
  const cardsOf = (number) => cards.filter((card) => card.dataset.sentence === number);

  const leave = () => {
    for (const element of all(".current, .beside")) element.classList.remove("current", "beside");
    if (current) current.removeAttribute("aria-current");
    current = null;
    clear();
    own(null);
  };

  const show = (card) => {
    if (card === current) return;
    leave();
    current = card;
    card.classList.add("current");
    card.setAttribute("aria-current", "true");
    colour(all("[data-spans]", card));
    for (const beside of cardsOf(card.dataset.sentence)) beside.classList.add("beside");
    const sentences = sentencesOf(card.dataset.sentence);
    for (const sentence of sentences) sentence.classList.add("current");
    if (sentences.length && isSideBySide.matches) reveal(sentences[0]);
  };

  // A quotation or an entity.
  const showRow = (row) => {
    leave();
    colour(row.matches("[data-spans]") ? [row] : all("[data-spans]", row));
  };

  const goTo = (card) => {
    show(card);
    card.focus({ preventScroll: true });
    reveal(card);
  };

  const step = (by) => {
    if (!cards.length) return;
    const place = current ? cards.indexOf(current) + by : by > 0 ? 0 : cards.length - 1;
    goTo(cards[Math.min(Math.max(place, 0), cards.length - 1)]);
  };

  // When a pane scrolls below a mouse that rests, browsers tell that the mouse has moved; its place on the screen has not.
  let mouse = "";
  rows.addEventListener("pointermove", (event) => {
    const place = `${event.screenX},${event.screenY}`;
    if (place === mouse) return;
    mouse = place;
    const card = event.target.closest(".card");
    const row = event.target.closest(".row");
    if (card) show(card);
    else if (row) showRow(row);
    own(event.target.closest("[data-spans]"));
  });
  rows.addEventListener("pointerleave", () => own(null));
  rows.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    const row = event.target.closest(".row");
    if (card) show(card);
    else if (row) showRow(row);
    own(event.target.closest("[data-spans]"));
  });
  rows.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    const row = event.target.closest(".row");
    const cell = event.target.closest("[data-spans]");
    if (card) show(card);
    else if (row) showRow(row);
    if (!isSideBySide.matches) return; // links lead to the words
    if (event.target.closest(".words")) event.preventDefault(); // what follows scrolls the text alone
    const found = cell ? piecesOf(rangesOf(cell)[0]) : [];
    if (found.length) reveal(found[0].element);
    else if (card) sentencesOf(card.dataset.sentence).slice(0, 1).forEach(reveal);
  });

  // A sentence shows its cards one after the other; the number behind a trigger shows that event's.
  text.addEventListener("click", (event) => {
    const reference = event.target.closest(".reference");
    if (reference) {
      event.preventDefault();
      goTo(document.querySelector(reference.getAttribute("href")));
      return;
    }
    const sentence = event.target.closest(".sentence");
    if (!sentence || !getSelection().isCollapsed) return;
    const found = cardsOf(sentence.dataset.sentence);
    if (found.length) goTo(found[(found.indexOf(current) + 1) % found.length]);
  });

  // Verdicts

  const storageKey = `newsbeam verdicts ${document.body.dataset.article}`;
  const rowOf = (card) => JSON.parse(card.dataset.row);
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(storageKey)) || {};
    } catch {
      return {}; // the browser keeps nothing for this page
    }
  };
  const verdicts = new Map(Object.entries(read()));
  const save = document.getElementById("save");
  const progress = document.getElementById("progress");

  const update = () => {
    const lines = [];
    for (const card of cards) {
      const row = rowOf(card);
      const verdict = verdicts.get(row.event_id);
      for (const button of all("[data-verdict]", card)) {
        button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
      }
      if (verdict) lines.push(JSON.stringify({ ...row, verdict }) + "\n");
    }
    progress.textContent = `${lines.length} of ${cards.length} events judged`;
    save.href = "data:application/jsonl;charset=utf-8," + encodeURIComponent(lines.join(""));
  };

  const judge = (card, verdict) => {
    const { event_id: id } = rowOf(card);
    if (verdict) verdicts.set(id, verdict);
    else verdicts.delete(id);
    try {
      localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(verdicts)));
    } catch {
      // they stay in the page until it is closed
    }
    update();
  };

  for (const card of cards) {
    for (const button of all("[data-verdict]", card)) {
      button.addEventListener("click", () => {
        const isTakenBack = button.getAttribute("aria-pressed") === "true";
        judge(card, isTakenBack ? null : button.dataset.verdict);
      });
    }
  }
  update();

  // Keys

  const keys = document.getElementById("keys");
  const VERDICTS = { t: "true", f: "false", u: "unsure" };
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "n") step(1);
    else if (key === "k" || key === "p") step(-1);
    else if (key === "escape") leave();
    else if (key in VERDICTS && current) {
      judge(current, VERDICTS[key]);
      step(1);
    } else return;
    event.preventDefault();
  });

  const linked = location.hash.startsWith("#event-") && document.getElementById(location.hash.slice(1));
  if (linked) goTo(linked);
})();

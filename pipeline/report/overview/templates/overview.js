const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

// Plots

const views = new Map();
const draw = async (source) => {
  const place = byId(source.dataset.plot);
  const { view } = await window.vegaEmbed(place, JSON.parse(source.textContent), {
    mode: "vega-lite",
    renderer: "svg",
    ast: true, // expressions are interpreted: the page's policy forbids code from text
    actions: false,
    defaultStyle: false,
    tooltip: false, // Vega's own shows plain text
  });
  views.set(place.id, view);
};

// One after the other, with room between them for what the reader does.
const drawAll = async () => {
  for (const source of all("script[data-plot]")) {
    await draw(source);
    await new Promise((done) => setTimeout(done));
  }
  if (views.has("plot-map-1")) openMap(byId("plot-map-1"), views.get("plot-map-1"));
  document.documentElement.dataset.drawn = views.size;
};

// The map

const MOST_ZOOM = 64;
const openMap = (place, view) => {
  const at = { zoom: 1, shift_x: 0, shift_y: 0 };
  let waiting = false;
  const show = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const [name, value] of Object.entries(at)) view.signal(name, value);
      view.runAsync();
      place.dataset.zoom = at.zoom.toFixed(2);
      place.style.touchAction = at.zoom > 1 ? "none" : "auto"; // the whole world needs no moving: a touch scrolls the page
    });
  };
  const moveBy = (x, y) => {
    const [limitX, limitY] = [(at.zoom * view.width()) / 2, (at.zoom * view.height()) / 2];
    at.shift_x = Math.min(Math.max(at.shift_x + x, -limitX), limitX);
    at.shift_y = Math.min(Math.max(at.shift_y + y, -limitY), limitY);
    show();
  };
  // What lies under a point, in pixels from the map's centre, stays there.
  const zoomBy = (factor, [x, y] = [0, 0]) => {
    const zoom = Math.min(Math.max(at.zoom * factor, 1), MOST_ZOOM);
    const change = zoom / at.zoom;
    at.zoom = zoom;
    at.shift_x = x - (x - at.shift_x) * change;
    at.shift_y = y - (y - at.shift_y) * change;
    if (zoom === 1) at.shift_x = at.shift_y = 0;
    moveBy(0, 0);
  };
  const fromCentre = (event) => {
    const box = place.getBoundingClientRect();
    const [left, top] = view.origin();
    return [event.clientX - box.left - left - view.width() / 2, event.clientY - box.top - top - view.height() / 2];
  };

  place.tabIndex = 0;
  place.addEventListener("wheel", (event) => {
    if (document.activeElement !== place && !event.ctrlKey) return; // the page scrolls
    event.preventDefault();
    zoomBy(2 ** (-event.deltaY / 300), fromCentre(event));
  }, { passive: false });

  const touches = new Map();
  let moved = 0;
  place.addEventListener("pointerdown", (event) => {
    touches.set(event.pointerId, [event.clientX, event.clientY]);
    moved = 0;
    place.focus({ preventScroll: true });
  });
  place.addEventListener("pointermove", (event) => {
    const before = touches.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const other = [...touches].find(([id]) => id !== event.pointerId);
    touches.set(event.pointerId, now);
    const distance = ([x, y]) => Math.hypot(x - other[1][0], y - other[1][1]) || 1;
    if (other) zoomBy(distance(now) / distance(before), fromCentre(event));
    else moveBy(now[0] - before[0], now[1] - before[1]);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    place.addEventListener(end, (event) => touches.delete(event.pointerId));
  }

  const STEP = 60;
  const KEYS = {
    "+": () => zoomBy(1.5), "=": () => zoomBy(1.5), "-": () => zoomBy(1 / 1.5), 0: () => zoomBy(0),
    ArrowLeft: () => moveBy(STEP, 0), ArrowRight: () => moveBy(-STEP, 0),
    ArrowUp: () => moveBy(0, STEP), ArrowDown: () => moveBy(0, -STEP),
  };
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  const BUTTONS = { in: () => zoomBy(2), out: () => zoomBy(1 / 2), all: () => zoomBy(0) };
  for (const button of all("[data-zoom]", byId("map-tools"))) {
    button.addEventListener("click", BUTTONS[button.dataset.zoom]);
  }
  view.addEventListener("click", (_, item) => {
    if (moved > 4 || !item || !item.datum || !item.datum.place || !byId("words")) return;
    byId("words").value = item.datum.place;
    byId("type").value = item.datum.type;
    if (byId("type").selectedIndex < 0) byId("type").value = ""; // none of the incidents below is of this type
    filter();
    byId("incidents").scrollIntoView();
  });
};

// The table

const PAGE = 50;
const table = byId("table");
const rows = table ? all("tbody.incident", table) : [];
let order = rows;
let most = PAGE;
const texts = new Map(); // of rows that were searched
const textOf = (row) => {
  if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
  return texts.get(row);
};

const filter = () => {
  const words = byId("words").value.toLowerCase().split(/[\s,]+/).filter(Boolean);
  const type = byId("type").value;
  const least = byId("casualties").checked ? 1 : 0;
  const reports = byId("several").checked ? 2 : 0;
  let found = 0;
  for (const row of order) {
    const { type: ofType, casualties, reports: count } = row.dataset;
    const fits = (!type || ofType === type) && casualties >= least && count >= reports && words.every((word) => textOf(row).includes(word));
    if (fits) found += 1;
    row.classList.toggle("shown", fits && found <= most);
  }
  byId("found").textContent = `${found} of ${rows.length} incidents${found > most ? `, the first ${most} are shown` : ""}`;
  byId("more").hidden = found <= most;
};

const sortBy = (heading) => {
  const column = [...heading.parentNode.children].indexOf(heading);
  const isNumber = heading.dataset.sortAs === "number";
  const isBackwards = heading.getAttribute("aria-sort") === (isNumber && column ? "descending" : "ascending");
  const sign = (isNumber && column > 0) !== isBackwards ? -1 : 1; // great numbers first, but for ranks
  const valueOf = (row) => {
    const cell = row.rows[0].cells[column];
    const text = cell.dataset.sort ?? cell.textContent;
    return isNumber && text ? Number(text) : text;
  };
  const values = new Map(rows.map((row) => [row, valueOf(row)]));
  const compare = (one, other) => (isNumber ? one - other : one.localeCompare(other));
  order = [...rows].sort((one, other) => {
    const [first, second] = [values.get(one), values.get(other)];
    if (first === "" || second === "") return (first === "") - (second === ""); // what is not known comes last
    return sign * compare(first, second);
  });
  for (const other of heading.parentNode.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  table.append(...order);
  filter();
};

if (table) {
  const again = () => {
    most = PAGE;
    filter();
  };
  byId("filter").addEventListener("input", again);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("reset", () => setTimeout(again));
  byId("more").addEventListener("click", () => {
    most += PAGE;
    filter();
  });
  for (const heading of all("thead th", table).slice(0, 9)) {
    heading.querySelector("button").addEventListener("click", () => sortBy(heading));
  }
  filter();
}
drawAll();

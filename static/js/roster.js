// The grid of a month: one tab stop, keys, drag, fill, copy and touch, edits in one request, marks of conflicts.
(() => {
  const wrap = document.querySelector("[data-roster]");
  const table = wrap?.querySelector("table");
  if (!table) return;
  const letters = JSON.parse(document.getElementById("roster-letters").textContent);
  const token = document.querySelector("meta[name=cs-csrf]")?.content || "";
  const live = document.getElementById("cs-live");
  const refused = document.getElementById("roster-refused");
  const why = document.getElementById("cell-why");
  const days = [...table.querySelectorAll("thead th[data-d]")].map((th) => th.dataset.d);
  const rows = [...table.querySelectorAll("tbody tr[data-a]")];
  const cells = rows.map((row) => [...row.querySelectorAll("td")].slice(0, days.length));
  const names = rows.map((row) => row.querySelector("th").textContent);
  const rowOf = new Map(rows.map((row, place) => [row.dataset.a, place]));
  const news = document.getElementById("roster-news");
  let revision = Number(table.dataset.revision);
  let at = { r: 0, c: 0 };
  let anchor = { r: 0, c: 0 };
  let dragging = false;
  let typed = "";
  let typedAt = 0;
  let opened = null;
  let selecting = false;
  let filling = null;
  const say = (text) => { if (live) live.textContent = text; };
  const shown = (r) => rows[r].offsetParent !== null;

  // ---- selection: a rectangle from the anchor to where the focus is
  const box = () => ({
    top: Math.min(at.r, anchor.r), bottom: Math.max(at.r, anchor.r),
    left: Math.min(at.c, anchor.c), right: Math.max(at.c, anchor.c),
  });
  const chosen = () => {
    const { top, bottom, left, right } = box();
    const found = [];
    for (let r = top; r <= bottom; r += 1) {
      if (!shown(r)) continue;
      for (let c = left; c <= right; c += 1) if (!cells[r][c].classList.contains("out")) found.push({ r, c });
    }
    return found;
  };
  let marked = [];
  const handle = document.createElement("b");
  handle.className = "fill";
  const mark = () => {
    for (const cell of marked) { cell.classList.remove("sel"); cell.removeAttribute("aria-selected"); }
    const { bottom, right } = box();
    if (wrap.dataset.edit && cells[bottom]) cells[bottom][right].append(handle);
    const many = at.r !== anchor.r || at.c !== anchor.c;
    marked = many ? chosen().map(({ r, c }) => cells[r][c]) : [];
    for (const cell of marked) { cell.classList.add("sel"); cell.setAttribute("aria-selected", "true"); }
  };
  const label = (r, c) => {
    const cell = cells[r][c];
    const conflict = cell.classList.contains("x") ? `; ${cell.title}` : "";
    return `${names[r]}, ${days[c]}: ${cell.textContent || "–"}${conflict}`;
  };
  const go = (r, c, { extend = false, focus = true } = {}) => {
    if (opened) { opened = null; why.hidePopover(); }
    cells[at.r]?.[at.c]?.removeAttribute("tabindex");
    at = { r, c };
    if (!extend) anchor = { r, c };
    const cell = cells[r][c];
    cell.tabIndex = 0;
    cell.setAttribute("aria-label", label(r, c));
    if (focus) cell.focus({ preventScroll: false });
    mark();
  };
  const step = (dr, dc, extend) => {
    let r = at.r;
    let c = Math.max(0, Math.min(days.length - 1, at.c + dc));
    if (dr) {
      do { r += dr; } while (rows[r] && !shown(r));
      if (!rows[r]) return;
    }
    go(r, c, { extend });
  };
  const place = (target) => {
    const cell = target.closest?.("td");
    const row = cell?.closest("tr[data-a]");
    if (!row) return null;
    const r = rows.indexOf(row);
    const c = cells[r].indexOf(cell);
    return c < 0 ? null : { r, c };
  };
  if (rows.length) go(0, 0, { focus: false });

  // ---- writing
  const tell = (text) => {
    refused.hidden = !text;
    refused.textContent = text || "";
    if (text) { say(text); refused.scrollIntoView({ block: "nearest" }); }
  };
  let waiting = Promise.resolve();
  const undoing = document.querySelector("button[form=undo]");
  const send = (url, body) => {
    waiting = waiting.then(async () => {
      let answer;
      try {
        answer = await fetch(url, {
          method: "POST", body: JSON.stringify({ revision, ...body }),
          headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        });
      } catch { tell(live.dataset.failed); return; }
      const said = await answer.json().catch(() => ({ message: live.dataset.failed }));
      if (said.revision !== undefined) take(said, body.cells);
      if (said.undo !== undefined && undoing) undoing.disabled = !said.undo;
      tell(said.message || "");
    });
    return waiting;
  };
  // The answer holds the own cells and those that others changed since, which are marked.
  const take = (said, sent) => {
    revision = said.revision;
    for (const old of table.querySelectorAll("td.new")) old.classList.remove("new");
    const own = new Set((sent || []).map(([agent, day]) => `${agent} ${day}`));
    for (const [agent, day, css, letter] of said.cells) {
      const cell = cells[rowOf.get(String(agent))]?.[days.indexOf(day)];
      if (!cell) continue;
      cell.className = css;
      if (said.meanwhile && !own.has(`${agent} ${day}`)) cell.classList.add("new");
      cell.textContent = "";
      if (letter) { const chip = document.createElement("span"); chip.textContent = letter; cell.append(chip); }
    }
    for (const [agent, sums] of Object.entries(said.sums)) {
      const row = rows[rowOf.get(agent)];
      row?.querySelectorAll("td.s").forEach((cell, place) => { cell.textContent = sums[place]; });
    }
    mark();
    news.hidden = !said.meanwhile;
    news.textContent = said.meanwhile;
    say(`${said.says}. ${said.meanwhile}`);
    again();
  };
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const url = new URL(wrap.dataset.foot, location.href);
      url.search = location.search;
      const answer = await fetch(url);
      if (answer.ok) {
        const holder = document.createElement("template");
        holder.innerHTML = await answer.text();
        table.querySelector("tfoot").replaceWith(holder.content.querySelector("tfoot"));
      }
      document.body.dispatchEvent(new CustomEvent("roster:changed"));
    }, 400);
  };
  const write = (list) => {
    if (wrap.dataset.edit && list.length) send(wrap.dataset.edit, { cells: list });
    selecting = false;
  };
  const put = (template, desk) => {
    write(chosen().map(({ r, c }) => [Number(rows[r].dataset.a), days[c], template, desk || null]));
  };

  // ---- copying: what a cell holds as a template; leave is nobody's to copy
  const valueOf = (text) => {
    const word = text.trim().toLowerCase();
    return word === "" ? null : letters[word === "–" ? "-" : word];
  };
  const block = ({ top, bottom, left, right }) => {
    const found = [];
    for (let r = top; r <= bottom; r += 1) {
      if (shown(r)) found.push(cells[r].slice(left, right + 1).map((cell) => cell.textContent));
    }
    return found;
  };
  // Puts a block over a rectangle, again and again where the rectangle is larger.
  const lay = (values, { top, bottom, left, right }, skip) => {
    const list = [];
    const visible = rows.map((_row, r) => r).filter(shown);
    const from = visible.indexOf(top);
    for (let n = 0; from + n < visible.length && visible[from + n] <= bottom; n += 1) {
      const r = visible[from + n];
      for (let c = left; c <= right && c < days.length; c += 1) {
        const line = values[n % values.length];
        const value = valueOf(line[(c - left) % line.length] ?? "");
        if (value === undefined || cells[r][c].classList.contains("out") || skip?.(r, c)) continue;
        list.push([Number(rows[r].dataset.a), days[c], value]);
      }
    }
    write(list);
  };
  const down = () => { const area = box(); if (area.bottom > area.top) lay(block({ ...area, bottom: area.top }), area); };
  const within = () => table.contains(document.activeElement) && document.activeElement.tagName === "TD";
  const copy = (event, cut) => {
    if (!within() || !rows.length) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", block(box()).map((line) => line.join("\t")).join("\n"));
    say(wrap.dataset.copied);
    if (cut) put(null);
  };
  document.addEventListener("copy", (event) => copy(event, false));
  document.addEventListener("cut", (event) => copy(event, true));
  document.addEventListener("paste", (event) => {
    if (!within() || !wrap.dataset.edit) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    const values = text.split("\n").map((line) => line.split("\t"));
    const strange = values.flat().find((each) => valueOf(each) === undefined && !wrap.dataset.leave.split(" ").includes(each.trim()));
    if (strange !== undefined) { tell(wrap.dataset.strange.replace("%s", strange.trim().slice(0, 20))); return; }
    const { top, left, bottom, right } = box();
    const wide = Math.max(...values.map((line) => line.length));
    let last = top;
    for (let n = 1; n < values.length && last < rows.length - 1; n += 1) do { last += 1; } while (last < rows.length - 1 && !shown(last));
    lay(values, { top, left, bottom: Math.max(bottom, last), right: Math.max(right, left + wide - 1) });
  });
  const pin = (value) => {
    if (!wrap.dataset.edit) return;
    const list = chosen().filter(({ r, c }) => cells[r][c].textContent);
    const pinned = value ?? !list.every(({ r, c }) => cells[r][c].classList.contains("p"));
    if (list.length) send(wrap.dataset.pin, { pinned, cells: list.map(({ r, c }) => [Number(rows[r].dataset.a), days[c]]) });
  };

  // ---- the one popover
  const open = async (focus) => {
    const asked = cells[at.r][at.c];
    const url = new URL(wrap.dataset.cell, location.href);
    url.searchParams.set("agent", rows[at.r].dataset.a);
    url.searchParams.set("day", days[at.c]);
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) { say(live.dataset.failed); return; }
    const text = await answer.text();
    if (asked !== cells[at.r][at.c] || dragging) return;
    why.innerHTML = text;
    opened = asked;
    // After a click the focus stays in the grid, so that a letter typed next sets the shift.
    if (focus) delete why.dataset.quiet; else why.dataset.quiet = "";
    why.showPopover();
    const from = opened.getBoundingClientRect();
    const size = why.getBoundingClientRect();
    if (matchMedia("(min-width: 992px)").matches) {
      why.style.left = `${Math.max(8, Math.min(from.left, innerWidth - size.width - 8))}px`;
      const below = from.bottom + 8;
      why.style.top = `${below + size.height <= innerHeight ? below : Math.max(8, from.top - size.height - 8)}px`;
    }
    if (focus) (why.querySelector("footer select") || why.querySelector("button")).focus();
  };
  why.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed" || !opened) return;
    const back = why.contains(document.activeElement) ? opened : null;
    opened = null;
    back?.focus();
  });
  why.addEventListener("click", (event) => {
    const button = event.target.closest("[data-roster-pin]");
    if (button) { why.hidePopover(); pin(button.dataset.rosterPin === "1"); }
  });
  why.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-roster-cell]");
    if (!form) return;
    event.preventDefault();
    const [template, desk] = [form.elements.template.value, form.elements.desk?.value];
    why.hidePopover();
    put(Number(template) || null, Number(desk));
  });

  // ---- mouse: drag selects, the corner fills; touch: a long press begins a selection, the next tap ends it
  let press = 0;
  const paint = (area) => {
    for (const cell of table.querySelectorAll("td.tofill")) cell.classList.remove("tofill");
    for (let r = area?.top; area && r <= area.bottom; r += 1) {
      for (let c = area.left; c <= area.right; c += 1) cells[r][c].classList.add("tofill");
    }
  };
  // Fills go one way: down, up, right or left, whichever the pointer went further.
  const stretched = (from, { r, c }) => {
    const rowsOver = Math.max(from.top - r, r - from.bottom, 0);
    const colsOver = Math.max(from.left - c, c - from.right, 0);
    if (!rowsOver && !colsOver) return from;
    if (rowsOver >= colsOver) return { ...from, top: Math.min(from.top, r), bottom: Math.max(from.bottom, r) };
    return { ...from, left: Math.min(from.left, c), right: Math.max(from.right, c) };
  };
  const fill = ({ from, to }) => {
    const values = block(from);
    const inside = (r, c) => r >= from.top && r <= from.bottom && c >= from.left && c <= from.right;
    // Going up or left the block is laid so that it still meets its own edge.
    const [high, wide] = [values.length, values[0].length];
    const turn = (list, by, size) => list.map((_each, n) => list[(((n - by) % size) + size) % size]);
    const up = (from.top - to.top) % high;
    const left = (from.left - to.left) % wide;
    lay(turn(values, up, high).map((line) => turn(line, left, wide)), to, inside);
    anchor = { r: to.top, c: to.left };
    go(to.bottom, to.right, { extend: true });
  };
  table.addEventListener("pointerdown", (event) => {
    const found = place(event.target);
    if (!found || event.button) return;
    if (event.target === handle) {
      event.preventDefault();
      filling = { from: box(), to: box() };
      return;
    }
    const touch = event.pointerType !== "mouse";
    if (!touch) { dragging = true; event.preventDefault(); }
    if (touch && !selecting) {
      clearTimeout(press);
      press = setTimeout(() => { selecting = true; say(wrap.dataset.selecting); go(found.r, found.c); cells[found.r][found.c].classList.add("sel"); }, 450);
    }
    if (!touch || selecting) go(found.r, found.c, { extend: event.shiftKey || selecting });
  });
  table.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" && Math.abs(event.movementX) + Math.abs(event.movementY) > 4) clearTimeout(press);
    if (!filling) return;
    const found = place(document.elementFromPoint(event.clientX, event.clientY) || table);
    if (found) { filling.to = stretched(filling.from, found); paint(filling.to); }
  });
  table.addEventListener("pointerover", (event) => {
    const found = dragging && !filling && place(event.target);
    if (found) go(found.r, found.c, { extend: true });
  });
  addEventListener("pointerup", () => {
    dragging = false;
    clearTimeout(press);
    if (filling) { paint(null); fill(filling); filling = null; }
  });
  addEventListener("pointercancel", () => { dragging = false; clearTimeout(press); paint(null); filling = null; });
  table.addEventListener("contextmenu", (event) => { if (selecting) event.preventDefault(); });
  table.addEventListener("click", (event) => {
    const found = event.target !== handle && place(event.target);
    if (!found || selecting || event.shiftKey) return;
    if (event.pointerType && event.pointerType !== "mouse") go(found.r, found.c);
    if (at.r === anchor.r && at.c === anchor.c) open(false);
  });
  document.querySelector("[data-roster-tools]")?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.put !== undefined) put(Number(button.dataset.put) || null);
    else if (button.dataset.pin !== undefined) pin();
    cells[at.r]?.[at.c]?.focus();
  });
  document.getElementById("undo")?.addEventListener("submit", (event) => {
    event.preventDefault();
    send(wrap.dataset.undo, {});
  });

  // ---- keys
  const letter = (key) => {
    const now = Date.now();
    typed = now - typedAt < 900 ? typed + key : key;
    typedAt = now;
    const exact = letters[typed] ?? letters[key];
    if (exact !== undefined) put(exact);
  };
  table.addEventListener("keydown", (event) => {
    if (!place(event.target)) return;
    const key = event.key;
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const chord = (event.ctrlKey || event.metaKey) && key.toLowerCase();
    if (chord === "z") {
      event.preventDefault();
      if (wrap.dataset.edit) send(wrap.dataset.undo, {});
      return;
    }
    if (chord === "d") { event.preventDefault(); down(); return; }
    if (chord === "a") {
      event.preventDefault();
      anchor = { r: 0, c: 0 };
      go(rows.length - 1, days.length - 1, { extend: true });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (moves[key]) { event.preventDefault(); step(...moves[key], event.shiftKey); return; }
    if (key === "Home") { event.preventDefault(); go(at.r, 0, { extend: event.shiftKey }); return; }
    if (key === "End") { event.preventDefault(); go(at.r, days.length - 1, { extend: event.shiftKey }); return; }
    // A letter that somebody gave to a shift sets that shift.
    const free = letters[key.toLowerCase()] === undefined;
    if (key === "Enter" || (key === "w" && free)) { event.preventDefault(); open(true); return; }
    if (key === "Delete" || key === "Backspace") { event.preventDefault(); put(null); return; }
    if (key === "p" && free) { event.preventDefault(); pin(); return; }
    if (key === "Escape") { selecting = false; go(at.r, at.c); return; }
    if (key.length === 1 && key !== " ") { event.preventDefault(); letter(key.toLowerCase()); }
  });

  // ---- conflicts come after the page; each marks its cell and says the rule
  const conflicts = () => {
    for (const cell of table.querySelectorAll("td.x")) { cell.classList.remove("x"); cell.removeAttribute("title"); }
    for (const line of document.querySelectorAll("#roster-conflicts li[data-a]")) {
      const cell = cells[rowOf.get(line.dataset.a)]?.[days.indexOf(line.dataset.d)];
      if (!cell) continue;
      cell.title = cell.title ? `${cell.title} ${line.dataset.say}` : line.dataset.say;
      cell.classList.add("x");
    }
  };
  const counted = document.querySelector("[data-conflict-count]");
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "roster-conflicts") return;
    conflicts();
    const said = document.querySelector("#conflicts [data-say-count]")?.dataset.sayCount;
    if (counted) { counted.hidden = !said; counted.querySelector("span").textContent = said || ""; }
  });
  document.querySelector("[data-roster-conflicts]")?.addEventListener("change", (event) => {
    wrap.classList.toggle("only-conflicts", event.target.checked);
  });
})();

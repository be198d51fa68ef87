// The grid of a month: one tab stop, keys, drag and touch, edits in one request, marks of conflicts.
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
  let revision = Number(table.dataset.revision);
  let at = { r: 0, c: 0 };
  let anchor = { r: 0, c: 0 };
  let dragging = false;
  let typed = "";
  let typedAt = 0;
  let opened = null;
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
  const mark = () => {
    for (const cell of marked) { cell.classList.remove("sel"); cell.removeAttribute("aria-selected"); }
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
  const tell = (text, changed) => {
    refused.hidden = !text;
    refused.textContent = text || "";
    if (changed) {
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = wrap.dataset.again;
      refused.append(" ", link);
    }
    if (text) say(text);
  };
  let waiting = Promise.resolve();
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
      if (!answer.ok) { tell(said.message, said.code === "cells_changed"); return; }
      tell("");
      take(said);
    });
    return waiting;
  };
  const take = (said) => {
    revision = said.revision;
    for (const [agent, day, css, letter] of said.cells) {
      const r = rows.findIndex((row) => row.dataset.a === String(agent));
      const cell = cells[r]?.[days.indexOf(day)];
      if (!cell) continue;
      cell.className = css;
      cell.textContent = "";
      if (letter) { const chip = document.createElement("span"); chip.textContent = letter; cell.append(chip); }
    }
    for (const [agent, sums] of Object.entries(said.sums)) {
      const row = rows.find((each) => each.dataset.a === agent);
      row?.querySelectorAll("td.s").forEach((cell, place) => { cell.textContent = sums[place]; });
    }
    mark();
    say(said.says);
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
  const put = (template) => {
    if (!wrap.dataset.edit) return;
    const list = chosen().map(({ r, c }) => [Number(rows[r].dataset.a), days[c], template]);
    if (list.length) send(wrap.dataset.edit, { cells: list });
  };
  const pin = (value) => {
    if (!wrap.dataset.edit) return;
    const list = chosen().filter(({ r, c }) => cells[r][c].textContent);
    const pinned = value ?? !list.every(({ r, c }) => cells[r][c].classList.contains("p"));
    if (list.length) send(wrap.dataset.pin, { pinned, cells: list.map(({ r, c }) => [Number(rows[r].dataset.a), days[c]]) });
  };

  // ---- the one popover
  const open = async () => {
    const url = new URL(wrap.dataset.cell, location.href);
    url.searchParams.set("agent", rows[at.r].dataset.a);
    url.searchParams.set("day", days[at.c]);
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) { say(live.dataset.failed); return; }
    why.innerHTML = await answer.text();
    opened = cells[at.r][at.c];
    why.showPopover();
    const from = opened.getBoundingClientRect();
    const size = why.getBoundingClientRect();
    if (matchMedia("(min-width: 992px)").matches) {
      why.style.left = `${Math.max(8, Math.min(from.left, innerWidth - size.width - 8))}px`;
      const below = from.bottom + 8;
      why.style.top = `${below + size.height <= innerHeight ? below : Math.max(8, from.top - size.height - 8)}px`;
    }
    why.querySelector("select, button")?.focus();
  };
  why.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && opened) { opened.focus(); opened = null; }
  });
  why.addEventListener("click", (event) => {
    const button = event.target.closest("[data-roster-pin]");
    if (button) { why.hidePopover(); pin(button.dataset.rosterPin === "1"); }
  });
  why.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-roster-cell]");
    if (!form || form.elements.desk) return;
    event.preventDefault();
    why.hidePopover();
    put(Number(form.elements.template.value) || null);
  });

  // ---- mouse and touch
  table.addEventListener("pointerdown", (event) => {
    const found = place(event.target);
    if (!found || event.button) return;
    if (event.pointerType === "mouse") { dragging = true; event.preventDefault(); }
    go(found.r, found.c, { extend: event.shiftKey });
  });
  table.addEventListener("pointerover", (event) => {
    const found = dragging && place(event.target);
    if (found) go(found.r, found.c, { extend: true });
  });
  addEventListener("pointerup", () => { dragging = false; });
  table.addEventListener("click", (event) => {
    const found = place(event.target);
    if (found && !event.shiftKey && at.r === anchor.r && at.c === anchor.c) open();
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
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z") {
      event.preventDefault();
      if (wrap.dataset.edit) send(wrap.dataset.undo, {});
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (moves[key]) { event.preventDefault(); step(...moves[key], event.shiftKey); return; }
    if (key === "Home") { event.preventDefault(); go(at.r, 0, { extend: event.shiftKey }); return; }
    if (key === "End") { event.preventDefault(); go(at.r, days.length - 1, { extend: event.shiftKey }); return; }
    if (key === "Enter" || key === "w") { event.preventDefault(); open(); return; }
    if (key === "Delete" || key === "Backspace") { event.preventDefault(); put(null); return; }
    if (key === "p") { event.preventDefault(); pin(); return; }
    if (key === "Escape") { go(at.r, at.c); return; }
    if (key.length === 1 && key !== " ") { event.preventDefault(); letter(key.toLowerCase()); }
  });

  // ---- conflicts come after the page; each marks its cell and says the rule
  const conflicts = () => {
    for (const cell of table.querySelectorAll("td.x")) { cell.classList.remove("x"); cell.removeAttribute("title"); }
    for (const line of document.querySelectorAll("#roster-conflicts li[data-a]")) {
      const r = rows.findIndex((row) => row.dataset.a === line.dataset.a);
      const cell = cells[r]?.[days.indexOf(line.dataset.d)];
      if (!cell) continue;
      cell.title = cell.title ? `${cell.title} ${line.dataset.say}` : line.dataset.say;
      cell.classList.add("x");
    }
  };
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "roster-conflicts") conflicts();
  });
  document.querySelector("[data-roster-conflicts]")?.addEventListener("change", (event) => {
    wrap.classList.toggle("only-conflicts", event.target.checked);
  });
})();

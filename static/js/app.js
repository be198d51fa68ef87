// Behaviour of every page: theme button, toasts, questions, keys, and what HTMX needs.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const live = $("#cs-live");
  const say = (text) => { if (live) live.textContent = text; };
  const token = () => $("meta[name=cs-csrf]")?.content || "";

  // ---- theme ------------------------------------------------------------------------------
  for (const button of $$("[data-cs-theme-next]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const theme = window.csTheme.next();
      toast(button.dataset[`say${theme[0].toUpperCase()}${theme.slice(1)}`]);
    });
  }

  // ---- rows of tabs that are wider than the screen show the chosen one ---------------------
  for (const chosen of $$(".cs-seg > [aria-current]")) {
    const row = chosen.parentElement;
    if (row.scrollWidth > row.clientWidth) {
      row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
    }
  }

  // ---- toasts: leave after 8 s, stay while hovered or focused ------------------------------
  const toasts = $("#toasts");
  const retire = (node) => {
    let timer;
    const start = () => { timer = setTimeout(() => node.remove(), 8000); };
    const stop = () => clearTimeout(timer);
    node.addEventListener("mouseenter", stop);
    node.addEventListener("mouseleave", start);
    node.addEventListener("focusin", stop);
    node.addEventListener("focusout", start);
    start();
  };
  const undoForm = (url) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = url;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "csrfmiddlewaretoken", value: token() });
    const button = document.createElement("button");
    button.dataset.csUndo = "";
    button.textContent = toasts.dataset.undo;
    form.append(field, button);
    return form;
  };
  function toast(text, undoUrl) {
    if (!toasts || !text) return;
    const node = document.createElement("div");
    node.className = "cs-toast";
    const words = document.createElement("span");
    words.className = "grow";
    words.textContent = text;
    node.append(words);
    if (undoUrl && new URL(undoUrl, location.href).origin === location.origin) node.append(undoForm(undoUrl));
    toasts.append(node);
    retire(node);
  }
  $$("[data-cs-toast]").forEach(retire);
  document.body.addEventListener("cs:toast", (event) => toast(event.detail.text, event.detail.undo_url));

  // ---- questions before what cannot be undone ----------------------------------------------
  const dialog = $("#cs-ask");
  const ask = (text, yes) => new Promise((resolve) => {
    $("p", dialog).textContent = text;
    const go = $("[value=yes]", dialog);
    go.textContent = yes || go.dataset.default;
    let answer = false;
    go.onclick = () => { answer = true; dialog.close(); };
    $("[value=no]", dialog).onclick = () => dialog.close();
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    dialog.showModal();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const text = event.submitter?.dataset.csConfirm || form.dataset.csConfirm;
    if (!text || form.dataset.csAsked || !dialog) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    if (!await ask(text, submitter?.dataset.csConfirmYes || form.dataset.csConfirmYes)) return;
    form.dataset.csAsked = "1";
    form.requestSubmit(submitter);
    delete form.dataset.csAsked;
  }, true);

  // ---- long tables on a phone: a row shows what matters, a button opens the rest ------------
  const fold = (table) => {
    if (table.classList.contains("folds")) return;
    table.classList.add("folds");
    for (const row of $$("tbody > tr", table)) {
      const head = $("th", row);
      if (!head || !$$("[data-fold]", row).some((cell) => cell.innerHTML.trim())) continue;
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn btn-bare btn-sm cs-fold", textContent: table.dataset.csFold });
      const name = ($("a", head) || head.firstChild).textContent.trim();
      button.setAttribute("aria-label", `${table.dataset.csFold} ${name}`);
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", () => {
        button.setAttribute("aria-expanded", String(row.classList.toggle("open")));
      });
      head.append(button);
    }
  };
  $$("table[data-cs-fold]").forEach(fold);
  document.body.addEventListener("htmx:load", (event) => {
    $$("table[data-cs-fold]", event.detail.elt.parentElement || document).forEach(fold);
  });

  // ---- HTMX ----------------------------------------------------------------------------------
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });
  document.body.addEventListener("htmx:confirm", (event) => {
    const source = event.detail.elt;
    const text = source.dataset?.csConfirm;
    if (!text || !dialog || source.tagName === "FORM") return;
    event.preventDefault();
    ask(text, source.dataset.csConfirmYes).then((yes) => { if (yes) event.detail.issueRequest(true); });
  });
  const failed = (event) => {
    // A poll that misses once says nothing: the next one comes by itself.
    if (event.detail.requestConfig?.triggeringEvent?.type === undefined) return;
    const status = event.detail.xhr?.status || 0;
    const text = status === 401 || status === 403 ? live.dataset.refused : live.dataset.failed;
    say(text);
    toast(text);
  };
  document.body.addEventListener("htmx:responseError", failed);
  document.body.addEventListener("htmx:sendError", failed);

  // ---- keys ------------------------------------------------------------------------------------
  const items = () => $$("[data-cs-keys] > :is(li, tr)").filter((row) => row.offsetParent !== null);
  const handle = (row) => $("a[href], button, input, [tabindex]", row);
  const step = (by) => {
    const rows = items();
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const to = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    const target = handle(to);
    target?.focus();
    to.scrollIntoView({ block: "nearest" });
  };
  let afterG = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog, [role=grid]")) return;
    const key = event.key;
    if (afterG && Date.now() - afterG < 1500) {
      afterG = 0;
      const link = $(`[data-cs-go="${CSS.escape(key)}"]`);
      if (link) { event.preventDefault(); location.assign(link.href); }
      return;
    }
    const acts = {
      "/": () => $("#cs-search")?.focus(),
      "?": () => { const help = $("[data-cs-help]"); if (help) location.assign(help.href); },
      g: () => { afterG = Date.now(); },
      j: () => step(1),
      k: () => step(-1),
      u: () => $$("[data-cs-undo]").at(-1)?.click(),
    };
    if (!acts[key]) return;
    event.preventDefault();
    acts[key]();
  });
})();

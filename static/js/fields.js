// Better fields where the script runs: files, drop zones, searchable selects, the demo team of the log-in page.
(() => {
  const self = document.currentScript;

  // A browser words its own button in its own language: ours lies beneath the field, which stays the one pressed.
  const file = (input) => {
    if (input.dataset.ready) return;
    input.dataset.ready = "1";
    const box = document.createElement("span");
    const button = document.createElement("span");
    const name = document.createElement("span");
    box.className = "cs-file";
    button.className = "btn btn-plain";
    name.className = "small soft breaks";
    button.setAttribute("aria-hidden", "true");
    button.textContent = input.multiple ? self.dataset.chooseMany : self.dataset.choose;
    const show = () => {
      name.textContent = input.files.length ? [...input.files].map((each) => each.name).join(", ") : self.dataset.none;
    };
    show();
    input.addEventListener("change", show);
    input.before(box);
    box.append(button, name, input);
  };

  const drop = (input) => {
    let zone = input.closest(".cs-drop");
    if (!zone) {
      zone = document.createElement("div");
      const box = input.closest(".cs-file");
      box.before(zone);
      zone.append(box);
    }
    if (zone.dataset.ready) return;
    zone.dataset.ready = "1";
    zone.classList.add("cs-drop");
    const names = document.createElement("ul");
    names.setAttribute("aria-live", "polite");
    zone.append(names);
    const show = () => {
      names.replaceChildren(...[...input.files].map((file) => {
        const line = document.createElement("li");
        line.textContent = `${file.name} · ${(file.size / 1024).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 0 })} KB`;
        return line;
      }));
    };
    input.addEventListener("change", show);
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("over"); });
    }
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      const files = event.dataTransfer.files;
      if (!files.length) return;
      const take = new DataTransfer();
      for (const file of input.multiple ? files : [files[0]]) take.items.add(file);
      input.files = take.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  let loading = null;
  const load = () => loading ||= new Promise((resolve) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: self.dataset.selectCss });
    const script = Object.assign(document.createElement("script"), { src: self.dataset.selectJs, onload: resolve });
    document.head.append(sheet, script);
  });
  const searchable = (select) => {
    if (select.tomselect) return;
    load().then(() => {
      if (select.tomselect || !select.isConnected) return;
      select.setAttribute("aria-hidden", "true");
      new window.TomSelect(select, { maxOptions: 500, plugins: select.multiple ? ["remove_button"] : [] });
    });
  };

  const enhance = (root) => {
    root.querySelectorAll("input[type=file]").forEach(file);
    root.querySelectorAll("input[type=file][data-cs-drop]").forEach(drop);
    root.querySelectorAll("select[data-cs-select]").forEach(searchable);
    root.querySelectorAll("[data-cs-submit-on-change]").forEach((field) => {
      if (field.dataset.ready) return;
      field.dataset.ready = "1";
      field.addEventListener("change", () => field.form.requestSubmit());
    });
  };
  enhance(document);
  document.body.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();

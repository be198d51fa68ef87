// Popovers stand beside the button that opened them; on a phone the stylesheet makes them sheets.
(() => {
  const GAP = 8;
  let opener = null;
  const phone = matchMedia("(max-width: 991px)");
  const place = (box) => {
    if (!opener || phone.matches || !box.classList.contains("cs-why")) return;
    const from = opener.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const left = Math.max(GAP, Math.min(from.left, innerWidth - size.width - GAP));
    const below = from.bottom + GAP;
    const top = below + size.height <= innerHeight ? below : Math.max(GAP, from.top - size.height - GAP);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[popovertarget]");
    const box = button && document.getElementById(button.getAttribute("popovertarget"));
    if (box && !box.contains(button)) opener = button;
  }, true);
  document.addEventListener("toggle", (event) => {
    const box = event.target;
    if (!box.matches?.("[popover]")) return;
    const buttons = document.querySelectorAll(`[popovertarget="${CSS.escape(box.id)}"]`);
    const open = event.newState === "open";
    buttons.forEach((button) => { if (!box.contains(button)) button.setAttribute("aria-expanded", String(open)); });
    if (open) {
      place(box);
      if (box.classList.contains("cs-why") && !("quiet" in box.dataset)) box.querySelector("a[href], button")?.focus();
    } else if (opener && (box.contains(document.activeElement) || document.activeElement === document.body)) {
      opener.focus();
    }
  }, true);
  // What HTMX puts into an open popover may change its size.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const box = event.target.closest?.(".cs-why:popover-open");
    if (box) place(box);
  });
})();

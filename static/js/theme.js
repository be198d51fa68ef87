// Runs before the first paint: the theme chosen on this device, else the account's, else the device's own.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const KEY = "cs-theme";
  const stored = () => { try { return localStorage.getItem(KEY) || ""; } catch { return ""; } };
  const wanted = () => stored() || root.dataset.csTheme || "auto";
  const apply = () => {
    const theme = wanted();
    root.dataset.bsTheme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
    dispatchEvent(new Event("cs:theme"));
  };
  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
  window.csTheme = {
    wanted,
    next() {
      const order = ["auto", "light", "dark"];
      const theme = order[(order.indexOf(wanted()) + 1) % order.length];
      try { localStorage.setItem(KEY, theme); } catch { /* a private window keeps nothing */ }
      apply();
      return theme;
    },
  };
})();

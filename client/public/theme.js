// Before the first paint, in a file of its own because the page allows no inline script.
(() => {
  try {
    const theme = localStorage.getItem("shopyard-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be refused; then the system's theme it is.
  }
})();

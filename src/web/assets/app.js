// Keys, relative times, copy buttons. Every page works without it; it talks to nobody.
"use strict";

// Copy buttons are shown only where they can work.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1200);
  });
}

// Relative times go on while a page stays open.
const language = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "always" });
function refresh() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    const away = Math.abs(seconds);
    if (away < 60 || away > 7 * 86400) continue;
    const [size, unit] = away < 3600 ? [60, "minute"] : away < 86400 ? [3600, "hour"] : [86400, "day"];
    time.textContent = relative.format(Math.trunc(seconds / size), unit);
  }
}
setInterval(refresh, 30000);

const rows = [...document.querySelectorAll("[data-row]")];
let current = -1;
function select(at) {
  if (!rows.length) return;
  current = Math.max(0, Math.min(rows.length - 1, at));
  rows.forEach((row, n) => row.classList.toggle("current", n === current));
  rows[current].scrollIntoView({ block: "nearest" });
  rows[current].querySelector("a")?.focus({ preventScroll: true });
}

// A verdict's key judges the current row of a list, or the finding of the page.
function press(key) {
  const button = document.querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  const list = button.closest("form[data-list]");
  if (list) {
    const marked = list.querySelectorAll("input[name=id]:checked").length;
    const mine = rows[current]?.querySelector("input[name=id]");
    if (!marked && !mine) return false;
    if (!marked) mine.checked = true;
  }
  button.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const help = document.getElementById("keys");
  if (event.target.closest("input:not([type=checkbox]), textarea, select") || help?.open) return;
  let done = true;
  switch (event.key) {
    case "j": select(current + 1); break;
    case "k": select(current - 1); break;
    case "Enter":
      // A focused link or button answers by itself.
      if (current >= 0 && !event.target.closest("a, button, summary")) location.href = rows[current].dataset.href;
      else done = false;
      break;
    case "/": {
      const field = document.querySelector("input[type=search]");
      if (field) field.focus(); else location.href = "/search";
      break;
    }
    case "?": help?.showModal(); break;
    case "c": case "f": case "x": case "a": case "u": done = press(event.key); break;
    default: done = false;
  }
  if (done) event.preventDefault();
});

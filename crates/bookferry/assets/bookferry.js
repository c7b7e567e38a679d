// The little that plain HTML cannot do. Every page works without it.
"use strict";

// A scan box keeps the focus, so that one scan can follow another.
document.addEventListener("DOMContentLoaded", () => {
  const scan = document.querySelector("[data-scan]");
  if (scan) scan.focus();
});

// Pages that show long work refresh themselves until it is done.
const refresh = document.querySelector("[data-refresh-seconds]");
if (refresh) {
  setTimeout(() => location.reload(), 1000 * Number(refresh.dataset.refreshSeconds));
}

// A part that shows how far work is gets renewed by itself. The words for screen readers change only when they say something new.
// At the end of the work the page is shown anew, unless somebody is filling in a form on it.
const live = document.querySelector("[data-live]");
if (live) {
  const status = document.querySelector("[data-live-status]");
  const renew = async () => {
    const answer = await fetch(live.dataset.live, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) return;
    live.innerHTML = await answer.text();
    const part = live.firstElementChild;
    if (status && part && status.textContent !== part.dataset.spoken) status.textContent = part.dataset.spoken;
    if (!part || !("ended" in part.dataset)) return later();
    if (!document.activeElement || !document.activeElement.matches("input, select, textarea")) location.reload();
  };
  // A server that is away for a moment is asked again.
  const later = () => setTimeout(() => renew().catch(later), 1000 * Number(live.dataset.liveSeconds));
  later();
}

// A button beside a value that is needed elsewhere copies it.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    button.textContent = "Copied";
  });
}

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

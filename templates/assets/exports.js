// The downloads of a round: the log follows by itself while a file is being made or
// sent. Without this script the link beside it does the same.
(function () {
  "use strict";
  var section = document.querySelector("[data-exports]");
  if (!section || location.search) return; // an older page of the log stays
  var words = section.querySelector("[data-words]"), timer = 0, last = 0;

  function lines(root) { return root.querySelectorAll("tbody tr").length; }
  function look() {
    clearTimeout(timer);
    fetch(location.pathname, { credentials: "same-origin", headers: { Accept: "text/html" } }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error("no log");
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-exports]");
      var was = section.dataset.running, before = lines(section);
      section.dataset.running = fresh.dataset.running;
      section.replaceChild(document.importNode(fresh.querySelector("[data-log]"), true), section.querySelector("[data-log]"));
      if (!section.dataset.running && (was || lines(section) > before)) {
        words.textContent = words.dataset.whole;
        last = 0;
      }
      again();
    }, again);
  }
  function again() {
    clearTimeout(timer);
    if (section.dataset.running || Date.now() < last) timer = setTimeout(look, 1500);
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-download]")) return;
    words.textContent = "";
    last = Date.now() + 60000;
    again();
  });
  section.querySelector("[data-refresh]").addEventListener("click", function (event) {
    event.preventDefault();
    look();
  });
  again();
})();

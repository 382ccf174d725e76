// The downloads of a round: each tells that its file is being made, how much of it has
// come, and how it ended; the log follows by itself. Without this script the links are
// plain downloads, and the one beside the log reads it anew.
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

  function size(bytes) {
    return bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }
  function say(sentence, values) { return sentence.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; }); }

  // nameOf is the file's name as the server gives it.
  function nameOf(answer, link) {
    var given = /filename\*=utf-8''([^;]+)/i.exec(answer.headers.get("Content-Disposition") || "");
    return given ? decodeURIComponent(given[1]) : link.pathname.split("/").pop();
  }
  function keep(parts, kind, name) {
    var address = URL.createObjectURL(new Blob(parts, { type: kind })), a = document.createElement("a");
    a.href = address;
    a.download = name;
    document.body.appendChild(a);
    a.click();
    a.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
  }
  // refusal is why there is no file, as the server words it.
  function refusal(answer) {
    return answer.json().then(function (problem) { return problem.detail; }, function () { return words.dataset.failed; }).then(function (text) {
      throw { said: text || words.dataset.failed };
    });
  }

  function download(link) {
    var place = link.closest("li").querySelector("[data-coming]");
    var said = place.querySelector("[data-said]"), bytes = place.querySelector("[data-bytes]"), bar = place.querySelector("[data-bar]");
    place.hidden = bar.hidden = false;
    place.classList.remove("error");
    said.textContent = words.dataset.making;
    bytes.textContent = words.textContent = "";
    bar.removeAttribute("value");
    link.setAttribute("aria-disabled", "true");
    function end(text, bad) {
      said.textContent = text;
      bar.hidden = true;
      place.classList.toggle("error", !!bad);
      link.removeAttribute("aria-disabled");
      last = Date.now() + 5000;
      look();
    }
    fetch(link.href, { credentials: "same-origin", headers: { Accept: "application/problem+json, */*" } }).then(function (answer) {
      if (!answer.ok) return refusal(answer);
      var total = answer.headers.get("Content-Encoding") ? 0 : Number(answer.headers.get("Content-Length")) || 0;
      var reader = answer.body.getReader(), parts = [], come = 0;
      said.textContent = words.dataset.coming;
      if (total) bar.max = total;
      function next(part) {
        if (part.done) {
          keep(parts, answer.headers.get("Content-Type"), nameOf(answer, link));
          bytes.textContent = "";
          end(say(words.dataset.sum, { size: size(come) }));
          return;
        }
        parts.push(part.value);
        come += part.value.length;
        bytes.textContent = total ? say(words.dataset.came, { come: size(come), all: size(total) }) : size(come);
        if (total) bar.value = come;
        return reader.read().then(next);
      }
      return reader.read().then(next);
    }).catch(function (error) { end(error && error.said || words.dataset.failed, true); });
    last = Date.now() + 60000;
    again();
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-download]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.getAttribute("aria-disabled") !== "true") download(link);
  });
  section.querySelector("[data-refresh]").addEventListener("click", function (event) {
    event.preventDefault();
    look();
  });
  again();
})();

// The review: each decision is recorded by itself and the totals follow; everything
// can be done by keyboard. Without this script the same forms are sent by the browser.
(function () {
  "use strict";
  var page = document.querySelector("[data-review]");
  if (!page) return;
  var words = document.getElementById("review-words").dataset;
  var url = page.dataset.url, token = page.dataset.token, version = Number(page.dataset.version);
  var known = {}; // what this page shows of each row

  function one(selector, root) { return (root || document).querySelector(selector); }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function say(sentence, values) { return sentence.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; }); }
  var rows = all("[data-line]");
  function rowOf(id) { return document.getElementById("r-" + id); }
  function currentRow() { return document.activeElement ? document.activeElement.closest("[data-line]") : null; }

  // Only what belongs to the chosen decision is shown.
  function parts(row) {
    var chosen = one("[name=decision]:checked", row), value = chosen ? chosen.value : "";
    all("[data-part]", row).forEach(function (part) { part.hidden = part.dataset.part.split(" ").indexOf(value) < 0; });
    one("[data-record]", row).hidden = value !== "correct" && value !== "override"; // agreeing is recorded at once
  }
  function problem(row, text) {
    var at = one("[data-row-problem]", row);
    at.textContent = text;
    at.hidden = !text;
  }

  function show(state, keep, first) {
    version = state.version;
    token = state.token;
    one("[data-official]").textContent = state.official;
    one("[data-self]").textContent = state.self;
    one("[data-so-far]").textContent = state.so_far;
    one("[data-so-far]").hidden = !state.so_far;
    var finish = one("[data-finish]");
    if (finish) finish.hidden = state.complete;
    one("[data-difference]").textContent = state.difference;
    var open = one("[data-open]");
    if (open.textContent !== state.open_text) open.textContent = state.open_text;
    all("input[name=version]").forEach(function (input) { input.value = version; });
    all("input[name=form_token]", page).forEach(function (input) { input.value = token; });
    var left = {};
    state.rows.forEach(function (line) {
      var row = rowOf(line.id), category = row.closest("[data-category]").dataset.category;
      left[category] = (left[category] || 0) + (line.open ? 1 : 0);
      one("[data-row-official]", row).textContent = line.official || "—";
      one("[data-row-difference]", row).textContent = line.difference;
      one("[data-row-difference]", row).className = line.difference.charAt(0) === "+" ? "up" : "down";
      var badge = one("[data-word]", row);
      badge.textContent = line.word;
      badge.dataset.decision = line.open ? "" : line.decision;
      if (!first && known[line.id] !== JSON.stringify(line) && line.id !== keep) {
        all("[name=decision]", row).forEach(function (radio) { radio.checked = radio.value === line.decision; });
        var reason = one("[name=reason]", row);
        if (reason) { reason.value = line.reason; parts(row); }
      }
      known[line.id] = JSON.stringify(line);
      row.toggleAttribute("data-undecided", line.open);
    });
    Object.keys(left).forEach(function (category) {
      one('[data-cat-open="' + category + '"]').textContent = left[category] ? say(words.left, { count: left[category] }) : "✓";
      var group = one('[data-category="' + category + '"] [data-group] button');
      if (group) group.hidden = !left[category];
    });
  }
  function ask(method, body) {
    return fetch(url, { method: method, body: body, headers: { Accept: "application/json" }, credentials: "same-origin" }).then(function (answer) {
      return answer.json().then(function (json) { return { status: answer.status, json: json }; });
    });
  }
  // A save waits for the one before, which changes the version.
  var line = Promise.resolve();
  function send(form, row, after) {
    line = line.then(function () { return attempt(form, row, after, true); });
  }
  function attempt(form, row, after, again) {
    var body = new URLSearchParams(new FormData(form));
    body.set("version", version);
    body.set("form_token", token);
    return ask("POST", body).then(function (answer) {
      if (answer.status === 200) {
        problem(row, "");
        var id = row.dataset.line;
        show(answer.json);
        var mine = answer.json.rows.filter(function (r) { return r.id === id; })[0];
        one("[data-announce]").textContent = say(words.recorded, { name: row.dataset.name, word: mine.word, total: answer.json.official });
        if (after) after();
        return;
      }
      if (answer.status === 401) { problem(row, words.signedout); return; }
      if ((answer.status === 412 || answer.status === 403 && answer.json.code === "form_expired") && again) {
        return ask("GET").then(function (now) {
          if (now.status !== 200) { problem(row, words.signedout); return; }
          var id = row.dataset.line, was = known[id];
          show(now.json, id);
          if (known[id] === was) return attempt(form, row, after, false); // only other rows have changed
          var theirs = JSON.parse(known[id]);
          problem(row, say(words.conflict, { word: theirs.word, official: theirs.official || "—", reason: theirs.reason || "—" }));
        });
      }
      var said = (answer.json.problems || []).map(function (p) { return p.message; }).join(" ");
      problem(row, said || answer.json.detail);
    }, function () { problem(row, words.offline); });
  }

  function go(row) {
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "start" });
  }
  function step(by) {
    var at = rows.indexOf(currentRow());
    go(rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))]);
  }
  function nextOpen(from) {
    var at = rows.indexOf(from);
    var ahead = rows.slice(at + 1).concat(rows.slice(0, at + 1)).filter(function (row) { return row.hasAttribute("data-undecided"); });
    go(ahead[0] || from);
  }
  // What wants a second look: a document is missing, or the scores differ.
  function flagged(row) { return row.hasAttribute("data-missing") || one("[data-row-difference]", row).textContent.trim() !== ""; }
  function nextFlagged(from) {
    var at = rows.indexOf(from);
    var ahead = rows.slice(at + 1).concat(rows.slice(0, at + 1)).filter(flagged);
    one("[data-announce]").textContent = ahead.length ? "" : words.unflagged;
    go(ahead[0]);
  }
  function choose(row, value) {
    var radio = one('[name=decision][value="' + value + '"]', row);
    if (!radio) return;
    radio.checked = true;
    parts(row);
    if (value === "agree") send(one("[data-decide]", row), row);
    else {
      var first = one('[data-part="' + value + '"] input:not([type=hidden]), [data-part="' + value + '"] select', row);
      if (first) { first.focus(); if (first.select) first.select(); }
    }
  }

  rows.forEach(function (row) {
    var form = one("[data-decide]", row);
    if (!form) return;
    parts(row);
    all("[name=decision]", form).forEach(function (radio) {
      radio.addEventListener("change", function () {
        parts(row);
        if (radio.value === "agree") send(form, row);
      });
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      send(form, row, function () { nextOpen(row); });
    });
  });
  all("[data-group]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var last = all("[data-line]", form.closest("[data-category]")).pop();
      send(form, last, function () { nextOpen(last); });
    });
  });

  document.addEventListener("keydown", function (event) {
    var target = event.target, typing = /^(TEXTAREA|SELECT)$/.test(target.tagName) || target.tagName === "INPUT" && target.type !== "radio";
    var row = currentRow();
    if (event.key === "Escape" && row) { go(row); event.preventDefault(); return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && row) {
      var form = one("[data-decide]", row);
      if (form) { form.requestSubmit(); event.preventDefault(); }
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    var done = true;
    switch (event.key.toLowerCase()) {
      case "j": step(1); break;
      case "k": step(-1); break;
      case "n": nextOpen(row || rows[rows.length - 1]); break;
      case "m": nextFlagged(row || rows[rows.length - 1]); break;
      case "f": var finish = one("[data-finish] button"); if (finish) finish.focus(); break;
      case "a": if (row) { choose(row, "agree"); go(rows[Math.min(rows.length - 1, rows.indexOf(row) + 1)]); } break;
      case "g": if (row) { var group = one("[data-group]", row.closest("[data-category]")); if (group) group.requestSubmit(); } break;
      case "c": if (row) choose(row, "correct"); break;
      case "o": if (row) choose(row, "override"); break;
      case "p":
        var previews = row ? all("[data-preview]", row) : [], hide = previews.length > 0 && previews[0].open;
        previews.forEach(function (details) { details.open = !hide; });
        if (row && !previews.length) { // no picture: on to what the browser's viewer shows
          var viewers = all("[data-viewer]", row);
          if (viewers.length) viewers[(viewers.indexOf(document.activeElement) + 1) % viewers.length].focus();
        }
        break;
      case "l": var onward = one("[data-next]"); if (onward) onward.click(); break;
      default: done = false;
    }
    if (done) event.preventDefault();
  });

  ask("GET").then(function (answer) { if (answer.status === 200) show(answer.json, "", true); }, function () { /* the page shows the same */ });
})();

// The assessment as it is typed: the server scores and saves, this script only
// sends the form and shows the answer. Nothing typed is lost: it lies in the
// browser at once and on the server after a pause; a save is repeated under the
// same key until it is answered.
(function () {
  "use strict";
  var form = document.querySelector("form[data-sheet]");
  if (!form) return;
  var words = document.getElementById("words").dataset;
  var data = form.dataset;
  var saveURL = data.saveUrl;
  var storeKey = data.store;
  var locked = false; // a choice between two windows is open

  function one(selector, root) { return (root || document).querySelector(selector); }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function put(selector, text, root) { var at = one(selector, root); if (at) at.textContent = text; }
  function say(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (_, name) { return values[name] === undefined ? "" : values[name]; });
  }

  // What the form says, without what only belongs to this page.
  var ownFields = { form_token: true, version: true, key: true };
  function typed() {
    var values = {};
    new FormData(form).forEach(function (value, name) {
      if (!ownFields[name] && value !== "") values[name] = String(value);
    });
    return values;
  }
  function same(a, b) { return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)); }
  function sorted(values) { return Object.keys(values).sort().map(function (name) { return [name, values[name]]; }); }
  function body(values, extra) {
    var sent = new URLSearchParams();
    sent.set("form_token", form.elements.form_token.value);
    Object.keys(extra || {}).forEach(function (name) { sent.set(name, extra[name]); });
    Object.keys(values).forEach(function (name) { sent.append(name, values[name]); });
    return sent;
  }
  function ask(url, options) {
    options = options || {};
    options.headers = { Accept: "application/json" };
    options.credentials = "same-origin";
    return fetch(url, options).then(function (answer) {
      return answer.json().then(function (json) { return { status: answer.status, json: json }; });
    });
  }
  function later(wait, run) {
    var timer = 0;
    return function () { clearTimeout(timer); timer = setTimeout(run, wait); };
  }
  // Read with the save state by screen readers: changed only when it changes.
  function state(text, kind) {
    var at = one("[data-save]");
    at.hidden = !text;
    at.dataset.kind = kind || "";
    if (at.textContent !== text) at.textContent = text;
  }
  function trouble(text, signIn) {
    one("[data-trouble]").hidden = !text;
    put("[data-trouble-text]", text || "");
    one("[data-trouble-link]").hidden = !signIn;
  }

  // --- lists: rows come and go ---

  function blank(row) {
    return all("input, select", row).every(function (input) { return !input.value.trim(); });
  }
  function setUpList(list) {
    if (list.hasAttribute("data-locked")) return;
    var rows = one("[data-rows]", list), add = one("[data-add]", list), pattern = one("template[data-blank]", list);
    var next = 0;
    function armed(row) {
      var remove = one("[data-remove]", row);
      remove.hidden = false;
      remove.addEventListener("click", function () {
        row.remove();
        add.focus();
        changed();
      });
    }
    list.addRow = function (focus, number) {
      var at = number === undefined ? next : number;
      next = Math.max(next, at + 1);
      var row = pattern.content.firstElementChild.cloneNode(true);
      all("[name], [id], [for], [aria-describedby], [data-field]", row).forEach(function (node) {
        ["name", "id", "for", "aria-describedby", "data-field"].forEach(function (attribute) {
          var value = node.getAttribute(attribute);
          if (value) node.setAttribute(attribute, value.replace("[N]", "[" + at + "]").replace("-N-", "-" + at + "-"));
        });
      });
      rows.appendChild(row);
      armed(row);
      if (focus) one("input, select", row).focus();
      return row;
    };
    list.show = function () {
      var some = one("input[value=some]", list).checked;
      rows.hidden = add.hidden = !some;
      // What stands hidden under 无 is not sent, and comes back with 有.
      all("input, select", rows).forEach(function (input) { input.disabled = !some; });
    };
    all("[data-row]", rows).forEach(function (row) {
      if (blank(row)) { row.remove(); return; } // there for who has no script
      next = Math.max(next, Number(/\[(\d+)\]/.exec(one("[name]", row).name)[1]) + 1);
      armed(row);
    });
    add.addEventListener("click", function () { list.addRow(true); });
    all("input[type=radio]", list).forEach(function (radio) {
      radio.addEventListener("change", function () {
        list.show();
        if (radio.value === "some" && radio.checked && !one("[data-row]", rows)) list.addRow(false);
      });
    });
    list.show();
  }
  var lists = all("[data-list]");
  lists.forEach(setUpList);

  // fillIn puts values into the form: what was not saved, or what another window has.
  function fillIn(values) {
    lists.forEach(function (list) {
      if (list.hasAttribute("data-locked")) return;
      all("[data-row]", list).forEach(function (row) { row.remove(); });
      var numbers = {};
      Object.keys(values).forEach(function (name) {
        var row = name.indexOf(list.dataset.list + "[") === 0 && /\[(\d+)\]/.exec(name);
        if (row) numbers[row[1]] = true;
      });
      Object.keys(numbers).map(Number).sort(function (a, b) { return a - b; }).forEach(function (number) { list.addRow(false, number); });
      all("input[type=radio]", list).forEach(function (radio) { radio.checked = values[radio.name] === radio.value; });
      list.show();
    });
    all("input, select", form).forEach(function (input) {
      if (!input.name || ownFields[input.name] || input.type === "hidden") return;
      if (input.type === "radio") input.checked = values[input.name] === input.value;
      else input.value = values[input.name] || "";
    });
  }

  // --- problems beside their fields ---

  function fieldOf(path) { return all("[data-field]").filter(function (field) { return field.dataset.field === path; })[0]; }
  function clearProblems() {
    all("[data-bad]").forEach(function (field) { field.removeAttribute("data-bad"); });
    all("[aria-invalid]").forEach(function (input) { input.removeAttribute("aria-invalid"); });
    all(".sheet-form .error").forEach(function (error) { error.hidden = true; error.textContent = ""; });
    one("[data-problems]").hidden = true;
  }
  // A row that is still being typed is not scolded for what it lacks.
  function typingIn(path) {
    var row = document.activeElement && document.activeElement.closest("[data-row]");
    var field = row && one("[data-field]", row);
    return field && field.dataset.field.indexOf(path.replace(/\].*$/, "]")) === 0;
  }
  function showProblems(problems) {
    clearProblems();
    var shown = 0, list = one("[data-problems] ul");
    list.textContent = "";
    problems.forEach(function (problem) {
      var path = problem.path || "";
      if (typingIn(path) && problem.code === "missing_field") return;
      shown++;
      var field = fieldOf(path), item = document.createElement("li"), target;
      if (field) {
        field.setAttribute("data-bad", "");
        target = one("input, select", field);
        target.setAttribute("aria-invalid", "true");
        var error = one(".error", field);
        error.textContent = (error.textContent + " " + problem.message).trim();
        error.hidden = false;
      } else {
        var first = fieldOf(path + "." + "") || all("[data-field]").filter(function (f) { return path && f.dataset.field.indexOf(path + ".") === 0; })[0];
        var row = first && first.closest("[data-row]");
        if (row) {
          row.setAttribute("data-bad", "");
          target = one("input, select", row);
          var rowError = one("[data-row-error]", row);
          rowError.textContent = (rowError.textContent + " " + problem.message).trim();
          rowError.hidden = false;
        }
      }
      if (target && target.id) {
        var link = document.createElement("a");
        link.href = "#" + target.id;
        link.textContent = problem.message;
        item.appendChild(link);
      } else item.textContent = problem.message;
      list.appendChild(item);
    });
    put("[data-problems-title]", say(words.count, { count: shown }));
    one("[data-problems]").hidden = !shown;
    return shown;
  }
  one("[data-problems]").addEventListener("click", function (event) {
    var link = event.target.closest("a");
    var target = link && document.getElementById(link.hash.slice(1));
    if (target) { event.preventDefault(); target.focus(); target.scrollIntoView({ block: "center" }); }
  });

  // --- the score ---

  var lastTouched = "";
  function showScore(score) {
    put("[data-total]", score.total);
    put("[data-most]", score.most);
    one("[data-most-line]").hidden = !score.most;
    put("[data-base]", score.base);
    put("[data-bonus]", score.bonus);
    put("[data-deduction]", score.deduction);
    put("[data-progress]", score.progress);
    var bar = document.getElementById("done");
    bar.max = score.asked;
    bar.value = score.answered;
    score.categories.forEach(function (category) {
      var link = one('[data-category="' + category.id + '"]');
      put("[data-cat-score]", category.score, link);
      put("[data-cat-progress]", category.progress, link);
      link.toggleAttribute("data-done", category.done);
    });
    score.lines.forEach(function (line) {
      var item = one('[data-item="' + line.id + '"]');
      put("[data-score]", line.score, item);
      one("[data-status]", item).dataset.status = line.status;
      put("[data-word]", line.word, item);
      var reason = one("[data-reason]", item);
      reason.hidden = !line.reason;
      if (reason.textContent !== line.reason) reason.textContent = line.reason;
      if (lastTouched === line.id) {
        lastTouched = "";
        put("p[data-announce]", say(words.announce, { name: one("h3", item).textContent.trim(), score: line.score, total: score.total }));
      }
    });
    var vetoes = one("[data-vetoes]"), list = one("ul", vetoes);
    vetoes.hidden = !score.vetoes.length;
    list.textContent = "";
    score.vetoes.forEach(function (veto) { list.appendChild(document.createElement("li")).textContent = veto; });
  }
  var asked = 0;
  function score() {
    var number = ++asked;
    ask(data.scoreUrl, { method: "POST", body: body(typed()) }).then(function (answer) {
      if (number !== asked) return; // a newer one is on its way
      if (answer.status === 200) { clearProblems(); showScore(answer.json); }
      else if (answer.status === 422) showProblems(answer.json.problems || []);
    }, function () { /* no line: the save says so */ });
  }
  var scoreSoon = later(350, score);

  // --- saving ---

  var version = saveURL ? Number(form.elements.version.value) : 0;
  var saved = typed(); // what the server has, as this window knows
  var pending = null; // {key, version, values}: sent, and not answered yet
  var tries = 0, retryTimer = 0, saving = false, lastSaved = "";

  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("");
  }
  var box = { // a browser may refuse to keep anything; then there is only the server
    get: function () { try { return JSON.parse(localStorage.getItem(storeKey) || "null"); } catch (e) { return null; } },
    set: function (value) { try { localStorage.setItem(storeKey, JSON.stringify(value)); } catch (e) { /* full or refused */ } },
    clear: function () { try { localStorage.removeItem(storeKey); } catch (e) { /* refused */ } }
  };
  function keep() { box.set({ version: version, base: saved, values: typed(), pending: pending }); }

  function changed() {
    if (saveURL) {
      if (same(typed(), saved) && !pending) { state(lastSaved, "good"); box.clear(); }
      else { keep(); if (!saving && !locked) state(words.waiting, ""); }
      saveSoon();
    }
    scoreSoon();
  }
  function save() {
    if (!saveURL || saving || locked) return;
    if (!pending) {
      var values = typed();
      if (same(values, saved)) return;
      pending = { key: newKey(), version: version, values: values };
    }
    saving = true;
    keep();
    state(words.saving, "");
    ask(saveURL, { method: "POST", body: body(pending.values, { version: pending.version, key: pending.key }) }).then(answered, function () { failed(words.offline); });
  }
  function answered(answer) {
    saving = false;
    var sent = pending;
    if (answer.status === 200) {
      pending = null;
      tries = 0;
      trouble("");
      saved = sent.values;
      version = answer.json.version;
      lastSaved = say(words.saved, { at: answer.json.saved });
      form.elements.version.value = version;
      if (same(typed(), saved)) {
        box.clear();
        clearProblems();
        showScore(answer.json);
        state(lastSaved, "good");
      } else { keep(); saveSoon(); }
      return;
    }
    pending = null;
    keep();
    if (answer.status === 422) {
      if (same(sent.values, typed())) showProblems(answer.json.problems || []);
      state(words.problems, "bad");
    } else if (answer.status === 412) conflict();
    else if (answer.status === 409) { state("", ""); trouble(words.closed); locked = true; }
    else if (answer.status === 401) failed(words.signedout, true);
    else if (answer.status === 403) renew(); // the session of another window has another token
    else failed(words.offline);
  }
  function failed(text, signIn) {
    saving = false;
    state(signIn ? "" : text, "warn");
    trouble(signIn ? text : "", signIn);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(signIn ? renew : save, Math.min(30000, 1000 * Math.pow(2, tries++)));
  }
  // renew asks for the present token, which is there once somebody has signed in.
  function renew() {
    ask(data.valuesUrl).then(function (answer) {
      if (answer.status !== 200) { failed(words.signedout, true); return; }
      form.elements.form_token.value = answer.json.token;
      trouble("");
      tries = 0;
      if (answer.json.version !== version) merge(answer.json);
      save();
    }, function () { failed(words.offline); });
  }
  var saveSoon = later(Number(data.saveAfter || 4000), save);

  // --- another window has saved ---

  function conflict() {
    ask(data.valuesUrl).then(function (answer) {
      if (answer.status === 200) { merge(answer.json); if (!locked) save(); }
      else failed(words.signedout, true);
    }, function () { failed(words.offline); });
  }
  // A list counts as one item: its rows belong together.
  function items(values) {
    var grouped = {};
    Object.keys(values).forEach(function (name) {
      var item = name.replace(/\[.*$/, "");
      (grouped[item] = grouped[item] || {})[name] = values[name];
    });
    return grouped;
  }
  function merge(there) {
    var base = items(saved), mine = items(typed()), theirs = items(there.values), merged = {}, clashes = [];
    var names = {};
    [base, mine, theirs].forEach(function (side) { Object.keys(side).forEach(function (name) { names[name] = true; }); });
    Object.keys(names).forEach(function (name) {
      var b = base[name] || {}, m = mine[name] || {}, t = theirs[name] || {}, take = m;
      if (same(m, b)) take = t;
      else if (!same(t, b) && !same(t, m)) clashes.push(name);
      Object.keys(take).forEach(function (field) { merged[field] = take[field]; });
    });
    version = there.version;
    form.elements.version.value = version;
    saved = there.values;
    if (!same(merged, typed())) fillIn(merged);
    keep();
    if (clashes.length) choose(clashes, mine, theirs, there);
    else state(words.merged, "good");
    scoreSoon();
  }
  function told(item, name) {
    var input = all('[name="' + name + '"]', form).filter(function (i) { return i.value === item[name]; })[0];
    if (input && input.type === "radio") return input.parentNode.textContent.trim();
    var select = one('select[name="' + name + '"]', form);
    var option = select && all("option", select).filter(function (o) { return o.value === item[name]; })[0];
    var rows = {};
    Object.keys(item).forEach(function (field) { var row = /\[(\d+)\]/.exec(field); if (row) rows[row[1]] = true; });
    var count = Object.keys(rows).length;
    return (option ? option.textContent : item[name] || words.blank) + (count ? " × " + count : "");
  }
  function choose(clashes, mine, theirs, there) {
    locked = true;
    var banner = one("[data-conflict]"), rows = one("[data-conflict-rows]");
    rows.textContent = "";
    clashes.forEach(function (name) {
      var row = rows.appendChild(document.createElement("tr"));
      [there.labels[name] || name, told(mine[name] || {}, name), told(theirs[name] || {}, name)].forEach(function (text, i) {
        var cell = row.appendChild(document.createElement(i ? "td" : "th"));
        if (!i) cell.scope = "row"; else cell.dataset.label = i === 1 ? words.here : words.there;
        cell.textContent = text;
      });
    });
    put("[data-conflict-title]", words.conflict);
    banner.hidden = false;
    banner.scrollIntoView({ block: "nearest" });
    state("", "");
    function decided(keepMine) {
      return function () {
        if (!keepMine) {
          var values = typed();
          clashes.forEach(function (name) {
            Object.keys(values).forEach(function (field) { if (field.replace(/\[.*$/, "") === name) delete values[field]; });
            Object.keys(theirs[name] || {}).forEach(function (field) { values[field] = theirs[name][field]; });
          });
          fillIn(values);
        }
        banner.hidden = true;
        locked = false;
        if (same(typed(), saved)) { box.clear(); state(words.merged, "good"); } else { keep(); save(); }
        score();
      };
    }
    one("[data-keep-mine]").onclick = decided(true);
    one("[data-keep-theirs]").onclick = decided(false);
  }

  // --- begin ---

  form.addEventListener("input", function (event) {
    var item = event.target.closest("[data-item]");
    lastTouched = item ? item.dataset.item : "";
    changed();
  });
  if (saveURL) {
    var left = box.get();
    if (left && left.values) {
      if (left.version === version) {
        if (!same(left.values, typed())) {
          pending = left.pending && left.pending.version === version ? left.pending : null;
          fillIn(left.values);
          state(words.restored, "warn");
          scoreSoon();
          saveSoon();
        } else box.clear();
      } else {
        // Saved elsewhere since: put back what was typed here on what it was typed on.
        var now = { version: version, values: typed(), labels: {} };
        saved = left.base || {};
        fillIn(left.values);
        ask(data.valuesUrl).then(function (answer) {
          merge(answer.status === 200 ? answer.json : now);
          if (!locked) save();
        }, function () { merge(now); });
      }
    }
    addEventListener("online", function () { tries = 0; save(); });
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") save(); });
    // The button saves in the same way as the pause, and stays on the page.
    form.addEventListener("submit", function (event) { event.preventDefault(); tries = 0; score(); save(); });
    all('a[href$="/submit"]').forEach(function (link) {
      link.addEventListener("click", function (event) {
        if (locked || (same(typed(), saved) && !pending)) return;
        event.preventDefault();
        save();
        var waits = 0, wait = setInterval(function () {
          if (!saving && !pending && same(typed(), saved)) { clearInterval(wait); location.href = link.href; }
          else if (++waits > 50) clearInterval(wait);
        }, 100);
      });
    });
  } else {
    form.addEventListener("submit", function (event) { event.preventDefault(); score(); });
  }
  // Desks are shared: who signs out leaves nothing behind.
  all("form[data-sign-out]").forEach(function (out) {
    out.addEventListener("submit", function () { if (storeKey) box.clear(); });
  });
})();

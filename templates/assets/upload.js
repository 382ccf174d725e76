// Uploads with progress, and files dropped where they belong. Without this script
// the same forms are sent by the browser.
(function () {
  "use strict";
  var words = document.getElementById("upload-words").dataset;
  function one(selector, root) { return (root || document).querySelector(selector); }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  // send posts a form with its progress; done gets the request, lost is told of a line
  // that was cut.
  function send(form, data, accept, done, lost) {
    var state = one("[data-upload-state]", form), bar = one("[data-upload-progress]", form);
    var request = new XMLHttpRequest();
    state.hidden = bar.hidden = false;
    state.textContent = words.sending;
    bar.value = 0;
    all("button", form).forEach(function (button) { button.disabled = true; });
    request.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) return;
      bar.value = Math.round(100 * event.loaded / event.total);
      if (event.loaded === event.total) state.textContent = words.reading;
    });
    function end() { bar.hidden = true; all("button", form).forEach(function (button) { button.disabled = false; }); }
    request.addEventListener("load", function () { end(); done(request, state); });
    request.addEventListener("error", function () { end(); state.textContent = words.failed; if (lost) lost(); });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", accept);
    request.send(data);
  }

  // The workbook: the answer is the page with the list of problems, or the next page.
  all("form[data-upload-book]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (event.submitter && event.submitter.hasAttribute("data-native")) return;
      event.preventDefault();
      send(form, new FormData(form), "text/html, application/json", function (request, state) {
        if (request.getResponseHeader("Content-Type").indexOf("json") > 0) { location.href = JSON.parse(request.responseText).location; return; }
        var page = new DOMParser().parseFromString(request.responseText, "text/html");
        var result = one("[data-upload-result]", page), actions = one("form[data-upload-book] .actions", page);
        if (!result) { state.textContent = one("main h1", page) ? one("main .lead", page).textContent : words.failed; return; }
        one("[data-upload-result]").replaceWith(document.importNode(result, true));
        one(".actions", form).replaceWith(document.importNode(actions, true));
        var hint = one("form[data-upload-book] > p.soft", page), old = one(":scope > p.soft", form);
        if (old) old.remove();
        if (hint) form.appendChild(document.importNode(hint, true));
        state.hidden = true;
        one("[data-upload-result]").scrollIntoView({ block: "start" });
      });
    });
  });

  // Evidence: one file after the other, then the page anew. One that is refused does
  // not keep the rest away; where any was, the page stays and says which and why.
  function sendAll(form, files) {
    var rest = Array.prototype.slice.call(files), refused = [], given = 0;
    function over() {
      if (!refused.length) { location.reload(); return; }
      var state = one("[data-upload-state]", form);
      state.textContent = refused.join("；") + (given ? " " + words.added.replace("{count}", given) : "");
      state.className = "upload-state error";
    }
    function next() {
      var file = rest.shift();
      if (!file) { over(); return; }
      function refuse(said) { refused.push(file.name + "：" + said); next(); }
      var data = new FormData(form);
      data.delete("file");
      data.append("file", file, file.name);
      send(form, data, "application/json", function (request) {
        if (request.status < 300) { given++; next(); return; }
        var said = words.failed;
        try {
          var problem = JSON.parse(request.responseText);
          said = problem.problems && problem.problems.length ? problem.problems[0].message : problem.detail;
        } catch (e) { /* no answer of ours */ }
        refuse(said);
      }, function () { refuse(words.failed); });
    }
    next();
  }
  all("form[data-upload-evidence]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      sendAll(form, one("input[type=file]", form).files);
    });
  });
  all("[data-drop]").forEach(function (place) {
    var form = one("form[data-upload-evidence]", place);
    ["dragenter", "dragover"].forEach(function (name) {
      place.addEventListener(name, function (event) { event.preventDefault(); place.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      place.addEventListener(name, function (event) { event.preventDefault(); place.classList.remove("over"); });
    });
    place.addEventListener("drop", function (event) { sendAll(form, event.dataTransfer.files); });
  });
})();

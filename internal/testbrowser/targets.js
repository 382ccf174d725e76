// What is too small to be hit with a thumb: every link, button, field, choice and fold of
// the page whose area is less than 44 px high or wide, and every two whose areas lie over
// each other. As WCAG 2.5.5 has it, a link inside a sentence may be as small as its line.
(function () {
  const least = 43.5; // 44 px, of which a display may take the half of one
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex]:not([tabindex='-1'])";

  // A sentence is a paragraph, an item or a cell with words of its own beside the link;
  // words in other elements (a badge, a date, a second link) make none.
  function inSentence(e) {
    return e.matches("a[href]") && e.parentElement.matches("p, li, td, th, dd, label, caption, p > span, li > span, li > p > b") &&
      Array.from(e.parentElement.childNodes).some(n => n.nodeType === Node.TEXT_NODE && /\p{L}/u.test(n.data));
  }
  // Where a choice is hit: its words belong to it.
  function areaOf(e) {
    if (!e.matches("input[type=radio], input[type=checkbox]")) return e;
    return e.closest("label") || Array.from(e.labels || []).find(l => l.getClientRects().length) || e;
  }
  // Of words that run over several lines each line is an area of its own.
  function boxOf(e) {
    return Array.from(e.getClientRects()).sort((a, b) => b.width * b.height - a.width * a.height)[0];
  }
  // What goes over the page and stays there lies over what is scrolled under it.
  function stays(e) {
    for (let at = e; at; at = at.parentElement) if (/fixed|sticky/.test(getComputedStyle(at).position)) return true;
    return false;
  }
  const name = e => e.outerHTML.replace(/\s+/g, " ").slice(0, 90);

  // What is folded away is measured, too. A sheet of ours unfolds it, since opening it
  // would be told to the scripts of the page.
  const unfolded = new CSSStyleSheet();
  unfolded.replaceSync("details::details-content { content-visibility: visible !important; block-size: auto !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, unfolded];
  try {
    const seen = new Set(), targets = [], bad = [];
    for (const e of document.querySelectorAll(all)) {
      const area = areaOf(e);
      if (seen.has(area) || inSentence(e)) continue;
      seen.add(area);
      const box = boxOf(area), style = getComputedStyle(area);
      if (!box || !box.width || !box.height || style.visibility === "hidden" || area.closest(".off-screen")) continue;
      if (box.width < least || box.height < least)
        bad.push("small target at " + innerWidth + ": " + name(area) + " " + Math.round(box.width) + "x" + Math.round(box.height));
      if (!stays(area)) targets.push({ area, box });
    }
    for (let i = 0; i < targets.length; i++) {
      for (let j = i + 1; j < targets.length; j++) {
        const a = targets[i], b = targets[j];
        const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (wide > 1 && high > 1 && !a.area.contains(b.area))
          bad.push("targets over each other at " + innerWidth + ": " + name(a.area) + " and " + name(b.area) + " by " + Math.round(wide) + "x" + Math.round(high));
      }
    }
    return bad;
  } finally {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(s => s !== unfolded);
  }
})()

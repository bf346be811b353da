"use strict";
// The language switch: the place on the page stays where it is, and nothing is remembered.
(function () {
  const titles = JSON.parse(document.getElementById("titles").textContent);
  const marks = [...document.querySelectorAll("header, h1, h2, section, nav")];
  function show(lang) {
    const nearest = (mark) => Math.abs(mark.getBoundingClientRect().top);
    const seen = marks.filter((mark) => mark.getClientRects().length);
    const anchor = seen.reduce((best, mark) => (nearest(mark) < nearest(best) ? mark : best), seen[0]);
    const before = anchor.getBoundingClientRect().top;
    const atTop = window.scrollY === 0;
    document.body.dataset.show = lang;
    document.documentElement.lang = lang;
    document.title = titles[lang];
    if (!atTop) window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
  }
  const inputs = [...document.querySelectorAll("input[name=show]")];
  inputs.forEach((input) => input.addEventListener("change", () => show(input.value)));
  const own = inputs.find((input) => navigator.language.toLowerCase().startsWith(input.value));
  const wanted = own || inputs.find((input) => input.value === "en");
  if (wanted && !wanted.checked) { wanted.checked = true; show(wanted.value); }
})();

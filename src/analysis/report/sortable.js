"use strict";
// Tables: heads that sort, rows that are filtered, and a hint where a table is wider than its place.
(function () {
  const TEXTS = JSON.parse(document.getElementById("sort-texts").textContent);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const read = (row, column) => row.cells[column].textContent.trim();

  // The heads of single columns, in the order of the columns, below those that span several.
  function listHeads(table) {
    const below = [...(table.tHead.rows[1]?.cells ?? [])];
    return [...table.tHead.rows[0].cells].flatMap((head) =>
      head.classList.contains("spanner") ? below.splice(0, head.colSpan) : [head]);
  }

  // Missing values come last in both directions.
  function sortRows(rows, column, sign, lang) {
    const collator = new Intl.Collator(lang, { numeric: true });
    const number = rows[0].cells[column].classList.contains("number");
    const value = (row) => (number ? row.cells[column].dataset.order : read(row, column));
    const compare = number ? (a, b) => a - b : collator.compare;
    return [...rows].sort((one, other) => {
      const a = value(one), b = value(other);
      return a === "" || b === "" ? (a === "") - (b === "") : sign * compare(a, b);
    });
  }

  // A head sorts upwards, then downwards, then gives back the order that the table came in.
  function makeSortable(table, rows, lang) {
    const heads = listHeads(table), next = { none: "ascending", ascending: "descending", descending: "none" };
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const order = next[head.getAttribute("aria-sort")];
        heads.forEach((other) => other.setAttribute("aria-sort", other === head ? order : "none"));
        const sign = order === "descending" ? -1 : 1;
        table.tBodies[0].append(...(order === "none" ? rows : sortRows(rows, column, sign, lang)));
      });
    });
  }

  function makeFilterable(rows, form, texts) {
    const status = form.querySelector("[role=status]"), text = form.querySelector("input");
    const selects = [...form.querySelectorAll("select")], collator = new Intl.Collator(form.lang, { numeric: true });
    for (const select of selects) {
      const values = new Set(rows.map((row) => read(row, select.dataset.column)));
      select.append(new Option(texts.every, ""));
      [...values].sort(collator.compare).forEach((value) => select.append(new Option(value, value)));
    }
    function filter() {
      const words = text.value.toLowerCase().split(/\s+/);
      for (const row of rows) {
        const content = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => content.includes(word))
          || selects.some((select) => select.value && read(row, select.dataset.column) !== select.value);
      }
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = fill(texts.shown, { shown, number: rows.length });
    }
    form.addEventListener("input", filter);
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    filter();
  }

  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    target.previousElementSibling.hidden = target.scrollWidth <= target.clientWidth;
  }));
  document.querySelectorAll(".tables .scroll").forEach((box) => {
    const table = box.querySelector("table"), rows = [...table.tBodies[0].rows];
    const { lang } = box.closest("[lang]"), form = box.parentElement.querySelector("form");
    if (rows.length) makeSortable(table, rows, lang);
    if (rows.length && form) makeFilterable(rows, form, TEXTS[lang]);
    sizes.observe(box);
  });
})();

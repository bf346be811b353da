// Follows DataTables in one module: makes tables sortable as they come near the screen.
const LANGUAGES = {
  en: {
    aria: { orderable: ": activate to sort", orderableReverse: ": activate to reverse the order", orderableRemove: ": activate to restore the order" },
    shown: (n, all) => `${n} of ${all} rows shown.`, every: "all",
    zeroRecords: "No row matches.", emptyTable: "No rows.",
  },
  de: {
    aria: { orderable: ": zum Sortieren aktivieren", orderableReverse: ": Reihenfolge umkehren", orderableRemove: ": ursprüngliche Reihenfolge" },
    shown: (n, all) => `${n} von ${all} Zeilen gezeigt.`, every: "alle",
    zeroRecords: "Keine Zeile passt.", emptyTable: "Keine Zeilen.",
  },
};
const toNumber = (value) => (value === "" || value === null ? null : Number(value));

// Missing values come last in both directions.
function register(name, compare, prepare) {
  const order = (sign) => (a, b) => (a === null ? (b === null ? 0 : 1) : b === null ? -1 : sign * compare(a, b));
  DataTable.type(name, { order: { pre: prepare, asc: order(1), desc: order(-1) }, className: "" });
}
register("measure", (a, b) => a - b, toNumber);
for (const lang of Object.keys(LANGUAGES)) {
  const collator = new Intl.Collator(lang, { numeric: true });
  register("words-" + lang, collator.compare, (value) => (value === "" || value === null ? null : String(value)));
}

function makeSortable(table) {
  const lang = table.closest("[lang]").lang === "de" ? "de" : "en";
  const first = [...table.tBodies[0].rows[0].cells];
  const types = first.map((cell) => (cell.classList.contains("number") ? "measure" : "words-" + lang));
  const made = new DataTable(table, {
    paging: false, info: false, autoWidth: false, order: [], language: LANGUAGES[lang],
    layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
    columns: types.map((type) => ({ type })),
  });
  const box = table.closest("section").querySelector(`form[lang="${lang}"]`);
  if (box) makeFilterable(made, box, LANGUAGES[lang]);
}

function makeFilterable(made, box, words) {
  const status = box.querySelector("[role=status]"), text = box.querySelector("input");
  const selects = [...box.querySelectorAll("select")];
  const cell = (column, row) => made.cell(row, column).node().textContent.trim();
  for (const select of selects) {
    const column = Number(select.dataset.column);
    const values = new Set(made.rows().indexes().toArray().map((row) => cell(column, row)));
    const collator = new Intl.Collator(box.lang, { numeric: true });
    select.append(new Option(words.every, ""));
    [...values].sort(collator.compare).forEach((value) => select.append(new Option(value, value)));
    made.column(column).search.fixed("filter", (_, __, row) => !select.value || cell(column, row) === select.value);
  }
  function filter() {
    made.search(text.value).draw();
    status.textContent = words.shown(made.rows({ search: "applied" }).count(), made.rows().count());
  }
  box.addEventListener("input", filter);
  box.addEventListener("reset", () => setTimeout(filter));
  box.addEventListener("submit", (event) => event.preventDefault());
  box.hidden = false;
  filter();
}

const observer = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((found) => found.isIntersecting)) {
    observer.unobserve(entry.target);
    makeSortable(entry.target);
  }
}, { rootMargin: "800px" });
document.querySelectorAll(".scroll table").forEach((table) => {
  if (table.tBodies.length && table.tBodies[0].rows.length) observer.observe(table);
});

"use strict";
(function () {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const find = (name) => document.getElementById("explorer-" + name);
  const root = document.getElementById("explorer");
  const { nodes, edges, words, row, font } = read("explorer-graph");
  const search = find("search"), list = find("list"), panel = find("panel");
  const boxes = [...root.querySelectorAll("input[type=checkbox]")];
  const language = () => (words[document.documentElement.lang] ? document.documentElement.lang : Object.keys(words)[0]);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const links = nodes.map(() => []);
  edges.forEach(([network, member, roles]) => {
    links[network].push({ node: member, roles });
    links[member].push({ node: network, roles });
  });
  let pinned = null, hovered = null, shown = [], plot = null;

  const isShown = (i) => boxes.some(
    (box) => box.checked && Number(box.dataset.side) === nodes[i].side && box.value === nodes[i].group);
  const lit = () => (hovered !== null ? hovered : pinned);

  // ---------------------------------------------------------------- text and list

  function nameGroup(i) {
    const box = boxes.find((b) => Number(b.dataset.side) === nodes[i].side && b.value === nodes[i].group);
    const texts = box.parentNode.querySelectorAll("span");
    return ([...texts].find((span) => span.lang === language()) || texts[0]).textContent;
  }

  function element(tag, text, parent) {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
    return made;
  }

  function writePanel() {
    const i = lit(), names = words[language()], text = names.texts;
    panel.replaceChildren();
    if (i === null) { element("p", text.nothing, panel); return; }
    const node = nodes[i], joined = links[i];
    const head = element("p", "", panel);
    head.tabIndex = -1;
    element("strong", node.label, head);
    if (node.name && node.name !== node.label) head.append(` (${node.name})`);
    element("p", `${names.kind[node.kind]}, ${nameGroup(i)}`, panel);
    if (!joined.length) { element("p", text.lone, panel); return; }
    const away = joined.filter((link) => !shown.includes(link.node)).length;
    const one = joined.length === 1 ? "_one" : "";
    const count = fill(text[(node.side ? "in_networks" : "has_members") + one], { number: joined.length });
    element("p", away ? `${count.slice(0, -1)} (${fill(text.hidden, { number: away })}):` : count, panel);
    const items = element("ul", "", panel);
    [...joined].sort((a, b) => nodes[a.node].label.localeCompare(nodes[b.node].label, language()))
      .forEach((link) => {
        const roles = link.roles.map((role) => names.role[role]).join(", ");
        const item = element("li", "", items);
        const button = element("button", `${nodes[link.node].label}: ${roles}`, item);
        button.type = "button";
        button.disabled = !shown.includes(link.node);
        button.addEventListener("click", () => { select(link.node); panel.firstChild.focus(); });
      });
  }

  function writeList() {
    const text = words[language()].texts, wanted = plain(search.value.trim());
    const found = shown.filter((i) => plain(nodes[i].label).includes(wanted));
    list.replaceChildren();
    [text.networks, text.members].forEach((name, side) => {
      const group = document.createElement("optgroup");
      group.label = name;
      found.filter((i) => nodes[i].side === side)
        .sort((a, b) => nodes[a].label.localeCompare(nodes[b].label, language()))
        .forEach((i) => { element("option", `${nodes[i].label} (${links[i].length})`, group).value = i; });
      if (group.children.length) list.append(group);
    });
    list.value = pinned === null ? "" : pinned;
    find("count").textContent = found.length ? fill(text.count, { shown: found.length, number: nodes.length }) : text.no_match;
    find("names").replaceChildren(...[...new Set(shown.map((i) => nodes[i].label))].sort().map((label) => {
      const option = document.createElement("option");
      option.value = label;
      return option;
    }));
    return found;
  }

  // ---------------------------------------------------------------- drawing

  const pen = document.createElement("canvas").getContext("2d");
  function measure(text, size, style) {
    pen.font = `${style} ${size}px ${font}`;
    return pen.measureText(text).width;
  }
  function shorten(text, size, room) {
    if (measure(text, size, "bold") <= room) return text;
    let cut = text;
    while (cut.length > 1 && measure(cut + "…", size, "bold") > room) cut = cut.slice(0, -1);
    return cut.trimEnd() + "…";
  }

  // Widths in pixels, from which the range across follows: the nodes stand at 0 and 1.
  function fit(size) {
    const wide = Math.max(find("picture").clientWidth - 4, 200);
    const most = (side, text) => Math.max(0, ...shown.filter((i) => nodes[i].side === side).map(text));
    const degree = [0, 1].map((side) => most(side, (i) => measure(String(links[i].length), size, "bold")));
    const label = [0, 1].map((side) => most(side, (i) => measure(nodes[i].label, size, "bold")) + 1);
    const fixed = degree[0] + degree[1] + 2 * 16;
    const share = Math.min(1, (0.74 * wide - fixed) / (label[0] + label[1]));
    const room = label.map((width) => width * share);
    const left = room[0] + degree[0] + 16, right = room[1] + degree[1] + 16;
    const unit = wide - left - right;
    return { degree, room, start: -left / unit, end: 1 + right / unit };
  }

  function bend(from, to) {
    const steps = [...Array(31).keys()].map((step) => step / 30);
    return [steps, steps.map((t) => from + (to - from) * t * t * (3 - 2 * t))];
  }

  function draw() {
    if (!plot) return;
    const size = find("picture").clientWidth < 500 ? 11 : 12;
    const columns = [0, 1].map((side) => shown.filter((i) => nodes[i].side === side));
    const rows = Math.max(1, columns[0].length, columns[1].length);
    const down = {};
    columns.forEach((column) => column.forEach((i, place) => {
      down[i] = column.length > 1 ? (place * (rows - 1)) / (column.length - 1) : (rows - 1) / 2;
    }));
    const room = fit(size), chosen = lit();
    const near = chosen === null ? null : new Set([chosen, ...links[chosen].map((link) => link.node)]);
    const bright = (i) => near === null || near.has(i);
    const side = (i) => nodes[i].side;
    const column = (value) => shown.map(value);
    const model = (name) => plot.document.get_model_by_name(name);
    plot.setv({ height: rows * row + 4 });
    model("across").setv({ start: room.start, end: room.end });
    model("down").setv({ start: rows - 0.5, end: -0.5 });
    ["labels", "degrees"].forEach((name) => model(name).glyph.setv({ text_font_size: { value: size + "px" } }));
    const drawn = edges.filter(([a, b]) => down[a] !== undefined && down[b] !== undefined)
      .map(([a, b]) => ({ a, b, on: chosen === a || chosen === b, curve: bend(down[a], down[b]) }))
      .sort((one, other) => one.on - other.on);
    model("edges").data = {
      xs: drawn.map((edge) => edge.curve[0]), ys: drawn.map((edge) => edge.curve[1]),
      color: drawn.map((edge) => nodes[edge.b].line),
      alpha: drawn.map((edge) => (chosen === null ? 0.75 : edge.on ? 1 : 0.1)),
      width: drawn.map((edge) => (edge.on ? 2 : 1)),
    };
    model("nodes").data = {
      x: column(side), y: column((i) => down[i]),
      marker: column((i) => nodes[i].marker), angle: column((i) => nodes[i].angle),
      fill: column((i) => (links[i].length ? nodes[i].fill : "#ffffff")), line: column(() => "#333333"),
      alpha: column((i) => (bright(i) ? 1 : 0.22)),
      label: column((i) => shorten(nodes[i].label, size, room.room[side(i)])),
      degree: column((i) => String(links[i].length)),
      font: column((i) => (i === chosen ? "bold" : "normal")),
      align: column((i) => (side(i) ? "left" : "right")),
      label_offset: column((i) => (side(i) ? 12 : -12) + (side(i) ? 1 : -1) * room.degree[side(i)]),
      degree_offset: column((i) => (side(i) ? 8 + room.degree[1] : -8)),
    };
    model("rows").data = {
      y: column((i) => down[i]),
      left: column((i) => (side(i) ? 0.7 : room.start)), right: column((i) => (side(i) ? room.end : 0.3)),
    };
  }

  // ---------------------------------------------------------------- what is selected and shown

  function update() {
    shown = nodes.map((_, i) => i).filter(isShown);
    if (pinned !== null && !shown.includes(pinned)) pinned = null;
    hovered = null;
    writeList();
    writePanel();
    draw();
  }

  function select(i) {
    pinned = i;
    hovered = null;
    list.value = i === null ? "" : i;
    if (list.selectedIndex < 0 && i !== null) { search.value = ""; writeList(); }
    writePanel();
    draw();
  }

  function hover(i) {
    if (i === hovered) return;
    hovered = i;
    writePanel();
    draw();
  }

  function reset() {
    boxes.forEach((box) => { box.checked = true; });
    search.value = "";
    pinned = null;
    update();
  }

  // Bokeh lets its canvas be focused, where no key does anything.
  function leaveFocus(place) {
    for (const child of place.querySelectorAll("*")) {
      if (child.tabIndex >= 0) child.removeAttribute("tabindex");
      if (child.shadowRoot) leaveFocus(child.shadowRoot);
    }
  }

  async function embed() {
    await Bokeh.embed.embed_item(read("explorer-plot"));
    plot = Bokeh.documents[Bokeh.documents.length - 1].get_model_by_name("plot");
    const rows = plot.document.get_model_by_name("rows");
    rows.inspect.connect(() => hover(rows.inspected.indices.length ? shown[rows.inspected.indices[0]] : null));
    rows.selected.change.connect(() => {
      const found = rows.selected.indices;
      if (found.length) select(shown[found[0]]);
    });
    find("picture").addEventListener("pointerleave", () => hover(null));
    new ResizeObserver(draw).observe(find("picture"));
    draw();
    leaveFocus(find("drawing"));
    root.dataset.ready = "";
  }

  root.hidden = false;
  boxes.forEach((box) => box.addEventListener("change", update));
  find("reset").addEventListener("click", reset);
  list.addEventListener("change", () => select(Number(list.value)));
  search.addEventListener("input", () => {
    const found = writeList(), wanted = plain(search.value.trim());
    const exact = found.find((i) => plain(nodes[i].label) === wanted);
    if (exact !== undefined) select(exact);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = list.querySelector("option");
    if (first && search.value.trim()) select(Number(first.value));
  });
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });
  function translate() {
    find("picture").setAttribute("aria-label", words[language()].texts.picture);
    writeList();
    writePanel();
  }
  new MutationObserver(translate).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  reset();
  translate();
  new IntersectionObserver((entries, observer) => {
    if (entries.some((entry) => entry.isIntersecting)) { observer.disconnect(); embed(); }
  }, { rootMargin: "600px" }).observe(find("picture"));
})();

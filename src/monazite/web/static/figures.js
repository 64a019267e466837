// Figures drawn from the tables beside them, so that figure and table can never differ. Needs D3 3.
//
// data-figure="plot": columns whose head has data-series are bars that stack (data-as="bar") or lines with a band
//   ("line"); rows have data-x (a number, a day, or any text), cells data-v and for a band data-low and data-high.
// data-figure="timeline": rows have data-lane, data-from, data-to, data-tone, and may have data-mark, one day of note;
//   data-rules of the box are days with words: "2025-04-04 notice|2025-06-22 relief".
// A form with data-updates="ID" asks for its page anew when something changes, and only that part is replaced; with
// data-live it does so while a slider still moves, one question at a time.
"use strict";

(() => {
  const SIZE = { height: 280, top: 14, right: 18, bottom: 24, left: 62, lane: 26 };
  const DAY = 86400000;
  const isChinese = document.documentElement.lang.startsWith("zh");
  const time = d3.time.format.multi(
    isChinese
      ? [["%-m月%-d日", (d) => d.getDate() !== 1], ["%-m月", (d) => d.getMonth()], ["%Y年", () => true]]
      : [["%-d %b", (d) => d.getDate() !== 1], ["%b", (d) => d.getMonth()], ["%Y", () => true]]);
  const dayOf = (text) => new Date(`${text}T00:00:00`);
  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text);
  const texts = (node) => (node.nodeType === Node.TEXT_NODE ? node.data : Array.from(node.childNodes, texts).join(" "));
  const words = (cell) => texts(cell).trim().replace(/\s+/g, " ");
  const number = (text) => (text === undefined || text === "" ? NaN : Number(text));

  class Figure {
    constructor(box, table) {
      this.box = box;
      this.readout = box.querySelector(".readout");
      this.svg = d3.select(box).insert("svg", ":first-child").attr("role", "group").attr("aria-label", box.dataset.title);
      this.rows = Array.from(table.querySelectorAll("tbody tr"));
    }

    tell(text) {
      if (this.readout) this.readout.textContent = text;
    }

    axis(scale, orient, shift, ticks, format, size = 4) {
      const axis = d3.svg.axis().scale(scale).orient(orient).ticks(ticks).tickSize(size).tickPadding(6);
      if (format) axis.tickFormat(format);
      this.svg.append("g").attr("class", "axis").attr("aria-hidden", "true").attr("transform", shift).call(axis);
    }
  }

  class Plot extends Figure {
    constructor(box, table) {
      super(box, table);
      const heads = Array.from(table.querySelectorAll("thead th"));
      this.rows = this.rows.filter((row) => row.dataset.x);
      this.series = heads.map((head, at) => ({ head, at })).filter(({ head }) => head.dataset.series).map(({ head, at }) => ({
        name: words(head),
        isBar: head.dataset.as === "bar",
        tone: head.dataset.tone || "t1",
        values: this.rows.map((row) => {
          const { v, low, high } = row.cells[at].dataset;
          return { value: number(v), low: number(low), high: number(high), text: words(row.cells[at]) };
        }),
      }));
      this.bars = this.series.filter((one) => one.isBar);
      this.lines = this.series.filter((one) => !one.isBar);
      this.legend();
    }

    get isEmpty() {
      return !this.series.some((one) => one.values.some(({ value }) => Number.isFinite(value)));
    }

    legend() {
      const list = document.createElement("ul");
      list.className = "key";
      for (const one of this.series) {
        const item = document.createElement("li");
        const mark = d3.select(item).append("svg").attr("class", "wide").attr("viewBox", "0 0 24 12").attr("aria-hidden", "true");
        if (one.isBar) mark.append("rect").attr({ class: `tone ${one.tone}`, x: 6, width: 12, height: 12 });
        else mark.append("line").attr({ class: `trend ${one.tone}`, x1: 0, x2: 24, y1: 6, y2: 6 });
        item.append(` ${one.name}`);
        list.append(item);
      }
      this.box.insertBefore(list, this.readout);
    }

    draw() {
      const width = Math.max(this.box.clientWidth - 16, 240);
      const base = SIZE.top + SIZE.height;
      const left = width < 520 ? 50 : SIZE.left;
      this.svg.attr("viewBox", `0 0 ${width} ${base + SIZE.bottom}`).text(null);
      this.scales(left, width);
      const format = d3.max(this.y.domain().map(Math.abs)) >= 1000 ? d3.format(",d") : null;
      this.axis(this.y, "left", `translate(${left},0)`, 5, format, -(width - left - SIZE.right));
      this.bottom(width - left, base);
      for (const one of this.lines) this.band(one);
      this.stacks();
      for (const one of this.lines) this.line(one);
      if (this.y.domain()[0] < 0) this.svg.append("line").attr({ class: "zero", x1: left, x2: width - SIZE.right, y1: this.y(0), y2: this.y(0) });
      this.reader(left, width, base);
    }

    scales(left, width) {
      const keys = this.rows.map((row) => row.dataset.x);
      const range = [left, width - SIZE.right];
      if (this.bars.length || !keys.every((key) => isDay(key) || Number.isFinite(Number(key)))) {
        const bands = d3.scale.ordinal().domain(d3.range(keys.length)).rangeRoundBands(range, 0.25);
        this.wide = bands.rangeBand();
        this.x = (at) => bands(at) + this.wide / 2;
      } else {
        const places = keys.map((key) => (isDay(key) ? dayOf(key) : Number(key)));
        this.scale = (isDay(keys[0]) ? d3.time.scale() : d3.scale.linear()).domain(d3.extent(places)).range(range);
        this.x = (at) => this.scale(places[at]);
      }
      const [low, high] = this.reach();
      this.y = d3.scale.linear().domain([low, high]).nice(5).range([SIZE.top + SIZE.height, SIZE.top]);
    }

    reach() {
      const sums = this.rows.map((_row, at) => this.bars.map((one) => one.values[at].value).filter(Number.isFinite));
      const ends = this.lines.flatMap((one) => one.values.flatMap(({ value, low, high }) => [value, low, high])).filter(Number.isFinite);
      const [tops, feet] = this.bars.length ? [1, -1].map((sign) => sums.map((some) => d3.sum(some.filter((one) => one * sign > 0)))) : [[], []];
      const floor = this.box.dataset.floor === "none" ? d3.min(ends) : 0;
      return [Math.min(floor, ...feet, ...ends), Math.max(floor, ...tops, ...ends) || 1];
    }

    bottom(width, base) {
      if (this.scale) {
        const isTime = isDay(this.rows[0].dataset.x);
        this.axis(this.scale, "bottom", `translate(0,${base})`, width < 500 ? 4 : 8, isTime ? time : (value) => String(Number(value.toPrecision(6))).replace("-", "−"));
        return;
      }
      const every = Math.ceil(this.rows.length / Math.max(2, Math.floor(width / 62)));
      this.rows.forEach((row, at) => {
        if (at % every === 0) this.svg.append("text").attr({ x: this.x(at), y: base + 16, "text-anchor": "middle", "aria-hidden": "true" }).text(row.dataset.tick || row.dataset.x);
      });
    }

    stacks() {
      this.rows.forEach((_row, at) => {
        let [up, down] = [0, 0];
        for (const one of this.bars) {
          const { value } = one.values[at];
          if (!Number.isFinite(value) || value === 0) continue;
          const from = value > 0 ? up : down;
          const top = this.y(Math.max(from, from + value));
          const height = this.y(Math.min(from, from + value)) - top;
          this.svg.append("rect").attr({ class: `tone ${one.tone}`, x: this.x(at) - this.wide / 2, width: this.wide, y: top, height });
          if (value > 0) up += value; else down += value;
        }
      });
    }

    band(one) {
      const spans = one.values.map((value, at) => ({ ...value, at })).filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
      const area = d3.svg.area().x(({ at }) => this.x(at)).y0((p) => this.y(p.low)).y1((p) => this.y(p.high));
      if (spans.length > 1) this.svg.append("path").attr({ class: `span ${one.tone}`, d: area(spans) });
    }

    line(one) {
      const known = one.values.map((value, at) => ({ ...value, at })).filter(({ value }) => Number.isFinite(value));
      const x = ({ at }) => this.x(at);
      for (const end of ["low", "high"]) {
        const ends = known.filter((p) => Number.isFinite(p[end]));
        if (ends.length > 1) this.svg.append("path").attr({ class: `edge ${one.tone}`, d: d3.svg.line().x(x).y((p) => this.y(p[end]))(ends) });
      }
      const runs = [];
      for (const p of known) {
        if (runs.length && runs.at(-1).at(-1).at === p.at - 1) runs.at(-1).push(p);
        else runs.push([p]);
      }
      const line = d3.svg.line().x(x).y((p) => this.y(p.value));
      for (const run of runs) this.svg.append("path").attr({ class: `trend ${one.tone}`, d: line(run.length > 1 ? run : [run[0], run[0]]) });
    }

    reader(left, width, base) {
      const cross = this.svg.append("line").attr({ class: "cross", y1: SIZE.top, y2: base }).style("display", "none");
      const pane = this.svg.append("rect").attr({ class: "over", x: left, width: width - left - SIZE.right, y: SIZE.top, height: SIZE.height, tabindex: 0, role: "img", "aria-label": this.box.dataset.title });
      let shown = this.rows.length - 1;
      const show = (at) => {
        shown = Math.min(Math.max(at, 0), this.rows.length - 1);
        cross.attr({ x1: this.x(shown), x2: this.x(shown) }).style("display", null);
        const parts = this.series.filter((one) => one.values[shown].text).map((one) => `${one.name} ${one.values[shown].text}`);
        this.tell(`${words(this.rows[shown].cells[0])} · ${parts.join(" · ")}`);
      };
      pane.on("mousemove", () => {
        const [at] = d3.mouse(pane.node());
        const distances = this.rows.map((_row, place) => Math.abs(this.x(place) - at));
        show(distances.indexOf(d3.min(distances)));
      });
      pane.on("focus", () => show(shown));
      pane.on("keydown", () => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[d3.event.key];
        if (!by) return;
        d3.event.preventDefault();
        show(shown + by);
      });
    }
  }

  class TimeLine extends Figure {
    constructor(box, table) {
      super(box, table);
      this.rows = this.rows.filter((row) => isDay(row.dataset.from || "") && isDay(row.dataset.to || ""));
      this.lanes = d3.set(this.rows.map((row) => row.dataset.lane)).values();
      this.rules = (box.dataset.rules || "").split("|").filter((one) => isDay(one.slice(0, 10)))
        .map((one) => ({ day: dayOf(one.slice(0, 10)), label: one.slice(11) }));
    }

    get isEmpty() {
      return this.rows.length === 0;
    }

    draw() {
      const width = Math.max(this.box.clientWidth - 16, 240);
      const isNarrow = width < 620;
      const lane = isNarrow ? SIZE.lane + 18 : SIZE.lane;
      const left = isNarrow ? 6 : this.room(width * 0.36);
      const top = SIZE.top + 16 * Math.min(this.rules.length, 3);
      const base = top + lane * this.lanes.length;
      this.svg.attr("viewBox", `0 0 ${width} ${base + SIZE.bottom}`).text(null);
      const ends = [...this.rows.flatMap((row) => [dayOf(row.dataset.from), +dayOf(row.dataset.to) + DAY]), ...this.rules.map(({ day }) => day)];
      const [first, last] = d3.extent(ends.map(Number));
      const pad = Math.max((last - first) * 0.02, DAY);
      this.x = d3.time.scale().domain([new Date(first - pad), new Date(last + pad)]).range([left, width - SIZE.right]);
      this.axis(this.x, "bottom", `translate(0,${base})`, isNarrow ? 4 : 8, time, -(base - top));
      this.marks(top, base);
      this.lanes.forEach((name, at) => this.lane(name, top + at * lane, isNarrow, left));
    }

    // As wide as the longest name, so far as there is room.
    room(most) {
      const lengths = this.lanes.map((name) => this.svg.append("text").text(name).node().getComputedTextLength());
      this.svg.text(null);
      return Math.min(d3.max(lengths) + 14, most);
    }

    marks(top, base) {
      this.rules.forEach(({ day, label }, at) => {
        const x = this.x(day);
        const isLate = x > this.x.range()[1] - 120;
        this.svg.append("line").attr({ class: "limit", x1: x, x2: x, y1: top - 16 * (this.rules.length - at) + 4, y2: base });
        this.svg.append("text").attr({ class: "limit", x: x + (isLate ? -5 : 5), y: top - 16 * (this.rules.length - at) + 12, "text-anchor": isLate ? "end" : "start" }).text(label);
      });
    }

    lane(name, y, isNarrow, left) {
      const bar = isNarrow ? y + 18 : y + 5;
      const label = this.svg.append("text").attr({ x: isNarrow ? left : left - 8, y: isNarrow ? y + 12 : y + 18, "text-anchor": isNarrow ? "start" : "end", class: "lane" }).text(name);
      while (!isNarrow && label.text().length > 3 && label.node().getComputedTextLength() > left - 12) label.text(`${label.text().slice(0, -2)}…`);
      this.svg.append("line").attr({ class: "foot", x1: left, x2: this.x.range()[1], y1: bar + 17, y2: bar + 17 });
      for (const row of this.rows.filter((one) => one.dataset.lane === name)) this.bar(row, bar);
    }

    bar(row, y) {
      const [from, to] = [this.x(dayOf(row.dataset.from)), this.x(new Date(+dayOf(row.dataset.to) + DAY))];
      const text = row.dataset.label || Array.from(row.cells, words).filter(Boolean).join(" · ");
      const link = this.svg.append("a").attr("xlink:href", row.id ? `#${row.id}` : null).attr("role", row.id ? null : "img").attr("aria-label", text);
      link.append("rect").attr({ class: `tone ${row.dataset.tone}`, x: from, width: Math.max(to - from, 3), y, height: 16 });
      if (isDay(row.dataset.mark || "")) link.append("path").attr({ class: "mark", d: `M${this.x(dayOf(row.dataset.mark))},${y - 1}v18` });
      link.on("mouseenter", () => this.tell(text)).on("focus", () => this.tell(text));
    }
  }

  const KINDS = { plot: Plot, timeline: TimeLine };

  const drawAll = (part) => {
    for (const box of part.querySelectorAll("[data-figure]")) {
      const table = document.getElementById(box.dataset.table);
      const figure = table && new KINDS[box.dataset.figure](box, table);
      if (!figure || figure.isEmpty) continue;
      box.hidden = false;
      figure.draw();
      let width = box.clientWidth;
      new ResizeObserver(() => {
        if (box.clientWidth === width) return;
        width = box.clientWidth;
        figure.draw();
      }).observe(box);
    }
  };

  // A slider says what it stands at, in the unit of the words beside it.
  const say = (input) => {
    const output = input.parentElement.querySelector("output");
    if (!output) return;
    const value = Number(input.value);
    output.textContent = output.dataset.unit === "share" ? `${Math.round(value * 1000) / 10}%` : `${value}${output.dataset.unit ?? ""}`;
  };

  const addressOf = (form) => {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const field = form.elements[name];
      const usual = field.dataset?.usual;
      const isUsual = usual !== undefined && (field.type === "range" ? Number(usual) === Number(value) : usual === value);
      if (value !== "" && !isUsual) asked.append(name, value);
    }
    return `${form.getAttribute("action")}?${asked}`;
  };

  const follow = (form) => {
    let going = new AbortController();
    const update = async () => {
      going.abort();
      going = new AbortController();
      const part = document.getElementById(form.dataset.updates);
      const address = addressOf(form);
      part.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(address, { signal: going.signal });
        const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
        if (!answer.ok || !found) { location.assign(address); return; }
        const open = Array.from(part.querySelectorAll("details"), (one) => one.open);
        found.querySelectorAll("details").forEach((one, at) => { one.open = open[at] ?? one.open; });
        part.replaceWith(found);
        history.replaceState(null, "", address);
        drawAll(found);
      } catch (error) {
        if (error.name !== "AbortError") location.assign(address);
      }
    };
    let [isBusy, isStale] = [false, false];
    const moving = async () => {
      isStale = true;
      if (isBusy) return;
      isBusy = true;
      while (isStale) {
        isStale = false;
        await update();
      }
      isBusy = false;
    };
    const isLive = form.dataset.live !== undefined;
    form.addEventListener("input", (event) => {
      if (event.target.type !== "range") return;
      say(event.target);
      if (isLive) moving();
    });
    form.addEventListener("change", isLive ? moving : update);
    form.addEventListener("submit", (event) => { event.preventDefault(); update(); });
  };

  drawAll(document);
  document.querySelectorAll("form[data-updates]").forEach(follow);
})();

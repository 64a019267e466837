// A price series drawn from the table beside it, so that chart and table can never differ. Needs D3 3.
"use strict";

(() => {
  const LONGEST_GAP_DAYS = 100; // prices further apart are joined by a dashed line: nothing is known between them
  const DAY = 86400000;
  const SIZE = { height: 300, small: 54, top: 14, right: 18, bottom: 24, left: 62, between: 26 };

  const point = (row) => ({
    date: new Date(`${row.dataset.date}T00:00:00`),
    label: row.dataset.label,
    low: Number(row.dataset.low),
    high: Number(row.dataset.high),
    status: row.dataset.status,
    series: row.dataset.series,
    address: row.dataset.href,
  });

  const middle = (one) => (one.low + one.high) / 2;

  const isJoined = ([one, next]) => next.date - one.date <= LONGEST_GAP_DAYS * DAY;

  const timeFormat = (language) =>
    d3.time.format.multi(
      language === "zh"
        ? [["%-m月%-d日", (d) => d.getDate() !== 1], ["%-m月", (d) => d.getMonth()], ["%Y年", () => true]]
        : [["%-d %b", (d) => d.getDate() !== 1], ["%b", (d) => d.getMonth()], ["%Y", () => true]],
    );

  class Chart {
    constructor(box, points) {
      this.box = box;
      this.points = points;
      this.series = d3.nest().key((one) => one.series).entries(points);
      this.readout = box.querySelector(".readout");
      this.svg = d3.select(box).insert("svg", ":first-child").attr("role", "group").attr("aria-label", box.dataset.title);
      this.format = timeFormat(document.documentElement.lang.startsWith("zh") ? "zh" : "en");
    }

    draw() {
      const width = Math.max(this.box.clientWidth - 16, 240);
      const isNarrow = width < 520;
      const left = isNarrow ? 48 : SIZE.left;
      const full = SIZE.top + SIZE.height + SIZE.between + SIZE.small + SIZE.bottom;
      this.svg.attr("viewBox", `0 0 ${width} ${full}`).text(null);
      this.x = d3.time.scale().range([left, width - SIZE.right]).domain(this.reach());
      this.y = d3.scale.linear().range([SIZE.top + SIZE.height, SIZE.top]);
      this.ticks = isNarrow ? 4 : 7;
      this.main = this.svg.append("g");
      this.overview(left, width, full);
      this.plot(left, width);
    }

    reach() {
      const [first, last] = d3.extent(this.points, (one) => one.date);
      const pad = Math.max((last - first) * 0.03, DAY * 3);
      return [new Date(+first - pad), new Date(+last + pad)];
    }

    plot(left, width) {
      const [from, to] = this.x.domain();
      const seen = this.points.filter((one) => one.date >= from && one.date <= to);
      const low = d3.min(seen, (one) => one.low) ?? 0;
      const high = d3.max(seen, (one) => one.high) ?? 1;
      const pad = (high - low || high || 1) * 0.08;
      this.y.domain([Math.max(0, low - pad), high + pad]).nice(5);
      const main = this.main.text(null);
      const base = SIZE.top + SIZE.height;
      const grid = d3.svg.axis().scale(this.y).orient("left").ticks(5).tickSize(-(width - left - SIZE.right)).tickPadding(6);
      const time = d3.svg.axis().scale(this.x).orient("bottom").ticks(this.ticks).tickSize(4).tickFormat(this.format);
      main.append("g").attr("class", "axis").attr("transform", `translate(${left},0)`).attr("aria-hidden", "true").call(grid);
      main.append("g").attr("class", "axis").attr("transform", `translate(0,${base})`).attr("aria-hidden", "true").call(time);
      const line = d3.svg.line().x((one) => this.x(one.date)).y((one) => this.y(middle(one)));
      for (const { values } of this.series) {
        const inside = values.filter((one) => one.date >= from && one.date <= to);
        for (const [one, next] of d3.pairs(inside)) {
          main.append("path").attr("class", isJoined([one, next]) ? "line" : "gap").attr("aria-hidden", "true").attr("d", line([one, next]));
        }
      }
      seen.forEach((one) => this.dot(main, one));
    }

    dot(main, one) {
      const x = this.x(one.date);
      if (one.low !== one.high) {
        main.append("line").attr("class", "range").attr({ x1: x, x2: x, y1: this.y(one.low), y2: this.y(one.high) });
      }
      const link = main.append("a").attr("xlink:href", one.address).attr("aria-label", one.label);
      link.append("circle").attr("class", `dot ${one.status}`).attr({ cx: x, cy: this.y(middle(one)), r: 4 });
      const tell = () => { this.readout.textContent = one.label; };
      link.on("mouseenter", tell).on("focus", tell);
    }

    overview(left, width, full) {
      if (this.points.length < 3) return;
      const top = SIZE.top + SIZE.height + SIZE.between;
      const x = d3.time.scale().range([left, width - SIZE.right]).domain(this.reach());
      const y = d3.scale.linear().range([top + SIZE.small, top]).domain([
        d3.min(this.points, (one) => one.low), d3.max(this.points, (one) => one.high)]);
      const line = d3.svg.line().x((one) => x(one.date)).y((one) => y(middle(one)));
      const small = this.svg.append("g").attr("aria-hidden", "true");
      for (const { values } of this.series) {
        for (const pair of d3.pairs(values).filter(isJoined)) small.append("path").attr("class", "small-line").attr("d", line(pair));
      }
      for (const one of this.points) small.append("circle").attr("class", "small-dot").attr({ cx: x(one.date), cy: y(middle(one)), r: 1.5 });
      const axis = d3.svg.axis().scale(x).orient("bottom").ticks(this.ticks).tickSize(4).tickFormat(this.format);
      small.append("g").attr("class", "axis").attr("transform", `translate(0,${full - SIZE.bottom})`).call(axis);
      const brush = d3.svg.brush().x(x).on("brush", () => {
        this.x.domain(brush.empty() ? x.domain() : brush.extent());
        this.plot(left, width);
      });
      small.append("g").attr("class", "brush").call(brush).selectAll("rect").attr("y", top).attr("height", SIZE.small);
    }
  }

  for (const box of document.querySelectorAll("[data-chart]")) {
    const rows = document.getElementById(box.dataset.chart).querySelectorAll("tr[data-date]");
    const points = Array.from(rows, point).filter((one) => Number.isFinite(one.low) && !Number.isNaN(+one.date));
    if (points.length === 0) continue;
    points.sort((a, b) => a.date - b.date);
    box.hidden = false;
    const chart = new Chart(box, points);
    chart.draw();
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth !== width) {
        width = box.clientWidth;
        chart.draw();
      }
    }).observe(box);
  }
})();

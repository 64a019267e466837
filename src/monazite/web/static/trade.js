// The market, live: parts of a page are fetched again when the venue says that something happened; clocks count down;
// candles are drawn from the table beside them. Everything works by reload without this.
"use strict";

(() => {
  const SOONEST = 400; // milliseconds between two fetches
  const AGAIN = 3000; // milliseconds before a lost connection is tried again
  const live = document.getElementById("live");
  let offset = live ? Number(live.dataset.now) - Date.now() : 0; // of the server's clock

  const count = () => {
    for (const clock of document.querySelectorAll("time[data-ends]")) {
      const left = Math.ceil((Number(clock.dataset.ends) - Date.now() - offset) / 1000);
      if (left <= 0) {
        clock.textContent = clock.dataset.over;
        continue;
      }
      const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].map((one) => String(one).padStart(2, "0"));
      clock.textContent = parts.join(":");
      clock.classList.toggle("soon", left <= 30);
    }
  };
  count();
  setInterval(count, 250);

  const place = (one) => one.closest("tr, section")?.querySelector(".sub, h2")?.textContent;

  // A part that is fetched again keeps what was typed, what was unfolded, and the focus.
  const replace = (part, fresh) => {
    const active = document.activeElement;
    const here = part.contains(active) && active.id ? active.id : null;
    const open = new Set(Array.from(part.querySelectorAll("details[open]"), place));
    const typed = new Map(Array.from(part.querySelectorAll("input[data-keep][id]"), (one) => [one.id, one]));
    part.replaceChildren(...fresh.childNodes);
    for (const [id, old] of typed) {
      const now = document.getElementById(id);
      if (now && old.value !== old.defaultValue) now.value = old.value;
    }
    for (const one of part.querySelectorAll("details")) if (open.has(place(one))) one.open = true;
    if (here) document.getElementById(here)?.focus();
  };

  const replaceAll = (page) => {
    const fresh = page.getElementById("live");
    if (!fresh) return;
    offset = Number(fresh.dataset.now) - Date.now();
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = page.getElementById(part.id);
      if (other && !isBusy(part)) replace(part, document.importNode(other, true));
    }
    count();
  };

  let last = 0;
  let waiting = null;
  const isBusy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input:not([data-keep]), select");

  const fetchNow = async () => {
    waiting = null;
    last = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, credentials: "same-origin" });
      if (!answer.ok) return;
      replaceAll(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // the venue is away for a moment; the next message or the clock asks again
    }
  };

  const later = () => {
    waiting ??= setTimeout(fetchNow, Math.max(SOONEST, last + SOONEST - Date.now()));
  };

  const listen = (address) => {
    const url = new URL(address, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    let isFirst = true;
    const socket = new WebSocket(url);
    socket.addEventListener("message", (event) => {
      if (!isFirst) later();
      isFirst = false;
      if (JSON.parse(event.data).type === "end") socket.close();
    });
    socket.addEventListener("close", () => setTimeout(() => { listen(address); later(); }, AGAIN));
  };

  // A page that came as the answer to a form is not fetched again: its address would not say the same.
  const isAnswer = document.querySelector(".notice[role=alert]") !== null;
  if (live && !isAnswer && live.dataset.stream) listen(live.dataset.stream);
  if (live && !isAnswer && live.dataset.every) {
    setInterval(() => { if (!document.hidden) later(); }, Number(live.dataset.every) * 1000);
  }

  const number = (cell) => Number(cell.textContent.replace(/,/g, "").replace("−", "-"));

  const drawCandles = (box) => {
    const rows = Array.from(document.getElementById(box.dataset.candles).querySelectorAll("tr[data-at]"), (row) => {
      const [open, high, low, close, lots] = Array.from(row.querySelectorAll("td.num"), number);
      return { name: row.querySelector("th").textContent, open, high, low, close, lots };
    });
    if (rows.length === 0 || typeof d3 === "undefined") return;
    box.hidden = false;
    const readout = box.querySelector(".readout");
    const size = { height: 240, volume: 56, top: 12, right: 14, bottom: 24, between: 16 };
    d3.select(box).select("svg").remove();
    const width = Math.max(box.clientWidth - 16, 260);
    const left = 58;
    const full = size.top + size.height + size.between + size.volume + size.bottom;
    const svg = d3.select(box).insert("svg", ":first-child").attr({ viewBox: `0 0 ${width} ${full}`, role: "img", "aria-label": box.dataset.title });
    const x = d3.scale.ordinal().domain(d3.range(rows.length)).rangeBands([left, width - size.right], 0.35, 0.2);
    const lowest = d3.min(rows, (one) => one.low);
    const highest = d3.max(rows, (one) => one.high);
    const pad = (highest - lowest || highest * 0.01 || 1) * 0.08;
    const y = d3.scale.linear().domain([lowest - pad, highest + pad]).nice(5).range([size.top + size.height, size.top]);
    const base = size.top + size.height + size.between + size.volume;
    const volume = d3.scale.linear().domain([0, d3.max(rows, (one) => one.lots) || 1]).range([0, size.volume]);
    svg.append("g").attr({ class: "axis", transform: `translate(${left},0)` })
      .call(d3.svg.axis().scale(y).orient("left").ticks(5).tickSize(-(width - left - size.right)).tickPadding(6));
    const wide = Math.min(x.rangeBand(), 18);
    const each = svg.selectAll("g.candle").data(rows).enter().append("g")
      .attr("class", (one) => `candle ${one.close > one.open ? "rise" : one.close < one.open ? "fall" : "same"}`)
      .attr("transform", (_, at) => `translate(${x(at) + x.rangeBand() / 2},0)`);
    each.append("line").attr({ y1: (one) => y(one.high), y2: (one) => y(one.low) });
    each.append("rect").attr({ x: -wide / 2, width: wide, y: (one) => y(Math.max(one.open, one.close)), height: (one) => Math.max(1.5, Math.abs(y(one.open) - y(one.close))) });
    each.append("rect").attr({ class: "lots", x: -wide / 2, width: wide, y: (one) => base - volume(one.lots), height: (one) => volume(one.lots) });
    const step = Math.ceil(rows.length / Math.max(2, Math.floor((width - left) / 110)));
    svg.selectAll("text.when").data(rows).enter().append("text").filter((_, at) => at % step === 0)
      .attr({ class: "when", "text-anchor": "middle", y: full - 6, x: (one) => x(rows.indexOf(one)) + x.rangeBand() / 2 })
      .text((one) => one.name.slice(5));
    svg.selectAll("rect.over").data(rows).enter().append("rect")
      .attr({ class: "over", x: (_, at) => x(at), width: x.rangeBand(), y: size.top, height: base - size.top })
      .on("mouseenter", (one) => { readout.textContent = `${one.name}  ${one.open} / ${one.high} / ${one.low} / ${one.close}  × ${one.lots}`; });
  };

  for (const box of document.querySelectorAll("[data-candles]")) {
    drawCandles(box);
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth !== width) {
        width = box.clientWidth;
        drawCandles(box);
      }
    }).observe(box);
  }
})();

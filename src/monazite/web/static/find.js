// The box that finds everything: suggestions while typing, arrows move, Enter opens, Escape closes, "/" goes to it.
// Without it the form leads to the page of results.
"use strict";

(() => {
  const WAIT_MS = 120, EACH = 4, MOST = 16;
  const form = document.querySelector("[data-find]");
  const input = form?.querySelector("input[type=search]");
  if (!input) return;
  const isChinese = document.documentElement.lang.startsWith("zh");
  const said = (row, name) => (isChinese ? row[`${name}zh`] : row[`${name}en`]);

  const list = document.createElement("div");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  list.hidden = true;
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  form.append(list, told);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }

  let timer = 0, running = null, at = -1;
  const options = () => Array.from(list.querySelectorAll("a"));

  const choose = (to) => {
    const all = options();
    all[at]?.setAttribute("aria-selected", "false");
    at = to;
    const chosen = all[at];
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    clearTimeout(timer);
    running?.abort();
    choose(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };

  const option = (row, number) => {
    const link = document.createElement("a");
    link.id = `suggestion-${number}`;
    link.href = row.address;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    const more = document.createElement("small");
    const id = row.id === said(row, "") || row.kind === "page" ? "" : row.id;
    more.textContent = ` ${[id, said(row, "note_")].filter(Boolean).join(" · ")}`.slice(0, 90);
    link.append(said(row, ""), more);
    return link;
  };

  const show = ({ groups, rows }) => {
    choose(-1);
    list.replaceChildren();
    const shown = rows.slice(0, MOST);
    for (const group of groups) {
      const own = shown.filter((row) => row.kind === group.kind);
      if (!own.length) continue;
      const box = document.createElement("div");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", said(group, ""));
      const head = document.createElement("span");
      head.setAttribute("aria-hidden", "true");
      head.textContent = `${said(group, "")} ${group.total}${group.is_more ? "+" : ""}`;
      box.append(head, ...own.map((row) => option(row, shown.indexOf(row))));
      list.append(box);
    }
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    told.textContent = shown.length ? form.dataset.found.replace("#", shown.length) : form.dataset.none;
  };

  const ask = async () => {
    const text = input.value.trim();
    if (!text) return close();
    running?.abort();
    const asking = (running = new AbortController());
    try {
      const answer = await fetch(`/api/v1/search?limit=${EACH}&q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === input && !asking.signal.aborted) show(await answer.json());
      else if (!answer.ok) close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  };

  input.addEventListener("input", (event) => {
    if (!event.isComposing) soon();
  });
  input.addEventListener("compositionend", soon);
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus; the click follows

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const number = options().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && number && !list.hidden) {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      choose(((at + 1 + by + number + 1) % (number + 1)) - 1); // one step is back in the box itself
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(options()[at].href);
    }
  });

  // "/" goes to the box from anywhere but a place to type in; whoever dictates turns it off on the page of results
  // (WCAG 2.1.4).
  const OFF = "monazite.slash";
  const isOff = () => {
    try {
      return localStorage.getItem(OFF) === "off";
    } catch {
      return false;
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isOff()) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  const turn = document.querySelector("[data-slash]");
  if (!turn) return;
  const box = turn.querySelector("input");
  turn.hidden = false;
  box.checked = !isOff();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(OFF, box.checked ? "on" : "off");
    } catch {
      box.checked = true;
    }
  });
})();

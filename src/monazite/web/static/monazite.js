// Small helps on top of pages that work without them: the settings panel, and moving between the facts of a document.
"use strict";

(() => {
  const panel = document.querySelector(".settings");

  // On a narrow page the filters fold away while none is set.
  const fold = document.querySelector(".fold");
  if (fold && matchMedia("(max-width: 40rem)").matches && !fold.querySelector(".do a")) fold.open = false;

  const closePanel = () => {
    if (!panel?.open) return;
    const hadFocus = panel.contains(document.activeElement);
    panel.open = false;
    if (hadFocus) panel.querySelector("summary").focus();
  };

  document.addEventListener("click", (event) => {
    if (panel && !panel.contains(event.target)) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePanel();
  });

  // A document: n and p (or j and k) go to the next and the previous fact while the text or the list of facts has the
  // focus; elsewhere these keys mean nothing (WCAG 2.1.4).
  const text = document.querySelector("[data-reader]");
  if (!text) return;
  const side = document.querySelector(".side");
  const links = Array.from(text.querySelectorAll("a.m[id]"));
  const items = new Map(Array.from(side?.querySelectorAll("[data-fact]") ?? [], (item) => [item.dataset.fact, item]));

  const show = (link) => {
    text.querySelector(".here")?.classList.remove("here");
    side?.querySelector("[aria-current]")?.removeAttribute("aria-current");
    link.classList.add("here");
    const item = items.get(link.id);
    item?.setAttribute("aria-current", "true");
    if (item && side.scrollHeight > side.clientHeight) side.scrollTop = item.offsetTop - side.clientHeight / 3;
  };

  const step = (by) => {
    const at = links.findIndex((link) => link.classList.contains("here"));
    const next = links[at < 0 && by < 0 ? links.length - 1 : Math.min(Math.max(at + by, 0), links.length - 1)];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "center" });
  };

  text.addEventListener("focusin", (event) => {
    if (event.target.matches("a.m[id]")) show(event.target);
  });

  const isHere = (element) => text.contains(element) || Boolean(side?.contains(element));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isHere(document.activeElement)) return;
    if (event.key === "n" || event.key === "j") step(1);
    else if (event.key === "p" || event.key === "k") step(-1);
  });

  const arrive = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (target?.matches("a.m")) {
      show(target);
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "center" });
    }
  };
  window.addEventListener("hashchange", arrive);
  arrive();
})();

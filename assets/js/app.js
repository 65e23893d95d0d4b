// Wakes the GOV.UK components and the copy buttons; every page works without this file.
import {
  Button, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink, createAll,
} from "govuk-frontend";

// A browser that runs modules is one that GOV.UK Frontend supports.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

// Not Radios and Checkboxes: what they reveal is shown by the stylesheet, without ARIA that radios may not have.
for (const component of [Button, ErrorSummary, NotificationBanner, PasswordInput, ServiceNavigation, SkipLink]) {
  createAll(component);
}

async function copy(button) {
  const label = button.textContent;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = label; }, 3000);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  // Browsers offer the clipboard only to secure pages.
  if (navigator.clipboard) {
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(button));
  }
}

// Dragging an engagement to another week of the planner opens its page for moving with that day filled in: the page
// asks, the drag itself moves nothing.
const MOVED = "text/x-move";

for (const link of document.querySelectorAll(".year a[data-move]")) {
  link.draggable = true;
  link.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData(MOVED, link.dataset.move);
    event.dataTransfer.effectAllowed = "move";
  });
}

for (const cell of document.querySelectorAll(".year td[data-on]")) {
  cell.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes(MOVED)) {
      event.preventDefault();
      cell.classList.add("is-target");
    }
  });
  cell.addEventListener("dragleave", () => cell.classList.remove("is-target"));
  cell.addEventListener("drop", (event) => {
    event.preventDefault();
    window.location.assign(event.dataTransfer.getData(MOVED) + cell.dataset.on);
  });
}

// A plan that the worker improves is looked at again until that is over; its link does the same by hand.
async function lookAgain(part) {
  const answer = await fetch(window.location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-look-again]");
  if (fresh) {
    part.replaceChildren(...fresh.children);
  } else {
    window.location.reload();
  }
}

for (const part of document.querySelectorAll("[data-look-again]")) {
  setInterval(() => lookAgain(part).catch(() => {}), Number(part.dataset.lookAgain)); // offline: the next time
}

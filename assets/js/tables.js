// Dragging somebody to another table chooses it in their own form and sends that; without a mouse the form does the same.
const GUEST = "text/x-guest";

for (const guest of document.querySelectorAll("[data-guest]")) {
  if (guest.querySelector("form")) {
    guest.draggable = true;
    guest.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData(GUEST, guest.dataset.guest);
      event.dataTransfer.effectAllowed = "move";
    });
  }
}

for (const table of document.querySelectorAll("[data-table]")) {
  table.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes(GUEST)) {
      event.preventDefault();
      table.classList.add("is-target");
    }
  });
  table.addEventListener("dragleave", () => table.classList.remove("is-target"));
  table.addEventListener("drop", (event) => {
    event.preventDefault();
    table.classList.remove("is-target");
    const form = document.querySelector(`[data-guest="${event.dataTransfer.getData(GUEST)}"] form`);
    if (form && form.elements.table.value !== table.dataset.table) {
      form.elements.table.value = table.dataset.table;
      form.requestSubmit();
    }
  });
}

// Copies what a button names. Without this file the field can be selected and copied by hand.
"use strict";

for (const button of document.querySelectorAll("button[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = document.getElementById("copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied.";
    } catch {
      field.focus();
      field.select();
      said.textContent = "It is selected: copy it with your keyboard or menu.";
    }
  });
}

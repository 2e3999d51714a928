import { announce } from "../../scripts/announce";

/** Shows the copy buttons where the browser lets a page write to the clipboard, and makes them work. */
export function startCopyLines(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy ?? "");
        announce(button.dataset.copied ?? "Copied.");
        button.dataset.state = "copied";
        setTimeout(() => delete button.dataset.state, 2000);
      } catch {
        announce("Your browser did not allow copying. Select the text and copy it yourself.");
      }
    });
  }
}

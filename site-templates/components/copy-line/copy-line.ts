import { announce } from "../../scripts/announce";

/** The lines of code that a button stands beside, where it has no text of its own. */
function code(button: HTMLButtonElement): string {
  return button.closest("figure")?.querySelector("code")?.textContent ?? "";
}

/** Shows the copy buttons where the browser lets a page write to the clipboard, and makes them work. */
export function startCopyLines(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy || code(button));
        announce(button.dataset.copied ?? "Copied.");
        button.dataset.state = "copied";
        setTimeout(() => delete button.dataset.state, 2000);
      } catch {
        announce("Your browser did not allow copying. Select the text and copy it yourself.");
      }
    });
  }
}

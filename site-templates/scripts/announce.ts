/** Tells a screen reader something, through the page's one live region. */
export function announce(message: string): void {
  const region = document.querySelector<HTMLElement>("[data-announcer]");
  if (!region) return;
  // Emptied first, so that the same message is read again.
  region.textContent = "";
  setTimeout(() => (region.textContent = message), 100);
}

// The script of every page. Each page is whole without it.

import { startCopyLines } from "../components/copy-line/copy-line";

for (const element of document.querySelectorAll<HTMLElement>("[data-js]")) element.hidden = false;
startCopyLines();

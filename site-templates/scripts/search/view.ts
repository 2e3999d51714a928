// The catalogue page as the search shows it. Text from the data only ever becomes text nodes.

import type { Document } from "./documents";
import { type Found, type Hit, fold, type Option } from "./engine";
import { FACETS, type FacetId, type State, toParameters } from "./state";

const PAGE_LENGTH = 20;
const WORD = /[\p{L}\p{N}]+/gu;

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function part<E extends HTMLElement = HTMLElement>(within: ParentNode, name: string): E {
  const found = within.querySelector<E>(`[data-part="${name}"]`);
  if (!found) throw new Error(`the page has no part "${name}"`);
  return found;
}

function required<E extends Element>(within: ParentNode, selector: string): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString(document.documentElement.lang)} ${word}${count === 1 ? "" : "s"}`;
}

/** The text with `mark` around the words whose folded form is among the terms. */
function highlighted(text: string, terms: Set<string>): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (!terms.has(fold(match[0]))) continue;
    fragment.append(text.slice(end, match.index), element("mark", {}, match[0]));
    end = match.index + match[0].length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

/** What the page tells the search. */
export interface Events {
  query(query: string, finished: boolean): void;
  facet(facet: FacetId, key: string, chosen: boolean): void;
  sort(sort: string): void;
  page(page: number): void;
  clear(): void;
}

export class View {
  readonly #root: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #input: HTMLInputElement;
  readonly #sort: HTMLSelectElement;
  readonly #clear: HTMLButtonElement;
  readonly #count: HTMLElement;
  readonly #message: HTMLElement;
  readonly #cards: HTMLElement;
  readonly #pagination: HTMLElement;
  readonly #card: HTMLTemplateElement;
  readonly #events: Events;

  constructor(root: HTMLElement, events: Events) {
    this.#root = root;
    this.#events = events;
    this.#form = required(root, "[data-search-form]");
    this.#input = required(this.#form, "input");
    this.#sort = part(root, "sort");
    this.#clear = part(root, "clear");
    this.#count = part(root, "count");
    this.#message = part(root, "message");
    this.#cards = required(root, "[data-cards]");
    this.#pagination = required(root, "[data-pagination]");
    this.#card = required(root, "[data-card-template]");

    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      events.query(this.#input.value, true);
    });
    this.#input.addEventListener("input", () => events.query(this.#input.value, false));
    this.#sort.addEventListener("change", () => events.sort(this.#sort.value));
    this.#clear.addEventListener("click", () => {
      events.clear();
      this.#input.focus();
    });

    part(root, "facets-title").textContent = "Filter by";
    const wide = matchMedia("(min-width: 58rem)").matches;
    for (const facet of FACETS) {
      const details = this.#facet(facet);
      if (!details) continue;
      if (wide) details.open = true;
      // Until the documents are here, a value's key is what residents read.
      const options = [...details.querySelectorAll("li")].map((line) => ({
        key: line.querySelector("a")?.textContent ?? "",
        label: line.querySelector("a")?.textContent ?? "",
        count: Number(line.querySelector(".tb-facet__count")?.textContent ?? 0),
      }));
      this.#showFacet(facet, options, new Set());
    }
  }

  /** The box that is typed into, for whoever waits for the first sign of interest. */
  get form(): HTMLFormElement {
    return this.#form;
  }

  show(state: State, found: Found): number {
    const pages = Math.max(1, Math.ceil(found.hits.length / PAGE_LENGTH));
    const page = Math.min(state.page, pages);

    if (document.activeElement !== this.#input || this.#input.value.trim() !== state.query) this.#input.value = state.query;
    this.#sort.value = state.sort;
    for (const facet of FACETS) this.#showFacet(facet, found.facets[facet], state.selected[facet]);

    const total = `${plural(found.hits.length, "dataset")} found`;
    this.#count.textContent = pages > 1 ? `${total}, page ${page} of ${pages}` : total;
    this.#showMessage(state, found);

    const shown = found.hits.slice((page - 1) * PAGE_LENGTH, page * PAGE_LENGTH);
    this.#cards.replaceChildren(...shown.map((hit) => this.#makeCard(hit)));
    this.#showPages(state, page, pages);
    return found.hits.length;
  }

  showClear(shown: boolean): void {
    this.#clear.hidden = !shown;
  }

  showFailure(): void {
    this.#message.hidden = false;
    this.#message.replaceChildren(
      element("p", {}, "The search could not be loaded. The list below is complete; reload the page to try again."),
    );
  }

  focusResults(): void {
    this.#count.focus();
    this.#count.scrollIntoView({ block: "start" });
  }

  #facet(facet: FacetId): HTMLDetailsElement | null {
    return this.#root.querySelector<HTMLDetailsElement>(`details[data-facet="${facet}"]`);
  }

  #showFacet(facet: FacetId, options: Option[], selected: Set<string>): void {
    const details = this.#facet(facet);
    if (!details) return;
    part(details, "selected").textContent = selected.size > 0 ? `${selected.size} chosen` : "";
    const list = part(details, "options");

    // The same options stay as they are, so that the keyboard keeps its place; only counts and marks change.
    const boxes = [...list.querySelectorAll<HTMLInputElement>("input")];
    if (boxes.length === options.length && boxes.every((box, at) => box.value === options[at]!.key)) {
      boxes.forEach((box, at) => {
        box.checked = selected.has(box.value);
        box.closest("li")!.querySelector(".tb-facet__count")!.textContent = String(options[at]!.count);
      });
      return;
    }

    const focused = boxes.find((box) => box === document.activeElement)?.value;
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", part(details, "label").textContent ?? facet);
    list.replaceChildren(
      ...options.map(({ key, label, count }) => {
        const box = element("input", { class: "tb-facet__checkbox", type: "checkbox", name: facet, value: key });
        box.checked = selected.has(key);
        box.addEventListener("change", () => this.#events.facet(facet, box.value, box.checked));
        return element(
          "li",
          { class: "tb-facet__option", role: "none" },
          element(
            "label",
            { class: "tb-facet__label" },
            box,
            element("span", {}, label),
            element("span", { class: "tb-facet__count" }, String(count)),
          ),
        );
      }),
    );
    const place = options.findIndex(({ key, label }) => focused !== undefined && (key === focused || label === focused));
    if (place >= 0) list.querySelectorAll<HTMLInputElement>("input")[place]?.focus();
  }

  #showMessage(state: State, found: Found): void {
    const lines: HTMLElement[] = [];
    if (found.hits.length === 0) {
      const chosen = FACETS.some((facet) => state.selected[facet].size > 0);
      lines.push(
        element(
          "p",
          {},
          state.query ? `No dataset fits “${state.query}”${chosen ? " with these filters" : ""}.` : "No dataset fits these filters.",
        ),
      );
      if (found.near.length > 0) {
        const line = element("p", {}, "Words that are near: ");
        found.near.forEach((word, at) => {
          if (at > 0) line.append(", ");
          const link = element("a", { href: `?${new URLSearchParams({ q: word })}` }, word);
          link.addEventListener("click", (event) => {
            event.preventDefault();
            this.#events.query(word, true);
          });
          line.append(link);
        });
        lines.push(line);
      }
      lines.push(element("p", {}, chosen ? "Try fewer filters, or clear them all." : "Try another word, or browse by topic."));
    } else if (found.match === "similar") {
      lines.push(element("p", {}, `Nothing is spelled “${state.query}”. These come near.`));
    } else if (found.match === "some") {
      lines.push(element("p", {}, `No dataset has all of “${state.query}”. These have some of it.`));
    }
    this.#message.replaceChildren(...lines);
    this.#message.hidden = lines.length === 0;
  }

  #makeCard({ document: dataset, terms, columns }: Hit): Node {
    const card = this.#card.content.cloneNode(true) as DocumentFragment;
    const title = part<HTMLAnchorElement>(card, "title");
    title.href = `${this.#root.dataset.root ?? ""}datasets/${encodeURIComponent(dataset.slug)}/`;
    title.replaceChildren(highlighted(dataset.title, terms));
    part(card, "summary").replaceChildren(highlighted(dataset.summary, terms));
    part(card, "publisher").textContent = dataset.publisher;
    part(card, "theme").textContent = dataset.theme;
    const modified = part<HTMLTimeElement>(card, "modified");
    modified.textContent = dataset.modified_text;
    modified.dateTime = dataset.modified;
    part(card, "frequency").textContent = dataset.frequency;
    part(card, "formats").textContent = dataset.formats.join(", ");
    this.#showMatches(part(card, "matches"), dataset, terms, columns);
    return card;
  }

  /** Says why a dataset was found when neither its title nor its summary shows it. */
  #showMatches(line: HTMLElement, dataset: Document, terms: Set<string>, columns: string[]): void {
    const visible = `${dataset.title} ${dataset.summary}`.match(WORD) ?? [];
    if (terms.size === 0 || visible.some((word) => terms.has(fold(word)))) return;
    const keywords = dataset.keywords.filter((keyword) => (keyword.match(WORD) ?? []).some((word) => terms.has(fold(word))));
    const [kind, found] = columns.length > 0 ? ["column", columns] : ["keyword", keywords];
    if (found.length === 0) return;
    line.append(`Found in the ${kind}${found.length === 1 ? "" : "s"} `, highlighted(found.slice(0, 5).join(", "), terms));
    line.hidden = false;
  }

  #showPages(state: State, page: number, pages: number): void {
    this.#pagination.hidden = pages < 2;
    const list = required<HTMLElement>(this.#pagination, "ul");
    const link = (to: number, label: (Node | string)[], attributes: Record<string, string> = {}) => {
      const parameters = toParameters({ ...state, page: to });
      const made = element("a", { class: "tb-pagination__link", href: parameters ? `?${parameters}` : "./", ...attributes }, ...label);
      made.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.#events.page(to);
      });
      return element("li", {}, made);
    };
    const hidden = (text: string) => element("span", { class: "tb-visually-hidden" }, text);
    const step = { class: "tb-pagination__link tb-pagination__link--step" };

    const entries: Node[] = [];
    if (page > 1) entries.push(link(page - 1, ["Previous", hidden(" page")], { ...step, rel: "prev" }));
    for (let number = 1; number <= pages; number++) {
      if (number === 1 || number === pages || Math.abs(number - page) <= 2) {
        entries.push(link(number, [hidden("Page "), String(number)], number === page ? { "aria-current": "page" } : {}));
      } else if (Math.abs(number - page) === 3) {
        entries.push(element("li", { class: "tb-pagination__gap", "aria-hidden": "true" }, "…"));
      }
    }
    if (page < pages) entries.push(link(page + 1, ["Next", hidden(" page")], { ...step, rel: "next" }));
    list.replaceChildren(...entries);
  }
}

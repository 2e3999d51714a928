// The search of the catalogue page. The page already lists every dataset, page by page; this takes the list over once the
// reader shows interest, or came with a search in the URL.

import { announce } from "./announce";
import { fetchDocuments } from "./search/documents";
import { Engine } from "./search/engine";
import { emptyState, FACETS, fromParameters, isEmpty, isNarrowed, SORTS, type State, toParameters } from "./search/state";
import { View } from "./search/view";

/** How long typing must rest before the results are announced, in milliseconds. */
const REST = 600;

function start(root: HTMLElement): void {
  let state: State = fromParameters(location.search);
  let engine: Promise<Engine> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const load = () => {
    engine ??= fetchDocuments(root.dataset.searchIndex ?? "").then((documents) => new Engine(documents));
    engine.catch(() => (engine = undefined));
    return engine;
  };

  const show = async (): Promise<boolean> => {
    let ready: Engine;
    try {
      ready = await load();
    } catch {
      view.showFailure();
      announce("The search could not be loaded.");
      return false;
    }
    // What was chosen before the documents came is known by what residents read.
    for (const facet of FACETS) {
      state.selected[facet] = new Set([...state.selected[facet]].map((value) => ready.keyOf(facet, value)));
    }
    const count = view.show(state, ready.find(state));
    view.showClear(isNarrowed(state));
    clearTimeout(resting);
    resting = setTimeout(() => announce(count === 1 ? "1 dataset found" : `${count} datasets found`), REST);
    return true;
  };

  /** Takes a change of what is asked: a new step in the history, or the present one renamed while it is typed. */
  const change = async (changes: Partial<State>, step: boolean): Promise<boolean> => {
    state = { ...state, page: 1, ...changes };
    if (!(await show())) return false;
    const parameters = toParameters(state);
    const url = parameters ? `?${parameters}` : location.pathname;
    if (step) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
    return true;
  };

  let typing = false;
  const view = new View(root, {
    query(query, finished) {
      // One step for a run of typing: the first letter makes it, the others rename it.
      void change({ query: query.trim() }, !finished && !typing);
      typing = !finished;
    },
    facet(facet, key, chosen) {
      const selected = new Set(state.selected[facet]);
      if (chosen) selected.add(key);
      else selected.delete(key);
      void change({ selected: { ...state.selected, [facet]: selected } }, true);
    },
    sort(sort) {
      void change({ sort: SORTS.find((known) => known === sort) ?? "relevance" }, true);
    },
    async page(page) {
      if (await change({ page }, true)) view.focusResults();
    },
    clear() {
      void change({ ...emptyState(), sort: state.sort }, true);
    },
  });

  view.form.addEventListener("focusin", () => void load().catch(() => undefined), { once: true });
  addEventListener("popstate", () => {
    state = fromParameters(location.search);
    typing = false;
    void show();
  });
  if (!isEmpty(state)) void show();
}

for (const root of document.querySelectorAll<HTMLElement>('[data-module="search"]')) start(root);

/** The ways to divide the catalogue, in the order of the page. */
export const FACETS = ["publisher", "theme", "format", "license"] as const;
export type FacetId = (typeof FACETS)[number];

export const SORTS = ["relevance", "title", "newest"] as const;
export type Sort = (typeof SORTS)[number];

/** What the reader asks for. It lives in the page's URL, so that a search can be kept, shared and stepped back to. */
export interface State {
  query: string;
  selected: Record<FacetId, Set<string>>;
  sort: Sort;
  page: number;
}

export function emptyState(): State {
  return {
    query: "",
    selected: { publisher: new Set(), theme: new Set(), format: new Set(), license: new Set() },
    sort: "relevance",
    page: 1,
  };
}

/** Whether the reader has asked for anything yet. */
export function isEmpty(state: State): boolean {
  return toParameters(state) === "";
}

/** Whether a word is searched for or a facet chosen: what "clear" would clear. */
export function isNarrowed(state: State): boolean {
  return state.query !== "" || FACETS.some((facet) => state.selected[facet].size > 0);
}

export function fromParameters(parameters: string): State {
  const given = new URLSearchParams(parameters);
  const state = emptyState();
  state.query = (given.get("q") ?? "").trim();
  for (const facet of FACETS) state.selected[facet] = new Set(given.getAll(facet).filter(Boolean));
  state.sort = SORTS.find((sort) => sort === given.get("sort")) ?? "relevance";
  const page = Number(given.get("page"));
  state.page = Number.isSafeInteger(page) && page > 1 ? page : 1;
  return state;
}

export function toParameters(state: State): string {
  const parameters = new URLSearchParams();
  if (state.query) parameters.set("q", state.query);
  for (const facet of FACETS) for (const key of [...state.selected[facet]].sort()) parameters.append(facet, key);
  if (state.sort !== "relevance") parameters.set("sort", state.sort);
  if (state.page > 1) parameters.set("page", String(state.page));
  return parameters.toString();
}

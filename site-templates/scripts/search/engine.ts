// Search and counts, without the page: what is asked goes in, what is found comes out.

import MiniSearch, { type SearchOptions, type SearchResult } from "minisearch";
import type { Document } from "./documents";
import { FACETS, type FacetId, type State } from "./state";

const WORDS = /[\p{L}\p{N}]+/gu;

/** How a word stands in the index: lower case, without accents, without the plural's s. */
export function fold(word: string): string {
  const folded = word
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  return folded.length > 3 && folded.endsWith("s") && !folded.endsWith("ss") ? folded.slice(0, -1) : folded;
}

export function words(text: string): string[] {
  return text.match(WORDS) ?? [];
}

/** How close the found datasets are to what was asked. */
export type Match =
  | "all" // nothing was searched for
  | "exact" // each has every word, or a word that begins with it
  | "similar" // each has every word, or one spelled much like it
  | "some"; // each has some of the words, or ones spelled much like them

export interface Hit {
  document: Document;
  /** Folded words that were found, to be highlighted. */
  terms: Set<string>;
  /** Names of columns in which a word was found. */
  columns: string[];
}

export interface Option {
  key: string;
  label: string;
  count: number;
}

export interface Found {
  match: Match;
  hits: Hit[];
  facets: Record<FacetId, Option[]>;
  /** When nothing was found: words of the catalogue that are near. */
  near: string[];
}

const FIELDS = ["title", "keywords", "description", "columns"];

const EXACT: SearchOptions = { boost: { title: 4, keywords: 2 }, combineWith: "AND", prefix: true, fuzzy: false };
// Three tenths of a word's letters may differ: a transposition counts as two edits, so `pothloe` needs as much.
const SIMILAR: SearchOptions = { ...EXACT, fuzzy: (term) => (term.length > 2 ? 0.3 : false) };
const SOME: SearchOptions = { ...SIMILAR, combineWith: "OR" };

/** What a document offers in a facet: keys with what residents read. */
function values(document: Document, facet: FacetId): [key: string, label: string][] {
  switch (facet) {
    case "publisher":
      return [[document.publisher_id, document.publisher]];
    case "theme":
      return [[document.theme_id, document.theme]];
    case "format":
      return document.formats.map((format) => [format, format]);
    case "license":
      return [[document.license, document.license]];
  }
}

export class Engine {
  readonly #documents: Map<number, Document>;
  readonly #index: MiniSearch<Document>;
  readonly #options: Record<FacetId, Map<string, string>>;

  constructor(documents: Document[]) {
    this.#documents = new Map(documents.map((document) => [document.id, document]));
    this.#index = new MiniSearch<Document>({
      fields: FIELDS,
      extractField: (document, field) => {
        const value = document[field as keyof Document];
        return Array.isArray(value) ? value.join(" ") : value;
      },
      tokenize: words,
      processTerm: fold,
    });
    this.#index.addAll(documents);

    this.#options = { publisher: new Map(), theme: new Map(), format: new Map(), license: new Map() };
    for (const facet of FACETS) {
      const labels = new Map(documents.flatMap((document) => values(document, facet)));
      this.#options[facet] = new Map([...labels].sort((a, b) => a[1].localeCompare(b[1])));
    }
  }

  /** The key of a facet's value by what residents read. */
  keyOf(facet: FacetId, label: string): string {
    for (const [key, known] of this.#options[facet]) if (known === label) return key;
    return label;
  }

  find(state: State): Found {
    const { match, hits } = this.#search(state.query);
    const passes = (hit: Hit, except?: FacetId) =>
      FACETS.every((facet) => {
        const selected = state.selected[facet];
        return facet === except || selected.size === 0 || values(hit.document, facet).some(([key]) => selected.has(key));
      });

    const facets = {} as Record<FacetId, Option[]>;
    for (const facet of FACETS) {
      const counts = new Map<string, number>();
      for (const hit of hits) {
        if (!passes(hit, facet)) continue;
        for (const [key] of values(hit.document, facet)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      facets[facet] = [...this.#options[facet]].map(([key, label]) => ({ key, label, count: counts.get(key) ?? 0 }));
    }

    const left = hits.filter((hit) => passes(hit));
    if (state.sort === "newest") {
      left.sort((a, b) => b.document.modified.localeCompare(a.document.modified) || byTitle(a, b));
    } else if (state.sort === "title" || match === "all") {
      left.sort(byTitle);
    }
    return { match, hits: left, facets, near: hits.length === 0 ? this.#near(state.query) : [] };
  }

  #search(query: string): { match: Match; hits: Hit[] } {
    if (words(query).length === 0) {
      const hits = [...this.#documents.values()].map((document) => ({ document, terms: new Set<string>(), columns: [] }));
      return { match: "all", hits };
    }
    const tries: [Match, SearchOptions][] = [
      ["exact", EXACT],
      ["similar", SIMILAR],
      ["some", SOME],
    ];
    for (const [match, options] of tries) {
      const results = this.#index.search(query, options);
      if (results.length > 0) return { match, hits: results.map((result) => this.#hit(result)) };
    }
    return { match: "some", hits: [] };
  }

  #hit(result: SearchResult): Hit {
    const document = this.#documents.get(result.id as number)!;
    const inColumns = new Set(Object.keys(result.match).filter((term) => result.match[term]!.includes("columns")));
    return {
      document,
      terms: new Set(result.terms),
      columns: document.columns.filter((column) => words(column).some((word) => inColumns.has(fold(word)))),
    };
  }

  #near(query: string): string[] {
    const found = new Set<string>();
    for (const result of this.#index.search(query, { ...SOME, fuzzy: 0.5, fields: ["title", "keywords"] })) {
      const { title, keywords } = this.#documents.get(result.id as number)!;
      for (const word of words([...keywords, title].join(" "))) if (result.terms.includes(fold(word))) found.add(word.toLowerCase());
    }
    return [...found].slice(0, 5);
  }
}

function byTitle(a: Hit, b: Hit): number {
  return a.document.title.localeCompare(b.document.title);
}

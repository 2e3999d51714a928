/** A dataset as `search/documents.json` holds it. */
export interface Document {
  id: number;
  slug: string;
  title: string;
  summary: string;
  description: string;
  keywords: string[];
  columns: string[];
  publisher: string;
  publisher_id: string;
  theme: string;
  theme_id: string;
  formats: string[];
  license: string;
  modified: string;
  modified_text: string;
  frequency: string;
}

interface DocumentsFile {
  version: number;
  documents: Document[];
}

/** Fetches the documents. Rejects when they cannot be had, or are of a version this script does not know. */
export async function fetchDocuments(url: string): Promise<Document[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: status ${response.status}`);
  const file = (await response.json()) as DocumentsFile;
  if (file.version !== 1) throw new Error(`${url}: version ${file.version} is not known`);
  return file.documents;
}

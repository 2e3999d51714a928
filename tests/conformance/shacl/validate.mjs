// Holds a graph in Turtle against shapes in Turtle, and prints as JSON what was looked at and what is wrong.
//
//     node validate.mjs SHAPES DATA
import { readFileSync } from "node:fs";
import { Parser } from "n3";
import rdf from "rdf-ext";
import { Validator } from "shacl-engine";

const read = (path) => rdf.dataset(new Parser({ factory: rdf }).parse(readFileSync(path, "utf8")));
const [shapes, data] = process.argv.slice(2).map(read);
const type = rdf.namedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
const shape = rdf.namedNode("http://www.w3.org/ns/shacl#NodeShape");
const report = await new Validator(shapes, { factory: rdf }).validate({ dataset: data });
const lines = report.results.map((result) => {
  const path = (result.path ?? []).flatMap((step) => step.predicates.map((term) => term.value)).join("/");
  const messages = result.message.map((message) => message.value).join(" ");
  return `${path} of ${result.focusNode?.term?.value}: ${messages || result.constraintComponent?.value}`;
});
console.log(
  JSON.stringify({ triples: data.size, shapes: [...shapes.match(null, type, shape)].length, results: lines.sort() }),
);

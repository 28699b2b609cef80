// @neo4j/graphql over the hub's graph, behind Node's own HTTP server: no framework, so that it costs nothing beside.
// Reads {"url", "user", "password", "database"} as one line from its input, prints its URL, serves until terminated.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { execute, parse, validate } from "graphql";
import neo4j from "neo4j-driver";

const typeDefs = /* GraphQL */ `
  type Record @node(labels: ["Node"]) @plural(value: "records") {
    id: ID!
    kind: String!
    statements: [Statement!]! @relationship(type: "ABOUT", direction: IN)
    shareholders: [Record!]! @relationship(type: "SHAREHOLDER_OF", direction: IN, properties: "Holding")
    investments: [Record!]! @relationship(type: "SHAREHOLDER_OF", direction: OUT, properties: "Holding")
  }
  type Statement @node {
    name: String
    validFrom: String!
    validTo: String!
    supersededAt: String!
  }
  type Holding @relationshipProperties {
    share: Float
    validFrom: String!
    validTo: String!
    supersededAt: String!
  }
`;
const DOCUMENTS_MAX = 1000;

const given = JSON.parse((await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);
const driver = neo4j.driver(given.url, neo4j.auth.basic(given.user, given.password));
// The hub keeps days and instants as text of fixed width: what holds today is found by comparing texts.
const features = { filters: { String: { LTE: true, GT: true } } };
const schema = await new Neo4jGraphQL({ typeDefs, driver, features }).getSchema();
const contextValue = { sessionConfig: { database: given.database } };
const documents = new Map();

function checked(query) {
  let known = documents.get(query);
  if (!known) {
    const document = parse(query);
    known = { document, errors: validate(schema, document) };
    if (documents.size < DOCUMENTS_MAX) documents.set(query, known);
  }
  return known;
}

async function answer(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { query, variables } = JSON.parse(Buffer.concat(parts).toString());
  const { document, errors } = checked(query);
  if (errors.length) return { errors };
  return execute({ schema, document, variableValues: variables, contextValue: { ...contextValue } });
}

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  answer(request)
    .catch((error) => ({ errors: [{ message: error.message }] }))
    .then((told) => {
      const body = Buffer.from(JSON.stringify(told));
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
      response.end(body);
    });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));

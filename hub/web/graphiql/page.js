// GraphiQL for one caller. Nothing is kept: what is typed here may be a person's number.
"use strict";

// The one library that makes a <style> element takes its nonce from here.
window.__webpack_nonce__ = document.documentElement.dataset.styleNonce;

const memory = new Map();
const storage = {
  get length() {
    return memory.size;
  },
  getItem: (name) => memory.get(name) ?? null,
  setItem: (name, value) => memory.set(name, value),
  removeItem: (name) => memory.delete(name),
  clear: () => memory.clear(),
};

const field = (id) => document.getElementById(id).value.trim();

function headers() {
  const said = {
    Accept: "application/graphql-response+json",
    "Content-Type": "application/json",
    Authorization: `Bearer ${field("token")}`,
  };
  if (field("purpose")) said["X-Purpose"] = field("purpose");
  if (field("case-number")) said["X-Case-Number"] = encodeURIComponent(field("case-number"));
  return said;
}

async function fetcher(request) {
  const answer = await fetch("/graphql", { method: "POST", headers: headers(), body: JSON.stringify(request) });
  return answer.json();
}

const root = ReactDOM.createRoot(document.getElementById("graphiql"));
let caller = 0;

document.getElementById("caller").addEventListener("submit", (event) => {
  event.preventDefault();
  caller += 1; // a new caller may see another schema, so it is asked for again
  root.render(
    React.createElement(GraphiQL, {
      key: caller,
      fetcher,
      storage,
      isHeadersEditorEnabled: false,
      showPersistHeadersSettings: false,
      defaultQuery: "{\n  viewer {\n    role\n    purposes\n  }\n}\n",
    }),
  );
});

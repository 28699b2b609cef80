// Runs the audits of GraphQL over HTTP against URL and prints one JSON object a line: {id, name, status, reason}.
// Without URL it prints what audits there are. The audits know no token: it goes with every request they send.
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
const headers = JSON.parse(process.env.AUDIT_HEADERS ?? "{}");

const audits = serverAudits({
  url: url ?? "http://127.0.0.1:9/",
  fetchFn: (target, options = {}) => fetch(target, { ...options, headers: { ...options.headers, ...headers } }),
});

for (const audit of audits) {
  const { id, name } = audit;
  if (!url) {
    console.log(JSON.stringify({ id, name }));
    continue;
  }
  const result = await audit.fn();
  console.log(JSON.stringify({ id, name, status: result.status, reason: result.reason ?? null }));
}

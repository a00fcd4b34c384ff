// The public API, with the key of this tab.

const STORAGE = "trunkline-key";

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const key = {
  read: () => sessionStorage.getItem(STORAGE),
  keep: (value) => sessionStorage.setItem(STORAGE, value),
  forget: () => sessionStorage.removeItem(STORAGE),
};

async function ask(path, options = {}) {
  const response = await fetch(path, { ...options, headers: { Authorization: `Bearer ${key.read()}` } });
  if (response.ok) return response;
  const answer = await response.json().catch(() => null);
  throw new Refusal(response.status, answer?.error?.message ?? `the server answered ${response.status}`);
}

const json = async (path) => (await ask(path)).json();

async function all(path, name) {
  const found = [];
  let cursor = null;
  do {
    const page = await json(`${path}?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    found.push(...page[name]);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

export const numbers = () => all("/v1/phone-numbers", "numbers");
export const agents = () => all("/v1/agents", "agents");
export const conversations = (limit) => json(`/v1/conversations?limit=${limit}`);
export const conversation = (id) => json(`/v1/conversations/${encodeURIComponent(id)}`);
export const messages = (id) => all(`/v1/conversations/${encodeURIComponent(id)}/messages`, "messages");
export const end = (id) => ask(`/v1/conversations/${encodeURIComponent(id)}/end`, { method: "POST" });
export const recording = async (id) => (await ask(`/v1/conversations/${encodeURIComponent(id)}/recording`)).blob();

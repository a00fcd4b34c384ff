// Builds the page's parts. Everything that callers or agents wrote is set as text, never as markup.

export const find = (id) => document.getElementById(id);

function element(name, text, attributes = {}) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  return node;
}

const time = (text) => (text ? new Date(text).toLocaleString() : "–");
const length = (ms) => (ms === null ? "–" : `${(ms / 1000).toFixed(1)} s`);

function row(cells) {
  const line = element("tr");
  for (const cell of cells) {
    const box = element("td");
    box.append(cell instanceof Node ? cell : String(cell));
    line.append(box);
  }
  return line;
}

const nothing = (columns, text) => {
  const line = element("tr");
  line.append(element("td", text, { colspan: columns, class: "hint" }));
  return line;
};

export function showNumbers(numbers, agents) {
  const names = new Map(agents.map((agent) => [agent.id, agent.name]));
  find("numbers").replaceChildren(
    ...numbers.map((number) =>
      row([
        number.e164, number.label ?? "", names.get(number.agent_id) ?? "nobody: calls are refused",
        number.status_detail ? `${number.status}: ${number.status_detail}` : number.status,
      ])),
    ...(numbers.length ? [] : [nothing(4, "No numbers yet: POST /v1/phone-numbers imports one.")]),
  );
}

export function showConversations(conversations, selected) {
  // A button that has the keyboard keeps it when the list is drawn again.
  const focused = document.activeElement?.dataset?.conversation;
  find("conversations").replaceChildren(
    ...conversations.map((call) => {
      const open = element("button", time(call.started_at ?? call.created_at), {
        type: "button", class: "link", "data-conversation": call.id,
      });
      if (call.id === selected) open.setAttribute("aria-current", "true");
      const line = row([
        open, call.from_number || "withheld", call.to_number, call.status, call.end_reason ?? "",
        length(call.duration_ms),
      ]);
      line.dataset.status = call.status;
      return line;
    }),
    ...(conversations.length ? [] : [nothing(6, "No calls yet: dial one of the numbers.")]),
  );
  if (focused) document.querySelector(`[data-conversation="${CSS.escape(focused)}"]`)?.focus();
}

export function showConversation(call, messages) {
  find("conversation").hidden = false;
  find("conversation-title").textContent = `Conversation with ${call.from_number || "a withheld number"}`;
  const facts = [
    ["Id", call.id], ["Status", call.status], ["Ended by", call.end_reason ?? "–"], ["Answered", time(call.started_at)],
    ["Length", length(call.duration_ms)], ["Codec", call.quality?.codec ?? "–"], ["MOS", call.quality?.mos ?? "–"],
    ["Turn, median", call.quality?.turns?.p50_ms == null ? "–" : `${call.quality.turns.p50_ms} ms`],
    ...call.warnings.map((warning) => ["Warning", warning]),
  ];
  find("facts").replaceChildren(...facts.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
  find("transcript").replaceChildren(...messages.map(line));
  find("end").hidden = !["pending", "active"].includes(call.status);
  find("load-recording").hidden = call.recording_url === null;
}

function line(message) {
  const item = element("li", undefined, { "data-role": message.role });
  item.append(
    element("span", message.role === "tool" ? `tool ${message.tool_name ?? ""}` : message.role, { class: "role" }),
    element("span", message.content + (message.interrupted ? " … (interrupted)" : "")),
  );
  if (message.latency_ms?.total != null) item.append(element("span", `${message.latency_ms.total} ms`, { class: "hint" }));
  return item;
}

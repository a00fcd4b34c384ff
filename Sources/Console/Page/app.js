// What is running: numbers and their agents, conversations, one conversation's transcript and recording.

import * as api from "./api.js";
import { find, showConversation, showConversations, showNumbers } from "./view.js";

const REFRESH_MS = 3000;
const PAGE = 25;

let selected = null;
let limit = PAGE;
let alarm = null;
let recordingURL = null;

function notice(text) { find("notice").textContent = text; }

function showSignedIn(isSignedIn) {
  find("sign-in").hidden = isSignedIn;
  find("signed-in").hidden = !isSignedIn;
  find("sign-out").hidden = !isSignedIn;
}

function signOut(text = "") {
  api.key.forget();
  clearTimeout(alarm);
  select(null);
  showSignedIn(false);
  notice(text);
  find("key").focus();
}

function select(id) {
  selected = id;
  if (recordingURL) URL.revokeObjectURL(recordingURL);
  recordingURL = null;
  find("player").hidden = true;
  find("player").removeAttribute("src");
  if (!id) find("conversation").hidden = true;
}

async function refresh() {
  clearTimeout(alarm);
  const asked = api.key.read();
  if (!asked) return;
  try {
    const [numbers, agents, page] = await Promise.all([api.numbers(), api.agents(), api.conversations(limit)]);
    if (api.key.read() !== asked) return;
    showSignedIn(true);
    showNumbers(numbers, agents);
    showConversations(page.conversations, selected);
    find("more").hidden = !page.has_more || limit >= 200;
    const id = selected;
    if (id) {
      const [call, messages] = await Promise.all([api.conversation(id), api.messages(id)]);
      if (id === selected) showConversation(call, messages);
    }
    notice("");
  } catch (error) {
    if (error.status === 401) {
      signOut("That key is not known here.");
      return;
    }
    if (error.status === 404) select(null);
    notice(error.message);
  }
  alarm = setTimeout(refresh, REFRESH_MS);
}

find("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  api.key.keep(find("key").value.trim());
  find("key").value = "";
  refresh();
});

find("sign-out").addEventListener("click", () => signOut());

find("more").addEventListener("click", () => {
  limit = Math.min(limit + PAGE, 200);
  refresh();
});

find("conversations").addEventListener("click", async (event) => {
  const id = event.target.dataset?.conversation;
  if (!id) return;
  select(id);
  await refresh();
  find("conversation-title").focus();
});

find("end").addEventListener("click", async () => {
  await api.end(selected).catch((error) => notice(error.message));
  refresh();
});

find("load-recording").addEventListener("click", async () => {
  const id = selected;
  try {
    const bytes = await api.recording(id);
    if (id !== selected) return;
    if (recordingURL) URL.revokeObjectURL(recordingURL);
    recordingURL = URL.createObjectURL(bytes);
    find("player").src = recordingURL;
    find("player").hidden = false;
  } catch (error) {
    notice(error.message);
  }
});

showSignedIn(false);
if (api.key.read()) refresh();
else find("key").focus();

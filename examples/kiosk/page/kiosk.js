// The page: it shows what the kiosk's state is, and sends what a person does.

const find = (selector) => document.querySelector(selector);

for (const form of document.querySelectorAll("form"))
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = JSON.stringify(Object.fromEntries(new FormData(form)));
    form.reset();
    send("/login", body);
  });
for (const button of document.querySelectorAll("[data-end]"))
  button.addEventListener("click", () => send("/end"));

let until;
setInterval(showTimeLeft, 500);
for (let seen = 0; ;) {
  const state = await look(seen);
  if (state.version !== seen) show(state);
  seen = state.version;
}

// The state, once it is another than the one seen.
async function look(seen) {
  try {
    const response = await fetch(`/state?seen=${seen}`);
    if (response.ok) return await response.json();
    // The kiosk was started anew and does not know this page.
    if (response.status === 401) location.reload();
  } catch {
    show({ step: "start", message: "The kiosk is not available." });
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return { version: 0 };
}

function show({ step, message = "", code = "", name = "", until: end }) {
  for (const section of document.querySelectorAll("section")) section.hidden = section.dataset.step !== step;
  find("#message").textContent = message;
  find("#code").textContent = code || "····";
  find("#name").textContent = name;
  until = end;
  showTimeLeft();
  find(`[data-step="${step}"] :is(input, button)`).focus();
}

function showTimeLeft() {
  const seconds = Math.max(0, Math.round((until - Date.now()) / 1000));
  find("#left").textContent = until ? `${seconds} s left` : "";
}

function send(path, body) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

// What one browser at the kiosk sees: it waits for somebody, for an answer, or it serves a person.

// How long a look may wait for a change.
const LOOK_MS = 25_000;
// When a person is gone who forgot to log out.
const IDLE_MS = 60_000;

// What the kiosk says when a login fails. It does not say whether number or PIN was wrong.
const WORDS = {
  access_denied: "The login was refused on the device.",
  expired_token: "Nobody answered in time.",
  unknown_user_id: "That did not work. Please check number and PIN.",
  missing_user_code: "That did not work. Please check number and PIN.",
  invalid_user_code: "That did not work. Please check number and PIN.",
  too_many_requests: "Too many attempts. Please wait a moment.",
  expired_login_hint_token: "That code is too old. Please show a new one.",
};

// The same, where a one-time code was used, or something that is none.
const WORDS_FOR_CODES = { ...WORDS, invalid_request: "That code does not work. Please show a new one." };

export class Session {
  #login;
  #state = { step: "start" };
  #version = 1;
  #looking = new Set();
  #attempt = new AbortController();
  #idle;

  constructor(login) {
    this.#login = login;
  }

  // The state and its version: `{ version, step: "start" | "asking" | "welcome", … }`.
  get view() {
    return { version: this.#version, ...this.#state };
  }

  // The view, once it is another than the one of version `seen`, or after a while in any case.
  async viewAfter(seen) {
    if (seen === this.#version) {
      await new Promise((resolve) => {
        const look = () => {
          clearTimeout(timer);
          this.#looking.delete(look);
          resolve();
        };
        const timer = setTimeout(look, LOOK_MS);
        this.#looking.add(look);
      });
    }
    return this.view;
  }

  // Asks a person; goes on by itself when they answer.
  async logIn(who) {
    if (this.#state.step !== "start") return;
    const attempt = this.#begin({ step: "asking" });
    try {
      const { code, seconds, answer } = await this.#login.start(who);
      if (attempt.aborted) return;
      this.#become({ step: "asking", code, until: Date.now() + seconds * 1000 });
      const over = AbortSignal.timeout(seconds * 1000);
      const person = await answer(AbortSignal.any([attempt, over])).catch((error) => {
        throw over.aborted ? Object.assign(error, { error: "expired_token" }) : error;
      });
      if (attempt.aborted) return;
      this.#become({ step: "welcome", name: person.name });
      this.#idle = setTimeout(() => this.end(), IDLE_MS);
    } catch (error) {
      if (attempt.aborted) return;
      const said = error.error ?? error.cause?.error;
      const words = who.login_hint_token ? WORDS_FOR_CODES : WORDS;
      if (!words[said]) console.error(error);
      this.#become({ step: "start", message: words[said] ?? "The login does not work at the moment." });
    }
  }

  // Gives up a login, or logs out.
  end() {
    this.#begin({ step: "start" });
  }

  #begin(state) {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    clearTimeout(this.#idle);
    this.#become(state);
    return this.#attempt.signal;
  }

  #become(state) {
    this.#state = state;
    this.#version += 1;
    for (const look of [...this.#looking]) look();
  }
}

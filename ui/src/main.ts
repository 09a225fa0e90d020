import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./styles/tokens.css";
import "./styles/reset.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { TauriBackend } from "./ipc/tauri";
import { reportActivity } from "./state/activity";

const target = document.getElementById("app");
if (target) {
  const backend = new TauriBackend();
  reportActivity(backend);
  mount(App, { target, props: { backend } });
}

import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "../styles/tokens.css";
import "../styles/reset.css";
import "../styles/base.css";
import { mount } from "svelte";
import Frame from "./Frame.svelte";
import Gallery from "./Gallery.svelte";
import { readLook } from "./look";

const target = document.getElementById("app");
const query = new URLSearchParams(location.search);
if (target && query.has("frame")) mount(Frame, { target, props: { look: readLook(query) } });
else if (target) mount(Gallery, { target, props: { start: readLook(query) } });

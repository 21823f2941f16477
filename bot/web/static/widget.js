// The chat on somebody else's page: a button, and a frame of ours that opens above it.
//
//   <script src="https://enlace.example.org/widget.js" data-language="es" data-link="luna47" async></script>
//
// Both attributes may be left out. The server puts this file in a function of its own, after
// `page`: {origins, words}. Nothing of the page around is read or changed, but for one element added.

const script = document.currentScript;
const home = new URL(script.src).origin;
const language = [script.dataset.language, document.documentElement.lang, ...navigator.languages]
  .map((tag) => (tag ?? "").slice(0, 2).toLowerCase())
  .find((tag) => tag in page.words) ?? Object.keys(page.words)[0];
const words = page.words[language];
const query = new URLSearchParams({ lang: language, ...(script.dataset.link && { link: script.dataset.link }) });

const KEY = "enlace.token";
const STYLE = `
  :host { all: initial; position: fixed; inset: auto 16px 16px auto; z-index: 2147483000; }
  * { box-sizing: border-box; }
  .open {
    display: block; min-width: 56px; min-height: 56px; padding: 0 22px; border: 2px solid #fff;
    border-radius: 28px; background: #0e5a66; color: #fff; cursor: pointer; text-decoration: none;
    font: 600 17px/52px system-ui, sans-serif; box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
  }
  .open:hover { background: #0a454e; }
  .open:focus-visible { outline: 3px solid #0e5a66; outline-offset: 3px; }
  .panel {
    position: fixed; inset: auto 16px 88px auto; width: 400px; height: min(640px, 100vh - 104px);
    max-width: calc(100vw - 32px); overflow: hidden; border: 1px solid #7b888b; border-radius: 18px;
    background: #faf6ef; box-shadow: 0 8px 32px rgb(0 0 0 / 30%);
  }
  .panel[hidden] { display: none; }
  iframe { display: block; width: 100%; height: 100%; border: 0; }
  @media (max-width: 480px), (max-height: 480px) {
    .panel { inset: 0 0 80px; width: auto; height: auto; max-width: none; border-radius: 0; }
  }
  @media (forced-colors: active) { .open { border: 2px solid; } }
`;

/** Whose conversation it is, where the browser gives the frame no storage of its own. */
function kept() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(token) {
  try {
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without any storage, the conversation lasts as long as the page.
  }
}

/** Whether the page around may show the frame; `:*` stands for any port. */
function mayFrame() {
  const { origin, protocol, hostname } = location;
  return page.origins.some((one) => one === origin || one === `${protocol}//${hostname}:*`);
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

/** Where the frame is not allowed, the chat opens on its own page. */
function onlyLink() {
  return [make("a", {
    className: "open", href: `${home}/chat?${query}`, target: "_blank", rel: "noopener",
    textContent: words.open,
  })];
}

function buttonAndPanel() {
  const button = make("button", { className: "open", type: "button", textContent: words.open });
  const panel = make("div", { className: "panel", hidden: true });
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", words.title);
  button.setAttribute("aria-expanded", "false");
  let frame;

  function show(isShown) {
    if (isShown && !frame) {
      frame = make("iframe", { src: `${home}/widget?${query}`, title: words.title });
      frame.addEventListener("load", () => { if (kept()) frame.contentWindow.postMessage({ enlace: "token", token: kept() }, home); });
      panel.append(frame);
    }
    panel.hidden = !isShown;
    button.textContent = isShown ? words.close : words.open;
    button.setAttribute("aria-expanded", String(isShown));
    (isShown ? frame : button).focus();
  }

  button.addEventListener("click", () => show(panel.hidden));
  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== home) return;
    if (data?.enlace === "close") show(false);
    if (data?.enlace === "keep") keep(data.token);
  });
  button.addEventListener("keydown", ({ key }) => { if (key === "Escape" && !panel.hidden) show(false); });
  return [panel, button];
}

function begin() {
  const host = document.createElement("enlace-chat");
  host.lang = language;
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // unlike a style element, no policy of the page around forbids it
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(...(mayFrame() ? buttonAndPanel() : onlyLink()));
  document.body.append(host);
}

if (document.body) begin();
else addEventListener("DOMContentLoaded", begin);

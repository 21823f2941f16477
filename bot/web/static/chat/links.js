// Turns addresses in a text into links, as nodes; nothing is ever parsed as HTML.

const ADDRESS = /https:\/\/[^\s<>"]+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/[^\s<>"]*)?|\b\d{3}-\d{3}-\d{4}\b/gi;
const ENDING = /[.,;:!?)\]'"]+$/;

/** The nodes of `text`: plain text, and links for https, for known sites and for phone numbers. */
export function linked(text, domains, newTab) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = match[0].replace(ENDING, "");
    const href = target(shown, domains, text[match.index - 1]);
    if (!href) continue;
    nodes.push(text.slice(from, match.index), link(shown, href, newTab));
    from = match.index + shown.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function target(shown, domains, before) {
  if (/^\d/.test(shown) && /^[\d-]+$/.test(shown)) return `tel:+1${shown.replaceAll("-", "")}`;
  const isWhole = /^https:/i.test(shown);
  if (!isWhole && before && /[@\w/.]/.test(before)) return null;
  const url = parse(isWhole ? shown : `https://${shown}`);
  if (!url || url.protocol !== "https:" || url.username) return null;
  return isWhole || isKnown(url.hostname, domains) ? url.href : null;
}

function parse(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function isKnown(host, domains) {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

function link(shown, href, newTab) {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.textContent = shown;
  if (href.startsWith("https:")) {
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
    const hint = document.createElement("span");
    hint.className = "visually-hidden";
    hint.textContent = ` ${newTab}`;
    anchor.append(hint);
  }
  return anchor;
}

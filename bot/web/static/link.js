// Tells, once on a device, that somebody looks at a link's page. Nothing about them is told or kept.

const KEY = `enlace.opened.${location.pathname}`;

function tell() {
  if (document.visibilityState !== "visible" || isTold()) return;
  document.removeEventListener("visibilitychange", tell);
  navigator.sendBeacon(`${location.pathname}/opened`);
}

/** Whether this device has told it before; without storage it tells again. */
function isTold() {
  try {
    const was = localStorage.getItem(KEY);
    localStorage.setItem(KEY, "1");
    return was !== null;
  } catch {
    return false;
  }
}

document.addEventListener("visibilitychange", tell);
if (document.prerendering) document.addEventListener("prerenderingchange", tell, { once: true });
else tell();

import demoApp from "./demoApp.html?raw";

/** A small app that needs no server, in an origin of its own as a preview has. */
export const demoPage = `data:text/html;charset=utf-8,${encodeURIComponent(demoApp)}`;

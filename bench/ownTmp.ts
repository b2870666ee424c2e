import { bytesToPreview } from "/work/main/bench/bytes";
const { ours, own, document } = await bytesToPreview();
console.log("ours", ours, "own", own, "document", document, (ours/document).toFixed(4));

// Prints `count` lines, `batch` of them every 20 ms, a moment after it has said that it is there.
const [count, batch] = process.argv.slice(2).map(Number);
console.log("started");
let printed = 0;
function print() {
  const until = Math.min(printed + batch, count);
  let text = "";
  for (; printed < until; printed++) text += `line ${printed} of a build that says a lot\n`;
  process.stdout.write(text, () => setTimeout(printed < count ? print : end, 20));
}
const end = () => {
  console.log("finished");
  setInterval(() => undefined, 60_000);
};
setTimeout(print, 2_000);

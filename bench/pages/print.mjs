// Prints `count` lines, `perSecond` of them a second, a moment after it has said that it is there.
const [count, perSecond] = process.argv.slice(2).map(Number);
console.log("started");
let printed = 0;
let begunAt = 0;
function print() {
  const due = Math.ceil(((performance.now() - begunAt) / 1_000) * perSecond);
  const until = Math.min(count, Math.max(due, printed + 1));
  let text = "";
  for (; printed < until; printed++) text += `line ${printed} of a build that says a lot\n`;
  process.stdout.write(text, () => setTimeout(printed < count ? print : end, 20));
}
const end = () => {
  console.log(`finished after ${Math.round(performance.now() - begunAt)} ms`);
  setInterval(() => undefined, 60_000);
};
setTimeout(() => {
  begunAt = performance.now();
  print();
}, 2_000);

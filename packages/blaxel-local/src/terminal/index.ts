export { Terminals } from "./terminals";

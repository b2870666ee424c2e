import type { Recogniser } from "../recogniser";
import { bun } from "./bun";
import { esbuild } from "./esbuild";
import { next } from "./next";
import { node } from "./node";
import { parcel } from "./parcel";
import { python } from "./python";
import { rolldown } from "./rolldown";
import { rollup } from "./rollup";
import { system } from "./system";
import { tsc } from "./tsc";
import { vite } from "./vite";
import { webpack } from "./webpack";

/** In the order in which they are asked: what says more of itself comes first. */
export const recognisers: readonly Recogniser[] = [
  vite,
  next,
  tsc,
  esbuild,
  webpack,
  rolldown,
  rollup,
  parcel,
  bun,
  python,
  system,
  node,
];

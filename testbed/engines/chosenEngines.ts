import { engineNames, missingPackages, type EngineName } from "../../scripts/engines.js";

/** Which engines to test in, and what those that are left out would need. */
export interface ChosenEngines {
  readonly engines: readonly EngineName[];
  /** A sentence for each that is left out. */
  readonly leftOut: readonly string[];
}

/**
 * The engines that `asked` (KIT_ENGINES) names, such as `"chromium,webkit"`: an error when one of them is
 * not here. Where it names none, those that are here.
 */
export function chosenEngines(asked: string | undefined): ChosenEngines {
  const lacks = (name: EngineName) => missingPackages(name).join(" and ");
  if (!asked) {
    const absent = engineNames.filter(lacks);
    return {
      engines: engineNames.filter((name) => !lacks(name)),
      leftOut: absent.map((name) => `${name} is left out: there is no ${lacks(name)} here.`),
    };
  }
  const engines = asked.split(",").map((word) => {
    const name = engineNames.find((known) => known === word.trim());
    if (!name) throw new Error(`KIT_ENGINES names ${word}; there are ${engineNames.join(", ")}.`);
    if (lacks(name)) throw new Error(`KIT_ENGINES names ${name}: there is no ${lacks(name)} here.`);
    return name;
  });
  return { engines, leftOut: [] };
}

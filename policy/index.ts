import { PolicyPack } from "@pulumi/policy";

import { RULES } from "./rules/index.ts";

new PolicyPack("neurallog", { policies: [...RULES], enforcementLevel: "mandatory" });

// Times one library on the problems of a file: node xirr.mjs LIBRARY FILE SECONDS. Prints nanoseconds for one XIRR and every rate.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const [library, file, seconds] = process.argv.slice(2);
const problems = JSON.parse(readFileSync(file, "utf8"));
const dated = problems.map(p => p.days.map(day => new Date(Date.UTC(2000, 0, 1) + day * 86400000)));

const solvers = {
  xirr() {
    const xirr = require("xirr");
    const flows = problems.map((p, i) => p.amounts.map((amount, j) => ({ amount, when: dated[i][j] })));
    return i => xirr(flows[i]);
  },
  formulajs() {
    const { XIRR } = require("@formulajs/formulajs");
    return i => XIRR(problems[i].amounts, dated[i], 0.1);
  },
  hyperformula() {
    const { HyperFormula } = require("hyperformula");
    const rows = problems[0].days.length;
    const sheet = problems.flatMap(p => p.days.map((day, j) => [p.amounts[j], 36526 + day]));
    const engine = HyperFormula.buildFromArray(sheet, { licenseKey: "gpl-v3" });
    return i => engine.calculateFormula(`=XIRR(A${i * rows + 1}:A${(i + 1) * rows},B${i * rows + 1}:B${(i + 1) * rows},0.1)`, 0);
  },
};

const solve = solvers[library]();
const rates = problems.map((_, i) => solve(i));
const until = process.hrtime.bigint() + BigInt(Math.round(Number(seconds) * 1e9));
let best = Infinity;
// The best of several passes: the compiler of node warms up within the first ones.
do {
  const begin = process.hrtime.bigint();
  for (let i = 0; i < problems.length; i++) solve(i);
  best = Math.min(best, Number(process.hrtime.bigint() - begin) / problems.length);
} while (process.hrtime.bigint() < until);
console.log(JSON.stringify({ nanoseconds: best, rates }));

// Writes one statement again and again with one library: node statement.mjs LIBRARY FILE SECONDS. Prints nanoseconds for one.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const [library, file, seconds] = process.argv.slice(2);
const rows = JSON.parse(readFileSync(file, "utf8"));

const writers = {
  pdfkit() {
    const PDFDocument = require("pdfkit");
    return () => new Promise(done => {
      const pdf = new PDFDocument({ size: "A4", margin: 50 });
      let bytes = 0;
      pdf.on("data", part => (bytes += part.length));
      pdf.on("end", () => done(bytes));
      pdf.fontSize(16).text("Investor statement").fontSize(8);
      for (const [label, ...figures] of rows) {
        if (pdf.y > 760) pdf.addPage();
        const y = pdf.y;
        pdf.text(label, 50, y, { width: 200, lineBreak: false });
        figures.forEach((figure, i) => pdf.text(figure, 260 + i * 95, y, { width: 90, align: "right", lineBreak: false }));
        pdf.y = y + 12;
      }
      pdf.end();
    });
  },
  exceljs() {
    const ExcelJS = require("exceljs");
    return async () => {
      const book = new ExcelJS.Workbook();
      const sheet = book.addWorksheet("Statement");
      for (const [label, ...figures] of rows) sheet.addRow([label, ...figures.map(f => (Number.isNaN(Number(f)) ? f : Number(f)))]);
      for (const column of ["B", "C", "D"]) sheet.getCell(`${column}${rows.length + 1}`).value = { formula: `SUM(${column}1:${column}${rows.length})` };
      return (await book.xlsx.writeBuffer()).byteLength;
    };
  },
};

const write = writers[library]();
for (let i = 0; i < 5; i++) await write();
let count = 0;
const begin = process.hrtime.bigint();
while (process.hrtime.bigint() - begin < BigInt(seconds) * 1_000_000_000n) {
  await write();
  count++;
}
console.log(JSON.stringify({ nanoseconds: Number(process.hrtime.bigint() - begin) / count }));

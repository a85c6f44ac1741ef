// SAP's own mock server serves OData v2 from the metadata of argument 1 (a folder) and the rows of argument 2 (a folder); it prints its address and ends with its standard input.
const path = require('node:path');
const express = require('express');
const FEMockserver = require('@sap-ux/fe-mockserver-core').default;
const [metadata, rows] = process.argv.slice(2);
const service = (name) => ({ urlPath: `/sap/opu/odata/sap/${name}`, metadataPath: path.join(metadata, `${name}.reduced.edmx`), mockdataPath: rows, generateMockData: false });
(async () => {
  const server = new FEMockserver({ services: ['API_OPLACCTGDOCITEMCUBE_SRV', 'API_GLACCOUNTINCHARTOFACCOUNTS_SRV'].map(service) });
  await server.isReady;
  const app = express();
  app.use(server.getRouter());
  const listener = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${listener.address().port}/`));
  process.stdin.on('end', () => process.exit(0)).resume();
})();

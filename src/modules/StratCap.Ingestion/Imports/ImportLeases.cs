using StratCap.Foundation.Data;
using StratCap.Foundation.Jobs;

namespace StratCap.Ingestion.Imports;

/// <summary>Gives imports to workers.</summary>
internal sealed class ImportLeases(PlatformConnections connections, IngestionOptions options) : JobLeases(connections, IngestionModule.Name, "import_jobs", options.Pace);

namespace StratCap.Foundation.Storage;

/// <summary>A folder in which a module keeps files of a tenant; a test holds that every folder is named here by its module.</summary>
/// <param name="Name">The first part of their keys.</param>
/// <param name="SealedFor">The purpose for which they are sealed under the installation's key; null: they lie open.</param>
/// <param name="NotExported">Why they stay behind when the firm is exported; null: they leave.</param>
public sealed record BlobFolder(string Name, string? SealedFor = null, string? NotExported = null);

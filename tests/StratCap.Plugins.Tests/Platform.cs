using System.Runtime.Versioning;

// Plugins run on Linux, and so do their tests.
[assembly: SupportedOSPlatform("linux")]

using Microsoft.Extensions.Configuration;

namespace TracedLlm.Export;

/// <summary>What a backend is set up from.</summary>
/// <param name="Configuration">The gateway's configuration, environment variables included.</param>
/// <param name="Options">The settings of the export.</param>
internal sealed record BackendContext(IConfiguration Configuration, TracedLlmExportOptions Options);

using Microsoft.Extensions.Configuration;

namespace TracedLlm.Export;

/// <summary>What a backend is set up from.</summary>
/// <param name="Configuration">The gateway's configuration, environment variables included.</param>
/// <param name="Options">The settings of the export.</param>
/// <param name="Ledger">Where it tells how many spans it has accepted.</param>
internal sealed record BackendContext(IConfiguration Configuration, TracedLlmExportOptions Options, DeliveryLedger Ledger);

using System.Diagnostics;
using OpenTelemetry;

namespace TracedLlm.Bench.Micro.Tracing;

/// <summary>Ignores every span, so that only its creation is measured, not its export.</summary>
internal sealed class IgnoringProcessor : BaseProcessor<Activity>;

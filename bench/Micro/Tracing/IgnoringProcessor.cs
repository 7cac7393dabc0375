using System.Diagnostics;
using OpenTelemetry;

namespace TracedLlm.Bench.Micro.Tracing;

/// <summary>Does nothing with a span: what is measured is its making, not its export.</summary>
internal sealed class IgnoringProcessor : BaseProcessor<Activity>;

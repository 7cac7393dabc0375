using System.Diagnostics;

namespace TracedLlm.Tests.Context;

internal static class Contexts
{
    /// <summary>A context as a gateway makes one of ids that it knows: without flags.</summary>
    public static ActivityContext Create(string traceId, string spanId) =>
        new(ActivityTraceId.CreateFromString(traceId), ActivitySpanId.CreateFromString(spanId), ActivityTraceFlags.None);
}

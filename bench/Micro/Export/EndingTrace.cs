using System.Runtime.CompilerServices;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>Says whose span is ending on this thread, as the end of a span does, without ending one: each span ends once.</summary>
internal static class EndingTrace
{
    public static ref LlmTrace? Current => ref TraceOfEnding(null);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "_traceOfEnding")]
    private static extern ref LlmTrace? TraceOfEnding([UnsafeAccessorType("TracedLlm.SpanEnd, TracedLlm")] object? owner);
}

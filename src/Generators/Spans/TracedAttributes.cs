using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The attributes that trace a method.</summary>
internal static class TracedAttributes
{
    public static readonly ImmutableArray<(string MetadataName, TracedSpanKind Kind)> All =
    [
        ("TracedLlm.TracedStageAttribute", TracedSpanKind.Stage),
        ("TracedLlm.TracedGuardrailAttribute", TracedSpanKind.Guardrail),
        ("TracedLlm.TracedLlmCallAttribute", TracedSpanKind.Call),
        ("TracedLlm.TracedLlmRouteAttribute", TracedSpanKind.Route),
        ("TracedLlm.TracedLlmRouteAttribute`1", TracedSpanKind.Route),
    ];

    /// <summary>The tracing attributes of a method, in the order of <see cref="All"/>.</summary>
    public static IEnumerable<(AttributeData Attribute, TracedSpanKind Kind)> Find(IMethodSymbol method)
    {
        var attributes = method.GetAttributes();
        foreach (var (metadataName, kind) in All)
        {
            foreach (var attribute in attributes)
            {
                if (MetadataNames.Is(attribute.AttributeClass, metadataName))
                {
                    yield return (attribute, kind);
                }
            }
        }
    }
}

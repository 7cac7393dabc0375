using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Common;

/// <summary>The names of the attributes that trace, with and without the suffix.</summary>
internal static class TracedNames
{
    public static readonly ImmutableArray<string> Route = ["TracedLlmRoute", "TracedLlmRouteAttribute"];

    /// <summary>The attributes of stages, guardrails and calls.</summary>
    public static readonly ImmutableArray<string> Members =
        ["TracedStage", "TracedStageAttribute", "TracedGuardrail", "TracedGuardrailAttribute", "TracedLlmCall", "TracedLlmCallAttribute"];

    public static readonly ImmutableArray<string> Attributes = [.. Route, .. Members];
}

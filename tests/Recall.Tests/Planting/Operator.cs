using TracedLlm.Recall.Tests.Corpus;

namespace TracedLlm.Recall.Tests.Planting;

/// <summary>Rewrites correct code into code with one mistake.</summary>
internal abstract class Operator
{
    /// <summary>The mistakes that it can make in a gateway.</summary>
    public abstract IEnumerable<Plant> Plants(GatewayCode code);

    /// <summary>A mistake.</summary>
    protected static Plant Plant(GatewayCode code, string kind, string rules, IEnumerable<TextEdit> edits, IEnumerable<CodeSpan>? places = null, string variant = "") =>
        new(kind, code.Gateway, [.. rules.Split('|')], [.. edits]) { Places = [.. places ?? []], Variant = variant };
}

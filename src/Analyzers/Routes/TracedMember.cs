using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Routes;

/// <summary>A traced stage, guardrail or call.</summary>
/// <param name="Place">The place of the code that callers run: the generated half, if there is one.</param>
/// <param name="Method">The method.</param>
/// <param name="Attribute">The attribute that traces it.</param>
/// <param name="Kind">The kind of its span.</param>
internal sealed record TracedMember(CodePlace Place, IMethodSymbol Method, AttributeData Attribute, TracedSpanKind Kind);

using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Finds the traced stages, guardrails and calls of a compilation.</summary>
internal static class TracedMembers
{
    public static IEnumerable<TracedMember> Find(CompilationCode code, CancellationToken cancellationToken)
    {
        foreach (var declaration in AttributeNames.Get(code.Compilation).MethodsWith(TracedNames.Members, cancellationToken))
        {
            if (code.ModelOf(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellationToken) is IMethodSymbol method
                && TracedAttributes.Find(method).FirstOrDefault(static on => on.Kind != TracedSpanKind.Route) is { Attribute: { } attribute } on
                && code.PlaceOf(method) is { } place)
            {
                yield return new TracedMember(place, method, attribute, on.Kind);
            }
        }
    }
}

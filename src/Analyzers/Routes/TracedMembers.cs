using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Finds the traced stages, guardrails and calls of a compilation.</summary>
internal static class TracedMembers
{
    public static IEnumerable<TracedMember> Find(CompilationCode code)
    {
        foreach (var tree in code.Compilation.SyntaxTrees)
        {
            if (!AttributeNames.Get(code.Compilation).MayBeIn(tree.GetText().ToString(), "Traced"))
            {
                continue;
            }

            foreach (var declaration in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(static method => method.AttributeLists.Count > 0))
            {
                if (code.ModelOf(tree).GetDeclaredSymbol(declaration) is IMethodSymbol method
                    && TracedAttributes.Find(method).FirstOrDefault(static on => on.Kind != TracedSpanKind.Route) is { Attribute: { } attribute } on
                    && CodePlace.PlaceOf(method) is { } place)
                {
                    yield return new TracedMember(place, method, attribute, on.Kind);
                }
            }
        }
    }
}

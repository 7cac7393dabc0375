using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Spans;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>Finds the method that an author wrote as the <c>…Core</c> of a traced method, under another name: <c>XAsyncCore</c> beside <c>XAsync</c>.</summary>
internal static class MisnamedCore
{
    private const string Async = "Async";

    private static readonly string[] Marks = ["Core", "Impl", "Implementation", "Inner", "Internal"];

    /// <summary>The method; <see langword="null"/> if no method or more than one fits.</summary>
    public static IMethodSymbol? Find(IMethodSymbol traced, string name)
    {
        var names = Names(traced.Name).Append(name).ToList();
        var found = traced.ContainingType.GetMembers().OfType<IMethodSymbol>()
            .Where(candidate => names.Contains(candidate.Name, StringComparer.OrdinalIgnoreCase) && candidate.Name != traced.Name && IsFree(candidate) && SignatureComparer.Match(traced, candidate))
            .ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static IEnumerable<string> Names(string traced)
    {
        var isAsync = traced.Length > Async.Length && traced.EndsWith(Async, StringComparison.Ordinal);
        var plain = isAsync ? traced.Substring(0, traced.Length - Async.Length) : traced;
        foreach (var mark in Marks)
        {
            foreach (var name in new[] { plain + mark, mark + plain })
            {
                yield return name;
                yield return name + Async;
            }

            yield return plain + Async + mark;
        }

        yield return "Do" + plain;
        yield return "Do" + plain + Async;
    }

    // The name of other methods is not the author's choice alone.
    private static bool IsFree(IMethodSymbol candidate) =>
        candidate is { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsOverride: false, IsAbstract: false, IsExtern: false, PartialDefinitionPart: null, PartialImplementationPart: null, IsPartialDefinition: false, ExplicitInterfaceImplementations.IsEmpty: true }
        && !TracedAttributes.Find(candidate).Any()
        && !candidate.ContainingType.AllInterfaces.SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>())
            .Any(member => SymbolEqualityComparer.Default.Equals(candidate.ContainingType.FindImplementationForInterfaceMember(member), candidate));
}

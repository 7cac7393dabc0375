using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Finds the Core of a traced method, the half that the author writes.</summary>
internal static class CoreMethods
{
    private static readonly SymbolDisplayFormat Declaration = CSharpText.ShortType
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <summary><c>XAsync</c> → <c>XCoreAsync</c>, <c>X</c> → <c>XCore</c>.</summary>
    public static string NameFor(string method) => method.Length > 5 && method.EndsWith("Async", StringComparison.Ordinal)
        ? method.Substring(0, method.Length - 5) + "CoreAsync"
        : method + "Core";

    /// <summary>The matching Core; <see langword="null"/> if no method matches.</summary>
    public static IMethodSymbol? Find(IMethodSymbol method, KnownSymbols symbols) =>
        Candidates(method, symbols).Find(candidate => SignatureComparer.Match(method, candidate));

    /// <summary>The declaration that the Core must have: <c>Task&lt;Caller&gt; AuthenticateCoreAsync(HttpContext http)</c>.</summary>
    public static string Expected(IMethodSymbol method) => Display(method, NameFor(method.Name));

    /// <summary>Describes the method that was found instead of a match.</summary>
    public static string Found(IMethodSymbol method, KnownSymbols symbols)
    {
        var candidates = Candidates(method, symbols);
        var nearest = candidates.Find(candidate => candidate.Parameters.Length == method.Parameters.Length) ?? candidates.FirstOrDefault();
        return nearest is null ? "no method has this name" : $"found '{Display(nearest, nearest.Name)}'";
    }

    private static List<IMethodSymbol> Candidates(IMethodSymbol method, KnownSymbols symbols)
    {
        var name = NameFor(method.Name);
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            var candidates = type.GetMembers(name)
                .OfType<IMethodSymbol>()
                .Where(candidate => symbols.Compilation.IsSymbolAccessibleWithin(candidate, method.ContainingType))
                .ToList();

            // A call considers inherited methods only if the type itself has no applicable method.
            if (candidates.Count > 0)
            {
                return candidates;
            }
        }

        return [];
    }

    private static string Display(IMethodSymbol method, string name)
    {
        var parts = method.ToDisplayParts(Declaration).Select(part => part.Kind == SymbolDisplayPartKind.MethodName ? name : part.ToString());
        return (method.IsStatic ? "static " : "") + string.Concat(parts);
    }
}

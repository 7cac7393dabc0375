using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Context;

/// <summary>The code that runs inside a span of TracedLlm: traced endpoints, the bodies of traced methods, and the code that they call within the compilation.</summary>
internal sealed class TracedFunctions
{
    private static readonly ConditionalWeakTable<Compilation, TracedFunctions> PerCompilation = new();

    private readonly TracedCode _code;
    private readonly Lazy<CallPaths<CodePlace>> _reached;

    private TracedFunctions(TracedCode code)
    {
        _code = code;
        _reached = new(() => new(Roots(code).Distinct().Select(static place => (place, place)), code.Calls, CancellationToken.None));
    }

    public static TracedFunctions? Get(Compilation compilation) => TracedCode.Get(compilation) is { } code
        ? PerCompilation.GetValue(compilation, _ => new(code))
        : null;

    /// <summary>The path from an endpoint or traced method to the function around a node; <see langword="null"/> if there is no path.</summary>
    public string? PathTo(SyntaxNode code, CancellationToken cancellationToken) =>
        _code.FunctionOf(code) is { } function && _reached.Value.Contains(function)
            ? string.Join(" → ", _reached.Value.PathTo(function).Select(place => _code.Code.NameOf(place, cancellationToken)))
            : null;

    private static IEnumerable<CodePlace> Roots(TracedCode code) => code.Endpoints.Select(static endpoint => endpoint.Handler).Concat(Bodies(code));

    private static IEnumerable<CodePlace> Bodies(TracedCode code) =>
        from tree in code.Code.Compilation.SyntaxTrees
        where AttributeNames.Get(code.Code.Compilation).MayBeIn(tree.GetText().ToString(), "Traced")
        from declaration in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        where declaration.AttributeLists.Count > 0
        let method = code.Code.ModelOf(tree).GetDeclaredSymbol(declaration) as IMethodSymbol
        where method is not null && TracedAttributes.Find(method).Any()
        let core = CoreMethods.Find(method, KnownSymbols.Get(code.Code.Compilation))
        let place = core is null ? null : CodePlace.PlaceOf(core)
        where place is not null
        select place.Value;
}

using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Context;

/// <summary>The code that runs inside a span of TracedLlm: traced endpoints, the bodies of traced methods, and the code that they call within the compilation.</summary>
internal sealed class TracedFunctions
{
    private readonly TracedCode _code;
    private readonly Computed<CallPaths<CodePlace>> _reached;

    private TracedFunctions(TracedCode code)
    {
        _code = code;
        _reached = new(code.Code.Lock, token => new(Roots(code, token).Distinct().Select(static place => (place, place)), code.Calls, token));
    }

    public static TracedFunctions? Get(Compilation compilation) => TracedCode.Get(compilation) is { } code
        ? code.Code.Get((_, _) => new TracedFunctions(code), default)
        : null;

    /// <summary>The path from an endpoint or traced method to the function around a node; <see langword="null"/> if there is no path.</summary>
    public string? PathTo(SyntaxNode code, CancellationToken cancellationToken) =>
        _code.FunctionOf(code, cancellationToken) is { } function && _reached.Get(cancellationToken).Contains(function)
            ? string.Join(" → ", _reached.Get(cancellationToken).PathTo(function).Select(place => _code.Code.NameOf(place, cancellationToken)))
            : null;

    private static IEnumerable<CodePlace> Roots(TracedCode code, CancellationToken cancellationToken) => code.Endpoints(cancellationToken).Select(static endpoint => endpoint.Handler).Concat(Bodies(code, cancellationToken));

    private static IEnumerable<CodePlace> Bodies(TracedCode code, CancellationToken cancellationToken) =>
        from declaration in AttributeNames.Get(code.Code.Compilation).MethodsWith(TracedNames.Attributes, cancellationToken)
        let method = code.Code.ModelOf(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellationToken) as IMethodSymbol
        where method is not null && TracedAttributes.Find(method).Any()
        let core = CoreMethods.Find(method, KnownSymbols.Get(code.Code.Compilation))
        let place = core is null ? null : code.Code.PlaceOf(core)
        where place is not null
        select place.Value;
}

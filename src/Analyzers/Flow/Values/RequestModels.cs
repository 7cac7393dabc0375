using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The types that traced routes bind or read their bodies into, each with its routes.</summary>
internal sealed class RequestModels
{
    private static readonly ImmutableHashSet<string> Readers = ["ReadFromJsonAsync", "Deserialize", "DeserializeAsync", "DeserializeObject", "ToObject"];

    private readonly Computed<ILookup<ITypeSymbol, Endpoint>> _routes;

    private RequestModels(TracedCode code) => _routes = new(code.Code.Lock, token => Find(code, token));

    public static RequestModels Get(TracedCode code) => code.Code.Get((_, _) => new RequestModels(code), default);

    /// <summary>The routes whose requests have a type or a type derived from it.</summary>
    public IEnumerable<Endpoint> RoutesOf(ITypeSymbol type, CancellationToken cancellationToken) => _routes.Get(cancellationToken)[type];

    /// <summary>Whether an attribute binds a parameter of a handler, or a property of an <c>[AsParameters]</c> type, to the request's body.</summary>
    public static bool IsFromBody(ISymbol bound) =>
        bound.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "FromBodyAttribute")
        || (bound is IPropertySymbol { ContainingType: { IsRecord: true } type } property
            && type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Any(parameter => parameter.Name == property.Name && IsFromBody(parameter)));

    /// <summary>Whether ASP.NET Core binds a parameter of a handler to the request's body without an attribute.</summary>
    public static bool IsBound(IParameterSymbol parameter, CompilationCode code, CancellationToken cancellationToken) =>
        parameter.GetAttributes().IsEmpty && IsData(parameter.Type) && !code.Get(static (own, token) => new RegisteredServices(TracedCode.Get(own.Compilation)!, token), cancellationToken).Contains(parameter.Type);

    private static ILookup<ITypeSymbol, Endpoint> Find(TracedCode code, CancellationToken cancellationToken)
    {
        var models = code.Endpoints(cancellationToken).SelectMany(endpoint => Bound(endpoint, code, cancellationToken).Select(type => (type, endpoint)))
            .Concat(Read(code, cancellationToken));
        return (from model in models
                from type in MetadataNames.WithBasesOf(model.Item1)
                select (type.OriginalDefinition, model.Item2)).Distinct().ToLookup(
                    static pair => pair.OriginalDefinition,
                    static pair => pair.Item2,
                    (IEqualityComparer<ITypeSymbol>)SymbolEqualityComparer.Default);
    }

    private static IEnumerable<ITypeSymbol> Bound(Endpoint endpoint, TracedCode code, CancellationToken cancellationToken) =>
        from parameter in endpoint.Method.Parameters
        where IsFromBody(parameter) || IsBound(parameter, code.Code, cancellationToken)
        select parameter.Type;

    // These types are services, not models: they have no settable properties or their constructors need services.
    private static bool IsData(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named
        && !ValueTypes.IsOfThePlatform(named)
        && MetadataNames.WithBasesOf(named).SelectMany(static one => one.GetMembers()).OfType<IPropertySymbol>().Any(static property => property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, SetMethod: not null })
        && (named.IsRecord || named.InstanceConstructors.Any(static constructor => constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility == Accessibility.Public));

    private static IEnumerable<(ITypeSymbol, Endpoint)> Read(TracedCode code, CancellationToken cancellationToken)
    {
        var flow = ValueFlow.Get(code.Code);
        return from function in code.Reached(cancellationToken).Functions
               let body = code.Code.BodyOf(function, cancellationToken)
               where body is not null
               from call in CallGraph.OwnOperations(body).OfType<IInvocationOperation>()
               where call.TargetMethod is { TypeArguments.Length: 1 } && Readers.Contains(call.TargetMethod.Name)
               where flow.Compute(() => flow.ValuesAt(call), cancellationToken).Any(static value => value is { Root.Kind: RootKind.Request, Path.IsEmpty: true })
               from paths in code.RoutesReaching(function, cancellationToken)
               select (call.TargetMethod.TypeArguments[0], paths.RootOf(function));
    }
}

using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The types that traced routes bind or read their bodies into, each with its routes.</summary>
internal sealed class RequestModels
{
    private static readonly ConditionalWeakTable<TracedCode, RequestModels> PerCode = new();

    private readonly Lazy<ILookup<ITypeSymbol, Endpoint>> _routes;

    private RequestModels(TracedCode code) => _routes = new(() => Find(code));

    public static RequestModels Get(TracedCode code) => PerCode.GetValue(code, static key => new(key));

    /// <summary>The routes whose requests have a type or a type derived from it.</summary>
    public IEnumerable<Endpoint> RoutesOf(ITypeSymbol type) => _routes.Value[type];

    private static ILookup<ITypeSymbol, Endpoint> Find(TracedCode code)
    {
        var services = new RegisteredServices(code);
        var models = code.Endpoints.SelectMany(endpoint => Bound(endpoint, services).Select(type => (type, endpoint)))
            .Concat(new[] { MetadataField.Metadata, MetadataField.LiteLlmMetadata }.SelectMany(field => Read(code.ReachedFrom(field), code)));
        return (from model in models
                from type in MetadataNames.WithBasesOf(model.Item1)
                select (type.OriginalDefinition, model.Item2)).Distinct().ToLookup(
                    static pair => pair.OriginalDefinition,
                    static pair => pair.Item2,
                    (IEqualityComparer<ITypeSymbol>)SymbolEqualityComparer.Default);
    }

    private static IEnumerable<ITypeSymbol> Bound(Endpoint endpoint, RegisteredServices services) =>
        from parameter in endpoint.Method.Parameters
        where IsFromBody(parameter) || (parameter.GetAttributes().IsEmpty && IsData(parameter.Type) && !services.Contains(parameter.Type))
        select parameter.Type;

    private static bool IsFromBody(IParameterSymbol parameter) => parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "FromBodyAttribute");

    // These types are services, not models: they have no settable properties or their constructors need services.
    private static bool IsData(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, DeclaringSyntaxReferences.IsEmpty: false } named
        && MetadataNames.WithBasesOf(named).SelectMany(static one => one.GetMembers()).OfType<IPropertySymbol>().Any(static property => property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, SetMethod: not null })
        && (named.IsRecord || named.InstanceConstructors.Any(static constructor => constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility == Accessibility.Public));

    private static IEnumerable<(ITypeSymbol, Endpoint)> Read(CallPaths<Endpoint> paths, TracedCode code) =>
        from function in paths.Functions
        let body = code.Code.BodyOf(function, CancellationToken.None)
        where body is not null
        from call in CallGraph.OwnOperations(body).OfType<IInvocationOperation>()
        where call.TargetMethod is { TypeArguments.Length: 1 } && ReadsRequest(call, code.Symbols)
        select (call.TargetMethod.TypeArguments[0], paths.RootOf(function));

    private static bool ReadsRequest(IInvocationOperation call, GatewaySymbols symbols) => call.TargetMethod.Name switch
    {
        "ReadFromJsonAsync" => call.Arguments.Length > 0 && GatewaySymbols.Same(call.Arguments[0].Value.Type, symbols.HttpRequest),
        "Deserialize" or "DeserializeAsync" => call.Arguments.Any(argument =>
            argument.Value is IPropertyReferenceOperation { Property: { Name: "Body" or "BodyReader" } property }
            && GatewaySymbols.Same(property.ContainingType, symbols.HttpRequest)),
        _ => false,
    };
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The traced endpoints of a compilation and the code that they reach, computed on first use.</summary>
internal sealed class TracedCode
{
    private const string Attribute = "TracedLlmRoute";

    private static readonly ConditionalWeakTable<Compilation, TracedCode> PerCompilation = new();

    private readonly Lazy<ImmutableArray<Endpoint>> _endpoints;
    private readonly Lazy<ImmutableHashSet<CodePlace>> _handlers;
    private readonly ConcurrentDictionary<MetadataField, Lazy<CallPaths<Endpoint>>> _reached = new();
    private readonly Lazy<ImmutableArray<TracedMember>> _members;
    private readonly Lazy<CallPaths<bool>> _all;

    private TracedCode(Compilation compilation)
    {
        Symbols = GatewaySymbols.Get(compilation);
        Code = new CompilationCode(compilation);
        Calls = new CallGraph(Code);
        _endpoints = new(() => [.. FindEndpoints().OrderBy(static endpoint => endpoint.Template is null)]);
        _handlers = new(() => [.. Endpoints.Select(static endpoint => endpoint.Handler)]);
        _members = new(() => [.. TracedMembers.Find(Code)]);
        _all = new(() => TracedReach.Find(this));
    }

    public GatewaySymbols Symbols { get; }

    public CompilationCode Code { get; }

    public CallGraph Calls { get; }

    /// <summary>The traced endpoints, one for each pattern; also handlers that nothing in the compilation maps.</summary>
    public ImmutableArray<Endpoint> Endpoints => _endpoints.Value;

    /// <summary>The traced stages, guardrails and calls.</summary>
    public ImmutableArray<TracedMember> Members => _members.Value;

    /// <summary>All traced code: routes, stages, guardrails and calls, and the code that they call.</summary>
    public CallPaths<bool> Reached => _all.Value;

    /// <summary>The traced code of a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static TracedCode? Get(Compilation compilation) => GatewaySymbols.Get(compilation).TracedRoute is null
        ? null
        : PerCompilation.GetValue(compilation, static key => new(key));

    /// <summary>The code that the endpoints with gateway metadata in <paramref name="field"/> reach.</summary>
    public CallPaths<Endpoint> ReachedFrom(MetadataField field) => _reached.GetOrAdd(
        field,
        key => new(() => new CallPaths<Endpoint>(
            Endpoints.Where(endpoint => EndpointApi.MetadataFieldOf(endpoint) == key).Select(static endpoint => (endpoint.Handler, endpoint)),
            Calls,
            CancellationToken.None))).Value;

    /// <summary>The function of a node. A lambda belongs to the function around it unless it is the handler of an endpoint.</summary>
    public CodePlace? FunctionOf(SyntaxNode code)
    {
        foreach (var function in CompilationCode.FunctionsAround(code))
        {
            var place = CodePlace.PlaceOf(function);
            if (function is not AnonymousFunctionExpressionSyntax || _handlers.Value.Contains(place))
            {
                return place;
            }
        }

        return null;
    }

    private IEnumerable<Endpoint> FindEndpoints()
    {
        var maps = new EndpointMaps(Code, Symbols);
        var actions = new ControllerActions(Symbols);
        foreach (var tree in Code.Compilation.SyntaxTrees)
        {
            var text = tree.GetText().ToString();
            if (text.IndexOf("Map", StringComparison.Ordinal) >= 0)
            {
                foreach (var endpoint in maps.FindIn(tree, CancellationToken.None))
                {
                    yield return endpoint;
                }
            }

            if (!AttributeNames.Get(Code.Compilation).MayBeIn(text, Attribute))
            {
                continue;
            }

            foreach (var (method, traced) in TracedMethodsIn(tree))
            {
                var routes = Symbols.RouteTemplateProvider is null ? [] : actions.EndpointsOf(method, traced).ToList();
                foreach (var route in routes)
                {
                    yield return route;
                }

                // Without a map call the attribute may still name the API.
                if (routes.Count == 0 && CodePlace.PlaceOf(method) is { } handler)
                {
                    yield return new Endpoint(handler, method, traced, Template: null, HttpMethod: null, IsWhole: false);
                }
            }
        }
    }

    private IEnumerable<(IMethodSymbol Method, AttributeData Traced)> TracedMethodsIn(SyntaxTree tree) =>
        from node in tree.GetRoot().DescendantNodes()
        let declaration = node as MethodDeclarationSyntax
        where declaration is { AttributeLists.Count: > 0 }
        let method = Code.ModelOf(tree).GetDeclaredSymbol(declaration) as IMethodSymbol
        where method is not null
        let traced = method.GetAttributes().FirstOrDefault(Symbols.IsTracedRoute)
        where traced is not null
        select (method, traced);
}

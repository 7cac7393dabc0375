using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Context;

/// <summary>
/// The HTTP clients that traced routes send requests with and that have no span: no traced method and no manual span is on
/// the path, and nothing traces the calls of the client.
/// </summary>
internal sealed class ProviderClients
{
    private static readonly ConditionalWeakTable<Compilation, ProviderClients> PerCompilation = new();

    private readonly TracedCode _code;
    private readonly Lazy<Dictionary<CodePlace, string>> _untraced;

    private ProviderClients(TracedCode code)
    {
        _code = code;
        Symbols = new(code.Code.Compilation);
        _untraced = new(Find);
    }

    public HttpClientSymbols Symbols { get; }

    /// <summary>The clients of a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static ProviderClients? Get(Compilation compilation) => TracedCode.Get(compilation) is { } code
        ? PerCompilation.GetValue(compilation, _ => new(code))
        : null;

    /// <summary>The path from a route to the call that sends with the client registered or created here; <see langword="null"/> if the client is traced or no route sends with it.</summary>
    public string? PathFrom(SyntaxNode registeredOrMade) => _untraced.Value.TryGetValue(CodePlace.PlaceOf(registeredOrMade), out var path) ? path : null;

    private Dictionary<CodePlace, string> Find()
    {
        var untraced = new Dictionary<CodePlace, string>();
        var used = Used().ToList();
        if (used.Count == 0)
        {
            return untraced;
        }

        foreach (var (origin, path) in used)
        {
            if (origin.Made is { } made && !untraced.ContainsKey(made))
            {
                untraced.Add(made, path);
            }
        }

        if (used.TrueForAll(static one => one.Origin.Made is not null) || Registered() is not { } registrations)
        {
            return untraced;
        }

        foreach (var (origin, path) in used)
        {
            // Several calls may register one client.
            var parts = registrations.FindAll(registration => registration.Is(origin));
            if (parts.Count > 0 && parts.TrueForAll(static part => !part.MayBeTraced) && !untraced.ContainsKey(parts[0].Place))
            {
                untraced.Add(parts[0].Place, path);
            }
        }

        return untraced;
    }

    private IEnumerable<(ClientOrigin Origin, string Path)> Used()
    {
        var members = new HashSet<CodePlace>(_code.Members.Select(static member => member.Place));
        var reached = new CallPaths<bool>(
            _code.Endpoints.Select(static endpoint => (endpoint.Handler, true)),
            _code.Calls,
            CancellationToken.None,
            place => members.Contains(place) || Operations(place).Any(Symbols.StartsCall));
        return from place in reached.Functions
               from call in Operations(place).OfType<IInvocationOperation>()
               let client = Symbols.SentWith(call)
               where client is not null
               let origin = ClientOrigin.Find(client, Symbols, _code.Code)
               where origin is not null
               orderby place.Tree.FilePath, place.Span.Start
               select (origin, string.Join(" → ", reached.PathTo(place).Select(step => _code.Code.NameOf(step, CancellationToken.None))));
    }

    private IEnumerable<IOperation> Operations(CodePlace place) =>
        _code.Code.BodyOf(place, CancellationToken.None) is { } body ? CallGraph.OwnOperations(body) : [];

    /// <summary>The clients that the compilation registers; <see langword="null"/> if other code may trace all of them.</summary>
    private List<ClientRegistration>? Registered()
    {
        var registrations = new List<ClientRegistration>();
        foreach (var tree in _code.Code.Compilation.SyntaxTrees)
        {
            if (tree.GetText().ToString().IndexOf("HttpClient", StringComparison.Ordinal) < 0)
            {
                continue;
            }

            foreach (var syntax in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (NameOf(syntax) is not ("AddHttpClient" or "ConfigureHttpClientDefaults") || _code.Code.ModelOf(tree).GetOperation(syntax) is not IInvocationOperation call)
                {
                    continue;
                }

                if (Symbols.IsAddHttpClient(call.TargetMethod))
                {
                    registrations.Add(ClientRegistration.Parse(call, Symbols));
                }
                else if (Symbols.IsDefaults(call.TargetMethod) && call.Descendants().OfType<IInvocationOperation>().Any(Symbols.Traces))
                {
                    return null;
                }
            }
        }

        return registrations;
    }

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => name,
        SimpleNameSyntax { Identifier.ValueText: var name } => name,
        _ => null,
    };
}

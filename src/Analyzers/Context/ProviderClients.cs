using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Context;

/// <summary>
/// The HTTP clients that traced routes send requests with and that have no span: no traced method and no manual span is on
/// the path, and nothing traces the calls of the client. And the clients of traced calls whose handlers send again: only a
/// traced client shows each try.
/// </summary>
internal sealed class ProviderClients
{
    private readonly TracedCode _code;
    private readonly Computed<Dictionary<CodePlace, UntracedUse>> _untraced;

    private ProviderClients(TracedCode code)
    {
        _code = code;
        Symbols = new(code.Code.Compilation);
        _untraced = new(code.Code.Lock, Find);
    }

    public HttpClientSymbols Symbols { get; }

    /// <summary>The clients of a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static ProviderClients? Get(Compilation compilation) => TracedCode.Get(compilation) is { } code
        ? code.Code.Get((_, _) => new ProviderClients(code), default)
        : null;

    /// <summary>How traced code sends with the client registered or created here; <see langword="null"/> if the client is traced or no such code sends with it.</summary>
    public UntracedUse? UseOf(SyntaxNode registeredOrMade, CancellationToken cancellationToken) => _untraced.Get(cancellationToken).TryGetValue(CodePlace.PlaceOf(registeredOrMade), out var use) ? use : null;

    private Dictionary<CodePlace, UntracedUse> Find(CancellationToken cancellationToken)
    {
        var untraced = new Dictionary<CodePlace, UntracedUse>();
        var retrying = new RetryingHandler(_code.Code, cancellationToken);
        var outside = SentOutsideOfSpans(cancellationToken).ToList();
        var inCalls = SentInCalls(cancellationToken).ToList();
        foreach (var (origin, path) in outside)
        {
            if (origin.Made is { } made && !untraced.ContainsKey(made))
            {
                untraced.Add(made, new(path, Repeats: null));
            }
        }

        foreach (var (origin, path) in inCalls)
        {
            if (origin.Made is { } made && !untraced.ContainsKey(made) && _code.Code.ModelOf(made.Tree).GetOperation(NodeAt(made, cancellationToken), cancellationToken) is { } creation && retrying.NameIn(creation) is { } repeats)
            {
                untraced.Add(made, new(path, repeats));
            }
        }

        if (outside.Concat(inCalls).All(static one => one.Origin.Made is not null) || Registered(retrying, cancellationToken) is not { } registrations)
        {
            return untraced;
        }

        foreach (var (origin, path, isInCall) in outside.Select(static one => (one.Origin, one.Path, false)).Concat(inCalls.Select(static one => (one.Origin, one.Path, true))))
        {
            foreach (var parts in ClientsOf(origin, registrations, cancellationToken))
            {
                // Several calls may register one client.
                var repeats = parts.Select(static part => part.Repeats).FirstOrDefault(static one => one is not null);
                if (parts.TrueForAll(static part => !part.MayBeTraced)
                    && (!isInCall || repeats is not null)
                    && !untraced.ContainsKey(parts[0].Place))
                {
                    untraced.Add(parts[0].Place, new(path, isInCall ? repeats : null));
                }
            }
        }

        return untraced;
    }

    /// <summary>The registrations of an origin by client: each type derived from the type that sends has a client of its own, which counts if traced code uses it.</summary>
    private IEnumerable<List<ClientRegistration>> ClientsOf(ClientOrigin origin, List<ClientRegistration> registrations, CancellationToken cancellationToken)
    {
        var parts = registrations.FindAll(registration => registration.Is(origin));
        var clients = parts.GroupBy(static part => part.Name ?? string.Join(" ", part.Types.Select(static type => type.ToDisplayString()))).Select(static client => client.ToList()).ToList();
        if (origin.Typed is null || clients.Count < 2 || parts.TrueForAll(static part => !part.MayBeTraced))
        {
            return parts.Count > 0 ? [parts] : [];
        }

        var used = new HashSet<ITypeSymbol>(
            from place in _code.Reached(cancellationToken).Functions
            from call in Operations(place, cancellationToken).OfType<IInvocationOperation>()
            let type = call.Instance?.Type
            where type is not null
            select type,
            SymbolEqualityComparer.Default);
        return clients.Where(client => client[0].Types.Any(used.Contains));
    }

    /// <summary>The clients that routes send with, without a traced method or a manual span on the path.</summary>
    private IEnumerable<(ClientOrigin Origin, string Path)> SentOutsideOfSpans(CancellationToken cancellationToken)
    {
        var members = new HashSet<CodePlace>(_code.Members(cancellationToken).Select(static member => member.Place));
        return Sent(
            new CallPaths<bool>(
                _code.Endpoints(cancellationToken).Select(static endpoint => (endpoint.Handler, true)),
                _code.Calls,
                cancellationToken,
                place => members.Contains(place) || Operations(place, cancellationToken).Any(Symbols.StartsCall)),
            cancellationToken);
    }

    // The attempt of a traced call takes its first request. The others are attempts only if the client is traced.
    private IEnumerable<(ClientOrigin Origin, string Path)> SentInCalls(CancellationToken cancellationToken) =>
        _code.Members(cancellationToken).Where(static member => member.Kind == TracedSpanKind.Call).Select(static member => (member.Place, true)).ToList() is { Count: > 0 } calls
            ? Sent(new CallPaths<bool>(calls, _code.Calls, cancellationToken), cancellationToken)
            : [];

    private IEnumerable<(ClientOrigin Origin, string Path)> Sent(CallPaths<bool> reached, CancellationToken cancellationToken) =>
        from place in reached.Functions
        from call in Operations(place, cancellationToken).OfType<IInvocationOperation>()
        from origin in OriginsOf(call, cancellationToken)
        orderby place.Tree.FilePath, place.Span.Start
        select (origin, string.Join(" → ", reached.PathTo(place).Select(step => _code.Code.NameOf(step, cancellationToken)).Distinct()));

    private IEnumerable<ClientOrigin> OriginsOf(IInvocationOperation call, CancellationToken cancellationToken) =>
        Symbols.SentWith(call) is not { } client ? LowerClients.Get(_code.Code, cancellationToken).SentBy(call, cancellationToken)
        : ClientOrigin.Find(client, Symbols, _code.Code, cancellationToken) is { } origin ? [origin]
        : [];

    private static SyntaxNode NodeAt(CodePlace place, CancellationToken cancellationToken) => place.Tree.GetRoot(cancellationToken).FindNode(place.Span, getInnermostNodeForTie: true);

    private IEnumerable<IOperation> Operations(CodePlace place, CancellationToken cancellationToken) =>
        _code.Code.BodyOf(place, cancellationToken) is { } body ? CallGraph.OwnOperations(body) : [];

    /// <summary>The clients that the compilation registers; <see langword="null"/> if other code may trace all of them.</summary>
    private List<ClientRegistration>? Registered(RetryingHandler retrying, CancellationToken cancellationToken)
    {
        var registrations = LowerClients.Get(_code.Code, cancellationToken).Registered(cancellationToken).ToList();
        foreach (var tree in _code.Code.Names.FilesWith(["AddHttpClient", "ConfigureHttpClientDefaults"], cancellationToken))
        {
            foreach (var syntax in tree.GetRoot(cancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (NameOf(syntax) is not ("AddHttpClient" or "ConfigureHttpClientDefaults") || _code.Code.ModelOf(tree).GetOperation(syntax, cancellationToken) is not IInvocationOperation call)
                {
                    continue;
                }

                if (Symbols.IsAddHttpClient(call.TargetMethod))
                {
                    registrations.Add(ClientRegistration.Parse(call, Symbols, retrying));
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

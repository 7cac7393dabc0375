using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Layers;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Context;

/// <summary>The facts of a library about HTTP clients: which its methods send with outside of traced methods, and which they register.</summary>
internal sealed class ClientFacts
{
    private static readonly ImmutableArray<string> Words = ["AddHttpClient", "PostAsync", "SendAsync", "Send", "PostAsJsonAsync"];

    private ClientFacts(CompilationCode code, CancellationToken cancellationToken) =>
        Methods = TracedCode.Get(code.Compilation) is { } traced && (code.Names.IsAnywhere(Words, cancellationToken) || !LowerClients.Get(code, cancellationToken).Names.IsEmpty) ? Find(traced, cancellationToken) : [];

    public ImmutableArray<LayerMethodFacts> Methods { get; }

    public static ClientFacts Get(CompilationCode code, CancellationToken cancellationToken) =>
        code.Get(static (code, token) => new ClientFacts(code, token), cancellationToken);

    private static ImmutableArray<LayerMethodFacts> Find(TracedCode traced, CancellationToken cancellationToken)
    {
        var code = traced.Code;
        var symbols = new HttpClientSymbols(code.Compilation);
        var retrying = new RetryingHandler(code, cancellationToken);
        var members = new HashSet<CodePlace>(traced.Members(cancellationToken).SelectMany(member => PlacesOf(member.Method, code)).OfType<CodePlace>());
        var lower = LowerClients.Get(code, cancellationToken);
        var methods = LayerMethods.Get(code, cancellationToken).Methods.Select(method => (Method: method, Place: code.PlaceOf(method.Written))).Where(static one => one.Place is not null).ToList();
        var sends = new Dictionary<CodePlace, HashSet<ClientFact>>();
        var registers = new Dictionary<CodePlace, HashSet<ClientFact>>();
        foreach (var (_, place) in methods)
        {
            var operations = code.BodyOf(place!.Value, cancellationToken) is { } body ? CallGraph.OwnOperations(body).ToList() : [];
            var calls = operations.OfType<IInvocationOperation>().ToList();
            sends[place.Value] = members.Contains(place.Value) || calls.Exists(symbols.StartsCall) ? [] : [.. calls.SelectMany(call => SentBy(call, symbols, code, cancellationToken).Concat(lower.FactsOf(call, cancellationToken).SelectMany(static facts => facts.Sends)))];
            registers[place.Value] =
            [
                .. calls.Where(call => symbols.IsAddHttpClient(call.TargetMethod)).SelectMany(call => RegisteredBy(ClientRegistration.Parse(call, symbols, retrying))),
                .. calls.SelectMany(call => lower.FactsOf(call, cancellationToken)).SelectMany(static facts => facts.Registers),
            ];
        }

        // The requests of a traced method have a span.
        Pass(sends, traced.Calls, members.Contains, cancellationToken);
        Pass(registers, traced.Calls, static _ => false, cancellationToken);
        return
        [
            .. from method in methods
               where method.Method.IsCalledAbove
               let facts = new LayerMethodFacts(method.Method.Id)
               {
                   Implements = method.Method.Implements,
                   Sends = InOrder(sends[method.Place!.Value]),
                   Registers = InOrder(registers[method.Place!.Value]),
               }
               where facts.HasClients
               select facts,
        ];
    }

    // While generators run, a traced method has no generated half, and its calls run the Core.
    private static IEnumerable<CodePlace?> PlacesOf(IMethodSymbol member, CompilationCode code) =>
        [code.PlaceOf(member), CoreMethods.Find(member.PartialDefinitionPart ?? member, KnownSymbols.Get(code.Compilation)) is { } core ? code.PlaceOf(core) : null];

    private static IEnumerable<ClientFact> SentBy(IInvocationOperation call, HttpClientSymbols symbols, CompilationCode code, CancellationToken cancellationToken) =>
        symbols.SentWith(call) is { } client && ClientOrigin.Find(client, symbols, code, cancellationToken) is { } origin
            ? origin.Typed is { } typed ? typed.GetDocumentationCommentId() is { } id ? [new(ClientKind.Typed, id)] : []
            : [origin.Name is { } name ? new(ClientKind.Named, name) : new(ClientKind.Made, "")]
            : [];

    private static IEnumerable<ClientFact> RegisteredBy(ClientRegistration registration) =>
        registration.Types.Select(static type => type.OriginalDefinition.GetDocumentationCommentId()).OfType<string>().Select(id => new ClientFact(ClientKind.Typed, id, !registration.MayBeTraced))
            .Concat(registration.Name is { } name ? [new ClientFact(ClientKind.Named, name, !registration.MayBeTraced)] : []);

    private static void Pass(Dictionary<CodePlace, HashSet<ClientFact>> facts, CallGraph calls, Func<CodePlace, bool> isLeftOut, CancellationToken cancellationToken)
    {
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            foreach (var caller in facts)
            {
                foreach (var callee in isLeftOut(caller.Key) ? [] : calls.Callees(caller.Key, cancellationToken))
                {
                    if (callee != caller.Key && !isLeftOut(callee) && facts.TryGetValue(callee, out var passed))
                    {
                        var before = caller.Value.Count;
                        caller.Value.UnionWith(passed);
                        hasChanged |= caller.Value.Count != before;
                    }
                }
            }
        }
    }

    private static ImmutableArray<ClientFact> InOrder(HashSet<ClientFact> facts) => [.. facts.OrderBy(static fact => fact.Kind).ThenBy(static fact => fact.Name, StringComparer.Ordinal)];
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Layers;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Context;

/// <summary>What the facts of referenced projects say about HTTP clients. The place of such a client is the call in this project.</summary>
internal sealed class LowerClients
{
    private readonly CompilationCode _code;
    private readonly LowerLayers _layers;

    private LowerClients(CompilationCode code, CancellationToken cancellationToken)
    {
        _code = code;
        _layers = new(code, static (lower, token) => ClientFacts.Get(lower, token).Methods, static facts => facts.HasClients, cancellationToken);

        Names = [.. _layers.All.SelectMany(static facts => facts.Implements.Prepend(facts.Method)).Select(MethodIds.NameOf).Distinct()];
    }

    public static LowerClients Get(CompilationCode code, CancellationToken cancellationToken) =>
        code.Get(static (code, token) => new LowerClients(code, token), cancellationToken);

    /// <summary>The names of the methods that send or register.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The facts of the methods of referenced projects that a call runs.</summary>
    public IEnumerable<LayerMethodFacts> FactsOf(IInvocationOperation call, CancellationToken cancellationToken) => _layers.FactsOf(call, cancellationToken);

    /// <summary>The clients that a call sends with.</summary>
    public IEnumerable<ClientOrigin> SentBy(IOperation call, CancellationToken cancellationToken) =>
        from facts in _layers.FactsOf(call, cancellationToken)
        from client in facts.Sends
        let typed = client.Kind == ClientKind.Typed ? _layers.TypeOf(client.Name) : null
        where client.Kind != ClientKind.Typed || typed is not null
        select new ClientOrigin(typed, client.Kind == ClientKind.Named ? client.Name : null, client.Kind == ClientKind.Made ? CodePlace.PlaceOf(call.Syntax) : null);

    /// <summary>The clients that all calls of this project register.</summary>
    public IEnumerable<ClientRegistration> Registered(CancellationToken cancellationToken) =>
        from tree in _layers.IsEmpty ? [] : _code.Names.FilesWith(Names, cancellationToken)
        from call in tree.GetRoot(cancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>()
        where OperationRegistration.NameOf(call) is { } name && Names.Contains(name)
        let operation = _code.ModelOf(tree).GetOperation(call, cancellationToken) as IInvocationOperation
        where operation is not null
        from facts in _layers.FactsOf(operation, cancellationToken)
        from registered in facts.Registers
        let type = registered.Kind == ClientKind.Typed ? _layers.TypeOf(registered.Name) : null
        where registered.Kind != ClientKind.Typed || type is not null
        select new ClientRegistration(CodePlace.PlaceOf(call), type is null ? [] : [type], registered.Kind == ClientKind.Named ? registered.Name : null, !registered.IsUntraced, Repeats: null);
}
